"""What a source repeats is known, as long as the searches stay the same."""

from __future__ import annotations

from tertulia.listen.collect.repeats import MOST, Repeats

OLD, EDITED, NEW = {"id": 1, "text": "a"}, {"id": 1, "text": "b"}, {"id": 2, "text": "c"}
SEARCHES = ((1, "feria"),)


def said(
    repeats: Repeats, items: list[dict[str, object]], searches: tuple[tuple[int, str], ...] = SEARCHES
) -> list:
    reading = repeats.begin("s", searches)
    new = reading.new_of(items)
    repeats.end("s", reading, searches)
    return new


def test_only_what_is_new_or_edited_is_left() -> None:
    repeats = Repeats()
    assert said(repeats, [OLD]) == [OLD]
    assert said(repeats, [NEW, OLD]) == [NEW]
    assert said(repeats, [NEW, EDITED]) == [EDITED]


def test_a_reading_without_items_forgets_nothing() -> None:
    repeats = Repeats()
    said(repeats, [OLD])
    assert said(repeats, []) == []
    assert said(repeats, [OLD]) == []


def test_other_searches_hear_everything_again() -> None:
    repeats = Repeats()
    said(repeats, [OLD])
    assert said(repeats, [OLD], ((1, "museo"),)) == [OLD]


def test_a_reading_that_broke_off_was_not_said() -> None:
    repeats = Repeats()
    repeats.begin("s", SEARCHES).new_of([OLD])
    assert said(repeats, [OLD]) == [OLD]


def test_little_is_remembered_of_who_says_much() -> None:
    repeats = Repeats()
    many = [{"id": n} for n in range(MOST + 1)]
    said(repeats, many)
    assert said(repeats, many) == many
