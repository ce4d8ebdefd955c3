"""What stands beside each chart of readings: how often they are right on the workspace's own posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.urls import reverse

from tertulia.i18n import Text
from tertulia.listen.accuracy.estimates import Judged
from tertulia.listen.accuracy.models import Check
from tertulia.listen.accuracy.results import Result, result
from tertulia.listen.accuracy.tasks import TASKS
from tertulia.listen.accuracy.words import in_a_line
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.panel import Trust
from tertulia.listen.explorer.selection import Selection
from tertulia.posts.api import Store

Holds = Callable[[Judged], bool]
# The charts that stand on readings, and on which.
TASK_OF = {
    "sentiment": "sentiment",
    "sentiments": "sentiment",
    "net": "sentiment",
    "triggers": "sentiment",
    "emotion": "emotion",
    "emotions": "emotion",
    "intents": "intents",
}


def trust(chart: str, selection: Selection, store: Store, names: Mapping[int, str]) -> Trust | None:
    """How far a chart can be trusted: of the languages, networks and monitors selected where enough posts of
    theirs were checked, else of all; None for a chart that stands on no readings. `names`: of monitors."""
    if chart not in TASK_OF:
        return None
    task = TASKS[TASK_OF[chart]]
    page = f"{reverse('accuracy')}?task={task.name}"
    if not Check.objects.filter(drawn__round__task=task.name).exists():
        return Trust(str(Text("Not checked yet on your posts: ten minutes")), page, False)
    return Trust(_line(result(task, store), selection, names), page, True)


def _line(found: Result, selection: Selection, names: Mapping[int, str]) -> str:
    """The figure of the smallest part around the selection that has one."""
    parts = list(_parts(selection, names))
    for chosen in (parts, *([part] for part in parts)):
        group = found.part(_all([holds for _, holds in chosen]))
        if chosen and group.accuracy:
            return in_a_line(group, ", ".join(where for where, _ in chosen))
    return in_a_line(found.whole)


def _all(conditions: Sequence[Holds]) -> Holds:
    return lambda judged: all(holds(judged) for holds in conditions)


def _parts(selection: Selection, names: Mapping[int, str]) -> Iterator[tuple[str, Holds]]:
    """What is selected of monitors, languages and networks: its name, and which posts belong to it."""
    if selection.monitors:
        wanted = frozenset(selection.monitors)
        where = ", ".join(names.get(number, str(number)) for number in selection.monitors)
        yield where, lambda judged: bool(judged.monitors & wanted)
    if selection.languages:
        where = ", ".join(map(labels.language, selection.languages))
        yield where, lambda judged: judged.lang in selection.languages
    if selection.networks:
        where = ", ".join(map(labels.network, selection.networks))
        yield where, lambda judged: judged.network in selection.networks
