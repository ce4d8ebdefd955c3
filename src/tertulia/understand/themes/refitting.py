"""A new look at the posts, held against the themes that are kept. For worker processes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tertulia.understand.themes.fitting import Fit, fit
from tertulia.understand.themes.following import Followed, Kept, follow
from tertulia.understand.themes.model import Themes, assign
from tertulia.understand.themes.naming import names
from tertulia.understand.themes.words import Ints, words_of


@dataclass(frozen=True)
class Moved:
    """How many posts came to a theme, and how many left it, of those that the look saw."""

    came: int
    left: int


@dataclass(frozen=True)
class Refit:
    """The themes found, the words that name each, which themes they are, and the posts that moved (by place
    in the fit; nothing for a theme that is new)."""

    fit: Fit
    names: tuple[tuple[str, ...], ...]
    followed: Followed
    moved: Mapping[int, Moved]


def refit(
    texts: Sequence[str],
    people: Sequence[object],
    kept: Sequence[Kept],
    rarity: Mapping[str, float],
    next_number: int,
) -> Refit:
    """`rarity` is that of the kept themes' words; new themes are numbered from `next_number` on."""
    found = fit(texts, people, len(kept))
    words = words_of(texts)
    now = assign(words, found.themes)
    before = assign(words, Themes(tuple(theme.terms for theme in kept), rarity)).theme
    followed = follow(kept, found.themes.terms, before, now.theme, next_number)
    named = tuple(names(words, now, len(found.themes)))
    places = {theme.number: at for at, theme in enumerate(kept)}
    moved = {
        place: _moved(before, now.theme, places[number], place)
        for place, number in enumerate(followed.numbers)
        if number in places
    }
    return Refit(found, named, followed, moved)


def _moved(before: Ints, now: Ints, at: int, place: int) -> Moved:
    was, is_ = before == at, now == place
    return Moved(int((is_ & ~was).sum()), int((was & ~is_).sum()))
