"""What the filter bar offers: periods, comparisons, monitors, orders. Each choice is an address."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.asked import Asked
from tertulia.listen.explorer.selection import SORTS, SPLITS, Selection

_COMPARISONS = {
    "": Text("Nothing"),
    "previous": Text("The days before, as many"),
    "year": Text("The same days a year ago"),
}
_SPLITS = {
    "network": Text("By network"),
    "sentiment": Text("By sentiment"),
    "monitor": Text("By monitor"),
    "all": Text("All in one"),
}
_SORTS = {
    "newest": Text("Newest first"),
    "oldest": Text("Oldest first"),
    "likes": Text("Most liked"),
    "replies": Text("Most replied to"),
    "reposts": Text("Most reposted"),
    "views": Text("Most viewed"),
}


@dataclass(frozen=True)
class Choice:
    """A choice: its words, the selection that it leads to, whether it is the present one."""

    label: str
    selection: Selection
    current: bool


def periods(selection: Selection) -> list[Choice]:
    """The presets; one of them is current unless days were written."""
    return [
        Choice(
            str(text),
            replace(selection, period=name, since=None, until=None),
            selection.period == name,
        )
        for name, text in labels.PERIODS.items()
    ]


def comparisons(asked: Asked) -> list[Choice]:
    """Nothing, earlier days (not for all time), and every other monitor where one monitor is selected."""
    selection = asked.selection
    names = [name for name in _COMPARISONS if not name or selection.days]
    found = [
        Choice(str(_COMPARISONS[name]), replace(selection, compare=name), selection.compare == name)
        for name in names
    ]
    if len(selection.monitors) == 1:
        for monitor in asked.monitors:
            if monitor.id not in selection.monitors:
                value = f"monitor:{monitor.id}"
                found.append(
                    Choice(monitor.name, replace(selection, compare=value), selection.compare == value)
                )
    return found


def monitors(asked: Asked) -> list[Choice]:
    """All posts, and each monitor alone."""
    selection = asked.selection
    found = [Choice(str(Text("All posts")), selection.without("monitors"), not selection.monitors)]
    for monitor in asked.monitors:
        alone = selection.with_filter("monitors", monitor.id)
        found.append(Choice(monitor.name, _sound(alone), selection.monitors == (monitor.id,)))
    return found


def _sound(selection: Selection) -> Selection:
    """Without a comparison of a monitor with itself."""
    itself = selection.compare in {f"monitor:{number}" for number in selection.monitors}
    return replace(selection, compare="") if itself else selection


def splits(asked: Asked) -> list[Choice]:
    """How the timeline is parted; by monitor only where there are some."""
    selection = asked.selection
    return [
        Choice(str(_SPLITS[name]), replace(selection, split=name), selection.split == name)
        for name in SPLITS
        if name != "monitor" or asked.monitors
    ]


def sorts(selection: Selection) -> list[Choice]:
    return [
        Choice(str(_SORTS[name]), replace(selection, sort=name), selection.sort == name) for name in SORTS
    ]
