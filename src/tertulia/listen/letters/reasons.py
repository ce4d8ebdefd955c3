"""Why items are set aside, in the words of those who read it; the reason itself says more, in English."""

from __future__ import annotations

from tertulia.i18n import Text

CODES = {
    "not_json": Text("The line is not JSON"),
    "not_object": Text("The line is no object"),
    "bad_row": Text("The row does not fit the header"),
    "not_utf8": Text("The text is not in UTF-8"),
    "too_long": Text("The line is too long"),
    "missing_field": Text("A required field is missing"),
    "naive_date": Text("The time does not say its zone"),
    "bad_date": Text("The time cannot be read"),
    "date_out_of_range": Text("The time is before 1970 or after 2099"),
    "bad_value": Text("A value does not fit its field"),
    "unmapped": Text("The item is no post"),
    "unreadable": Text("The network's message cannot be decoded"),
    "unsupported": Text("A kind of item that Tertulia does not take"),
    "stale": Text("Too old to be what it says"),
}

INVALID, UNSUPPORTED, STALE = "invalid", "unsupported", "stale"

# Three classes: what is broken, what a later version may learn, what came too late. A code that is not named
# here is of something broken.
CLASSES = {
    INVALID: Text("Invalid"),
    UNSUPPORTED: Text("Unsupported"),
    STALE: Text("Stale"),
}
_CODES_OF = {UNSUPPORTED: ("unsupported", "unmapped"), STALE: ("stale",)}


def label(code: str) -> str:
    """What people read for a code; the code itself where we have no words for it."""
    return str(CODES.get(code, code))


def class_of(code: str) -> str:
    """The class of a code."""
    return next((name for name, codes in _CODES_OF.items() if code in codes), INVALID)


def codes_of(name: str) -> tuple[str, ...]:
    """The codes of a class; none of INVALID, which has all that the others have not."""
    return _CODES_OF.get(name, ())


def classed() -> tuple[str, ...]:
    """The codes of every class but INVALID."""
    return tuple(code for codes in _CODES_OF.values() for code in codes)
