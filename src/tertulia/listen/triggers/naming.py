"""What people call themes, by their numbers."""

from __future__ import annotations

from collections.abc import Iterable

from tertulia.i18n import Text
from tertulia.listen.triggers.models import Theme


def names_of(numbers: Iterable[int]) -> dict[int, str]:
    """The name of each theme; its number where nobody knows it."""
    asked = list(numbers)
    known = {theme.number: theme.label for theme in Theme.objects.filter(number__in=asked)}
    return {number: known.get(number) or str(Text("Theme {number}", number=number)) for number in asked}


def choices() -> list[tuple[int, str]]:
    """The themes that posts may stand under, by name."""
    named = [(theme.number, theme.label) for theme in Theme.objects.filter(ended_at=None)]
    return sorted(named, key=lambda pair: pair[1].casefold())


def number_of(label: str) -> int | None:
    """The live theme that people call so."""
    return next((number for number, name in choices() if name == label), None)
