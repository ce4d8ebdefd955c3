from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.networks.mastodon.client import order
from tertulia.networks.mastodon.cursor import Cursor, Mark
from tertulia.networks.mastodon.ids import id_at, rewound, time_of

SNOWFLAKE, ULID = "117446504684010648", "01M84YJNRPGSKMCXRHJNTNFN65"
TIMES = st.floats(1.46e9, 3.7e9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def test_times_in_the_ids_of_mastodon_and_gotosocial() -> None:
    assert time_of(SNOWFLAKE) == datetime(2026, 10, 15, 19, 10, 41, 101000, UTC)
    assert time_of(ULID) == datetime(2026, 11, 23, 19, 36, 56, 854000, UTC)


@pytest.mark.parametrize("number", ["", "8", "9vYbbxlh9KjwNkQoMy", "no", "9" * 26, "٣" * 18, "U" * 26])
def test_ids_that_tell_no_time(number: str) -> None:
    assert time_of(number) is None
    assert rewound(number, timedelta(minutes=5)) == number
    assert id_at(datetime(2026, 1, 1, tzinfo=UTC), number) is None


@given(TIMES, st.sampled_from([SNOWFLAKE, ULID]))
def test_an_id_of_a_time_tells_it(when: datetime, like: str) -> None:
    found = id_at(when, like)
    assert found is not None
    assert timedelta(0) <= when - (time_of(found) or when) < timedelta(milliseconds=1)


@given(st.tuples(TIMES, TIMES), st.sampled_from([SNOWFLAKE, ULID]))
def test_ids_grow_with_time(times: tuple[datetime, datetime], like: str) -> None:
    early, late = (id_at(when, like) or "" for when in sorted(times))
    assert order(early) <= order(late)


@pytest.mark.parametrize("number", [SNOWFLAKE, ULID])
def test_going_back_a_little(number: str) -> None:
    back = rewound(number, timedelta(minutes=5))
    assert order(back) < order(number)
    times = [time_of(back), time_of(number)]
    assert times[0] and times[1] and times[1] - times[0] == timedelta(minutes=5)


MARKS = st.builds(Mark, st.none() | st.text(), st.none() | TIMES)


@given(st.dictionaries(st.text(), MARKS))
def test_a_cursor_is_read_as_it_was_written(marks: dict[str, Mark]) -> None:
    cursor = Cursor("https://m.example", marks)
    assert Cursor.read(cursor.write(), "https://m.example") == cursor


@given(st.dictionaries(st.text(), MARKS))
def test_on_another_server_the_times_alone_count(marks: dict[str, Mark]) -> None:
    moved = Cursor.read(Cursor("https://m.example", marks).write(), "https://o.example")
    assert moved.marks == {name: Mark(None, mark.time) for name, mark in marks.items()}


@pytest.mark.parametrize(
    "written",
    [
        *("", "no", "3", "[]", '{"marks": 3}', '{"marks": {"a": [1]}}'),
        '{"server": "s", "marks": {"a": ["1", "yesterday"]}}',
        '{"server": "s", "marks": {"a": [1, null]}}',
    ],
)
def test_what_is_no_cursor_begins_anew(written: str) -> None:
    assert Cursor.read(written, "s") == Cursor("s")
