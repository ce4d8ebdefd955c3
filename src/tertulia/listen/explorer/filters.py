"""All filters as a form: what may be ticked, with what is ticked now."""

from __future__ import annotations

from dataclasses import dataclass

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.asked import Asked
from tertulia.listen.explorer.measures.asking import rows
from tertulia.listen.explorer.selection import FILTERS
from tertulia.listen.explorer.sentence import MENTIONED, NAMES, REPLY, WHOSE
from tertulia.listen.monitors.lists import lists
from tertulia.listen.triggers.naming import choices as theme_choices


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    ticked: bool


@dataclass(frozen=True)
class Group:
    """A filter: its name in the address, its words, whether one (radio) or several (checkbox) may be
    chosen."""

    name: str
    label: str
    kind: str
    options: list[Option]


def groups(asked: Asked) -> list[Group]:
    """The filters with a known set of values; networks and languages are those that the store has."""
    values = {
        "monitors": [(str(monitor.id), monitor.name) for monitor in asked.monitors],
        "networks": [(name, labels.network(name)) for name in _distinct(asked, "network")],
        "languages": [(code, labels.language(code)) for code in _distinct(asked, "coalesce(lang, 'und')")],
    }
    for name, texts in (("sentiments", labels.SENTIMENTS), ("emotions", labels.EMOTIONS)):
        values[name] = [(value, str(text)) for value, text in texts.items()]
    values["intents"] = [(value, str(text)) for value, text in labels.INTENTS.items()]
    values["themes"] = [(str(number), name) for number, name in theme_choices()]
    values["kinds"] = [(value, str(text)) for value, text in labels.KINDS.items()]
    values["hidden"] = [(kept.name, kept.name) for kept in lists()]
    found = [_several(asked, name, options) for name, options in values.items() if options]
    return [
        *found,
        _one(asked, "reply", Text("Reply"), REPLY),
        _one(asked, "whose", Text("Whose"), WHOSE),
        _one(asked, "mentioned", Text("Monitors"), MENTIONED),
    ]


def _several(asked: Asked, name: str, options: list[tuple[str, str]]) -> Group:
    present = {str(value) for value in getattr(asked.selection, name)}
    ticked = [Option(value, label, value in present) for value, label in options]
    return Group(FILTERS[name][0], str(NAMES[name]), "checkbox", ticked)


def _one(asked: Asked, name: str, label: Text, texts: dict[str, Text]) -> Group:
    present = getattr(asked.selection, name)
    options = [Option("", str(Text("Any")), not present)]
    options += [Option(value, str(text), value == present) for value, text in texts.items()]
    return Group(name, str(label), "radio", options)


def _distinct(asked: Asked, expression: str) -> list[str]:
    """The values of a column, the most frequent first; at most 40."""
    sql = f"SELECT {expression} AS value FROM posts GROUP BY value ORDER BY count(*) DESC, value LIMIT 40"  # noqa: S608
    return [row["value"] for row in rows(asked.store, sql, {})]
