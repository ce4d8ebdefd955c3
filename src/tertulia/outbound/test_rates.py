"""What hosts say of their limits, in all the ways that they say it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.outbound.api import Rates
from tertulia.outbound.rates import moment_of, rates_of, retry_at

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
IN_A_MINUTE = NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    "text",
    [
        "60",
        " 60.0 ",
        str(int(IN_A_MINUTE.timestamp())),
        "Wed, 25 Nov 2026 12:01:00 GMT",
        "Wed, 25 Nov 2026 13:01:00 +0100",
        "2026-11-25T12:01:00.000Z",
        "2026-11-25T13:01:00+01:00",
        "2026-11-25T12:01:00",
    ],
)
def test_a_moment_in_each_of_its_forms(text: str) -> None:
    assert moment_of(text, NOW) == IN_A_MINUTE


@pytest.mark.parametrize("text", ["", "soon", "nan", "inf", "-", "60;w=1", "9" * 5000])
def test_what_is_no_moment(text: str) -> None:
    assert moment_of(text, NOW) in (None, NOW + timedelta(days=7))


def test_no_host_sends_us_away_for_longer_than_a_week() -> None:
    assert moment_of("99999999", NOW) == NOW + timedelta(days=7)
    assert moment_of("Fri, 25 Nov 2050 12:01:00 GMT", NOW) == NOW + timedelta(days=7)
    assert moment_of("-5", NOW) == NOW


@given(st.text(max_size=40))
def test_no_header_breaks_it(text: str) -> None:
    found = moment_of(text, NOW)
    assert found is None or found.tzinfo is not None
    rates_of({"x-ratelimit-remaining": text, "x-ratelimit-reset": text, "retry-after": text}, NOW)


@pytest.mark.parametrize("prefix", ["x-ratelimit", "ratelimit", "x-rate-limit"])
def test_rates_by_each_name(prefix: str) -> None:
    headers = {f"{prefix}-remaining": "7", f"{prefix}-reset": "60"}
    assert rates_of(headers, NOW) == Rates(7, IN_A_MINUTE)


def test_rates_of_the_networks() -> None:
    gotosocial = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-11-25T12:01:00.000Z"}
    bluesky = {"ratelimit-remaining": "2999", "ratelimit-reset": str(int(IN_A_MINUTE.timestamp()))}
    reddit = {"x-ratelimit-remaining": "599.0", "x-ratelimit-reset": "60"}
    found = [rates_of(headers, NOW) for headers in (gotosocial, bluesky, reddit)]
    assert found == [Rates(0, IN_A_MINUTE), Rates(2999, IN_A_MINUTE), Rates(599, IN_A_MINUTE)]


def test_who_says_nothing_has_no_rates() -> None:
    assert rates_of({"content-type": "text/plain"}, NOW) is None


def test_when_to_ask_again() -> None:
    assert retry_at({"retry-after": "60", "x-ratelimit-reset": "5"}, NOW) == IN_A_MINUTE
    assert retry_at({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "60"}, NOW) == IN_A_MINUTE
    assert retry_at({"x-ratelimit-remaining": "9", "x-ratelimit-reset": "60"}, NOW) is None
    assert retry_at({}, NOW) is None
