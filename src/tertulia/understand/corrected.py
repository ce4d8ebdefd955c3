"""What people corrected and confirmed in a workspace, counted by task and by what became what."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tertulia.posts.api import Store

# The model's word beside the person's: of the newest reading, written as corrections are.
_ASKED = """
SELECT c.task, c.value, CASE c.task
    WHEN 'sentiment' THEN r.sentiment::VARCHAR WHEN 'emotion' THEN r.emotion::VARCHAR
    WHEN 'offensive' THEN r.offensive::VARCHAR WHEN 'irony' THEN r.irony::VARCHAR
    WHEN 'needs_reply' THEN r.needs_reply::VARCHAR
    WHEN 'intents' THEN array_to_string(r.intents, ',') END AS said
FROM corrections c LEFT JOIN (
    SELECT * FROM readings WHERE post IN (SELECT post FROM corrections)
    QUALIFY row_number() OVER (PARTITION BY post ORDER BY read_at DESC) = 1
) r USING (post)
WHERE c.value IS NOT NULL AND c.task <> 'lang'
"""


@dataclass(frozen=True)
class Corrected:
    """The words of people on a task: how many, how many of them the model had said too, and the commonest
    changes as (said by the model, said by people, posts); "" where one said nothing. Of intents a change is
    one intent, missed by the model or seen by it alone."""

    task: str
    words: int
    confirmed: int
    changes: tuple[tuple[str, str, int], ...]


def corrected(store: Store) -> dict[str, Corrected]:
    """By task; tasks of which nobody said anything are absent."""
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in store.query(_ASKED).to_pylist():
        said[row["task"]].append((_sorted(row["said"]), _sorted(row["value"])))
    return {task: _counted(task, pairs) for task, pairs in sorted(said.items())}


def _sorted(value: str | None) -> str:
    return ",".join(sorted((value or "").split(",")))


def _counted(task: str, pairs: list[tuple[str, str]]) -> Corrected:
    changes: Counter[tuple[str, str]] = Counter()
    for model, people in pairs:
        if model != people:
            changes.update(_changes(task, model, people))
    ordered = sorted(changes.items(), key=lambda change: (-change[1], change[0]))
    confirmed = sum(model == people for model, people in pairs)
    return Corrected(task, len(pairs), confirmed, tuple((*pair, count) for pair, count in ordered))


def _changes(task: str, model: str, people: str) -> list[tuple[str, str]]:
    if task != "intents":
        return [(model, people)]
    had, has = set(model.split(",")) - {""}, set(people.split(",")) - {""}
    return [("", each) for each in has - had] + [(each, "") for each in had - has]
