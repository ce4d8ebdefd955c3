from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.listen.explorer.conditions import terms, word_pattern
from tertulia.listen.explorer.periods import Days, bucket_for, bucket_starts, local_clock
from tertulia.listen.explorer.selection import FILTERS, SORTS, SPLITS, Selection
from tertulia.listen.explorer.sentence import chips, sentence

TODAY = date(2026, 5, 10)


def parse(query: str) -> tuple[Selection, list[str]]:
    pairs = parse_qsl(query, keep_blank_values=True)
    selection, problems = Selection.parse(pairs, zone="Europe/Madrid", today=TODAY)
    return selection, [problem.place for problem in problems]


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    several = {}
    for name, (_, allowed) in FILTERS.items():
        if name in ("monitors", "themes", "hours"):
            values = st.integers(0, 167)
        elif name == "authors":
            values = st.builds("{}:{}".format, st.sampled_from(["x", "mastodon"]), words)
        else:
            values = words if allowed is None else st.sampled_from(list(allowed))
        several[name] = tuple(sorted(set(draw(st.lists(values, max_size=4)))))
    first, last = sorted([draw(days), draw(days)])
    custom = draw(st.booleans())
    return Selection(
        zone="Europe/Madrid",
        today=TODAY,
        period="custom" if custom else draw(st.sampled_from(["today", "7d", "30d", "month", "year", "all"])),
        since=first if custom else None,
        until=last if custom else None,
        compare=draw(st.sampled_from(["", "previous", "year", "monitor:7"])),
        whose=draw(st.sampled_from(["", "own", "others"])),
        mentioned=draw(st.sampled_from(["", "yes", "no"])),
        reply=draw(st.sampled_from(["", "needed", "unanswered"])),
        words=" ".join(draw(st.lists(words, max_size=3))),
        thread=draw(st.none() | st.integers(0, 2**64 - 1)),
        split=draw(st.sampled_from(SPLITS)),
        sort=draw(st.sampled_from(SORTS)),
        **several,
    )


@given(selections())
def test_an_address_gives_back_the_selection_that_wrote_it(selection: Selection) -> None:
    read, places = parse(selection.query)
    assert read == selection
    assert not places
    assert read.query == selection.query


@given(
    st.lists(
        st.tuples(st.sampled_from(["monitor", "since", "hour", "q", "thread", "author", "by"]), st.text())
    )
)
def test_no_address_breaks_it_and_what_it_makes_of_it_is_canonical(pairs: list[tuple[str, str]]) -> None:
    selection, _ = Selection.parse(pairs, zone="UTC", today=TODAY)
    again, problems = Selection.parse(parse_qsl(selection.query), zone="UTC", today=TODAY)
    assert again == selection
    assert not problems


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("sentiment=angry", "sentiment"),
        ("since=2026-13-01", "since"),
        ("monitor=x", "monitor"),
        ("monitor=9223372036854775808", "monitor"),
        ("hour=168", "hour"),
        ("author=ana", "author"),
        ("compare=monitor:x", "compare"),
        ("period=fortnight", "period"),
    ],
)
def test_a_bad_value_is_left_out_and_told(query: str, place: str) -> None:
    selection, places = parse(query)
    assert places == [place]
    assert selection == parse("")[0]


def test_days_in_the_wrong_order_change_places() -> None:
    assert parse("since=2026-05-04&until=2026-05-01")[0].days == Days(date(2026, 5, 1), date(2026, 5, 4))


def test_comparisons_ask_the_same_of_other_days_or_another_monitor() -> None:
    selection = parse("since=2026-05-01&until=2026-05-10&monitor=1&compare=previous&lang=es")[0]
    before = selection.compared()
    assert before and before.days == Days(date(2026, 4, 21), date(2026, 4, 30))
    assert (before.languages, before.compare) == (("es",), "")
    rival = parse("monitor=1&compare=monitor:2")[0].compared()
    assert rival and rival.monitors == (2,)
    assert parse("period=all&compare=previous")[0].compared() is None


def test_chips_take_their_filter_off() -> None:
    selection = parse("monitor=1&lang=es&lang=ca&q=feria")[0]
    found = chips(selection, {1: "La Fábrica"})
    assert [chip.value for chip in found] == ["La Fábrica", "català", "español", "feria"]
    assert found[1].without.languages == ("es",)
    assert "La Fábrica" in sentence(selection, {1: "La Fábrica"})


def test_words_are_folded_terms() -> None:
    assert terms('Añó "Fiesta  Mayor" -toro cult* !!!') == [
        (False, "año"),
        (False, "fiesta mayor"),
        (True, "toro"),
        (False, "cult*"),
    ]
    assert r"cult[\pL\pN_]*" in word_pattern("cult*")


def test_the_clock_changes_with_the_zone() -> None:
    spring = Days(date(2026, 3, 28), date(2026, 3, 30))
    assert local_clock("UTC", spring) == "created_at"
    assert "WHEN created_at < TIMESTAMP '2026-03-29 01:00:00' THEN 3600 ELSE 7200" in local_clock(
        "Europe/Madrid", spring
    )


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 2000))
def test_buckets_cover_the_days(first: date, more: int) -> None:
    span = Days(first, first + timedelta(days=more))
    starts = bucket_starts(span, bucket_for(span))
    assert starts[0].date() <= span.first
    assert starts == sorted(set(starts))
    assert len(starts) <= 130
