"""Our SQL files, asked of the posts of a party: what others say of it (`about`), what it says (`theirs`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tertulia.listen.explorer.conditions import STEPS, conditions
from tertulia.listen.explorer.measures.asking import rows
from tertulia.listen.explorer.periods import Days, local_clock
from tertulia.listen.situation.accounts import Accounts
from tertulia.listen.situation.scope import Party, Scope

Record = dict[str, Any]
_FOLDER = Path(__file__).parent


@cache
def sql(name: str) -> str:
    """The text of a file beside this one."""
    return (_FOLDER / f"{name}.sql").read_text()


def ask(scope: Scope, party: Party, name: str, days: Days, **more: Any) -> list[Record]:
    """The rows of one of our SQL files over the posts of a party on these days."""
    relation, values = party_posts(scope, party, days)
    clock, theirs = local_clock(scope.selection.zone, days), _theirs(party)
    text = sql(name).format_map({"clock": clock, "theirs": theirs, "steps": str(STEPS)})
    return rows(scope.store, f"{relation}\n{text}", values | more)


def ask_monitors(scope: Scope, monitors: Sequence[int], name: str, days: Days, **more: Any) -> list[Record]:
    """The same over what some monitors find, other people's posts; `theirs` is false."""
    return ask(scope, Party("", tuple(monitors), Accounts(())), name, days, **more)


def party_posts(scope: Scope, party: Party, days: Days) -> tuple[str, dict[str, Any]]:
    """`WITH selected AS …`: the posts that a party published and those of others about it: found by its
    monitors, or answers to a post of its own."""
    found = conditions(scope.selection, days)
    theirs = _theirs(party)
    monitors = ", ".join(map(str, party.monitors)) or "NULL"
    sql_text = f"""
WITH mentioned AS (SELECT DISTINCT post FROM mentions WHERE monitor IN ({monitors})),
their_posts AS (SELECT DISTINCT key, network FROM posts WHERE {theirs}),
handles AS (
    SELECT DISTINCT split_part(lower(author), '@', 1) AS handle FROM posts
    WHERE {theirs} AND author IS NOT NULL
),
base AS NOT MATERIALIZED (
    SELECT *, {theirs} AS theirs,
        reply_key IS NOT NULL
            AND (reply_key, network) IN (SELECT (key, network) FROM their_posts) AS answers_them
    FROM posts WHERE {found.sql}
),
selected AS NOT MATERIALIZED (
    SELECT *, NOT theirs AS about FROM base
    WHERE theirs OR (NOT own AND (answers_them OR post IN (SELECT post FROM mentioned)))
)"""  # noqa: S608  (numbers and our own conditions)
    return sql_text, found.parameters


def _theirs(party: Party) -> str:
    if party.accounts is None:
        return "own"
    keys = ", ".join(f"{key}::UBIGINT" for key in party.accounts.keys)
    return f"(author_key IS NOT NULL AND author_key IN ({keys}))" if keys else "false"
