"""A selection in words, so that what is on the page can be read aloud; and its parts as chips that can be
taken off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.selection import FILTERS, Selection
from tertulia.listen.letters.letters import names_of

NAMES = {
    "monitors": Text("Monitor"),
    "networks": Text("Network"),
    "languages": Text("Language"),
    "sentiments": Text("Sentiment"),
    "emotions": Text("Emotion"),
    "intents": Text("Intent"),
    "themes": Text("Theme"),
    "kinds": Text("Kind"),
    "authors": Text("Author"),
    "hashtags": Text("Hashtag"),
    "domains": Text("Site"),
    "links": Text("Link"),
    "hours": Text("Hour of the week"),
    "hidden": Text("Hidden list"),
    "sources": Text("Source"),
}
WHOSE = {"own": Text("Our own posts"), "others": Text("Other people's posts")}
REPLY = {
    "needed": Text("Needs a reply"),
    "unanswered": Text("Needs a reply, and we have not answered"),
}
MENTIONED = {"yes": Text("Found by a monitor"), "no": Text("Found by no monitor")}


@dataclass(frozen=True)
class Chip:
    """One active filter: what it is, its value, and the selection without it."""

    name: str
    value: str
    without: Selection


def chips(selection: Selection, monitors: Mapping[int, str]) -> list[Chip]:
    """The active filters, in the order of the address."""
    found = []
    for name in FILTERS:
        for value in getattr(selection, name):
            found.append(
                Chip(str(NAMES[name]), _shown(name, value, monitors), selection.without(name, value))
            )
    if selection.words:
        found.append(Chip(str(Text("Words")), selection.words, selection.without("words")))
    if selection.whose:
        found.append(Chip(str(Text("Whose")), str(WHOSE[selection.whose]), selection.without("whose")))
    if selection.mentioned:
        found.append(
            Chip(str(Text("Monitors")), str(MENTIONED[selection.mentioned]), selection.without("mentioned"))
        )
    if selection.reply:
        found.append(Chip(str(Text("Reply")), str(REPLY[selection.reply]), selection.without("reply")))
    if selection.thread is not None:
        found.append(Chip(str(Text("Thread")), str(Text("One thread")), selection.without("thread")))
    return found


def _shown(name: str, value: str | int, monitors: Mapping[int, str]) -> str:
    if name == "monitors":
        return monitors.get(int(value), str(Text("Monitor {number}", number=value)))
    if name == "hashtags":
        return f"#{value}"
    if name == "sources":
        return names_of([str(value)])[str(value)]
    return labels.label(name, str(value))


def period(selection: Selection) -> str:
    """The days in words."""
    return labels.days(selection.days) if selection.days else str(Text("All time"))


def sentence(selection: Selection, monitors: Mapping[int, str]) -> str:
    """What is selected, as one sentence in the reader's language."""
    grouped: dict[str, list[str]] = {}
    for chip in chips(selection, monitors):
        grouped.setdefault(chip.name, []).append(chip.value)
    if not grouped:
        return str(Text("All posts. {period}.", period=period(selection)))
    filters = "; ".join(
        str(Text("{filter}: {values}", filter=name, values=str(Text(" or ")).join(values)))
        for name, values in grouped.items()
    )
    return str(Text("Posts with {filters}. {period}.", filters=filters, period=period(selection)))


def comparison(selection: Selection, monitors: Mapping[int, str]) -> str:
    """What the selection is held against, in words; "" where it is held against nothing."""
    other = selection.compared()
    if other is None:
        return ""
    if selection.compare.startswith("monitor:"):
        return str(Text("against {monitor}", monitor=_shown("monitors", other.monitors[0], monitors)))
    return str(Text("against {period}", period=period(other)))
