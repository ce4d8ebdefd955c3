"""What may be wrong with an entry, in words."""

from __future__ import annotations

from tertulia.errors import Problem
from tertulia.i18n import Text


def no_such_entry(number: int) -> Problem:
    return Problem(
        "no-such-entry",
        Text("There is no entry {number} in the calendar.", number=number),
        Text("See the calendar; it may have been deleted."),
    )


def no_title() -> Problem:
    return Problem(
        "no-title",
        Text("An entry needs a title of at most 160 characters."),
        Text("Write a title."),
        "title",
    )


def unknown(place: str, value: str, known: list[str]) -> Problem:
    return Problem(
        "unknown-value",
        Text("“{value}” is not known here.", value=value),
        Text("Use one of these: {names}.", names=", ".join(known)),
        place,
    )


def no_way(before: str, after: str) -> Problem:
    return Problem(
        "no-way",
        Text("An entry that is “{before}” cannot become “{after}”.", before=before, after=after),
        Text("Look at it again; someone may have changed it."),
        "state",
    )


def fixed() -> Problem:
    return Problem(
        "fixed",
        Text("What is being published or was published is not changed any more."),
        Text("Write a new entry."),
    )


def changed_meanwhile(name: str) -> Problem:
    """Someone saved between the opening and the saving of a page."""
    cause = Text("{name} has changed the entry since you opened it.", name=name)
    return Problem(
        "changed-meanwhile",
        cause if name else Text("The entry has changed since you opened it."),
        Text("What you typed is still here. Compare both, and save again to put yours in its place."),
        permanent=False,
    )


def nothing_to_undo() -> Problem:
    return Problem(
        "nothing-to-undo",
        Text("This can no longer be taken back: something else happened to the entry after it."),
        Text("Change the entry by hand."),
    )


def no_way_back() -> Problem:
    return Problem(
        "no-way-back",
        Text("This cannot be taken back from the calendar."),
        Text("Withdraw it where it was asked for or ordered."),
    )


def no_time() -> Problem:
    return Problem(
        "no-time",
        Text("This is no time that the calendar knows."),
        Text("Choose a day and a time between 1990 and 2199."),
        "at",
    )
