"""What failed sendings mean, and drafts against limits."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Draft, Limits, Media, networks
from tertulia.networks.publishing import failed_sending, faults, graphemes, same_words, with_link
from tertulia.outbound.problems import cut_off, of_status, resting, too_large, too_slow

NAME = Text("Somewhere")
LINK = "https://feria.example/"


def codes(draft: Draft, limits: Limits, length: int = 1) -> list[str]:
    return [problem.code for problem in faults(draft, limits, length)]


@pytest.mark.parametrize(
    ("problem", "code", "permanent"),
    [
        (cut_off("https://a.example/"), "outcome-unknown", False),
        (too_slow("https://a.example/", 30), "outcome-unknown", False),
        (of_status(503, {}, "https://a.example/"), "outcome-unknown", False),
        (too_large("https://a.example/", 1), "outcome-unknown", False),  # the answer was
        (of_status(429, {"retry-after": "30"}, "https://a.example/"), "rate-limited", False),
        (of_status(401, {}, "https://a.example/"), "unauthorized", True),
        (of_status(404, {}, "https://a.example/"), "refused", True),
        (of_status(409, {}, "https://a.example/"), "refused", True),
        (of_status(422, {}, "https://a.example/"), "refused", True),
    ],
)
def test_what_a_failed_sending_means(problem: Problem, code: str, permanent: bool) -> None:
    made = failed_sending(problem, NAME, "because")  # type: ignore[arg-type]
    assert (made.code, made.permanent) == (code, permanent)


def test_a_resting_host_was_not_asked_and_a_busy_one_says_when() -> None:
    busy = of_status(429, {"retry-after": "30"}, "https://a.example/")
    assert failed_sending(busy, NAME) is busy and busy.retry_at
    rests = resting("a.example", busy.retry_at)
    assert failed_sending(rests, NAME) is rests


def test_every_limit_is_told_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "mapa.bmp"
    path.write_bytes(b"x" * 2000)
    media = Media(path, "image/bmp", "a" * 11)
    limits = Limits(10, media=1, media_kinds=("image/png",), media_bytes=1000, alt_length=10)
    draft = Draft("a", media=(media, media), quote="x", warning="x", title="x", visibility="direct")
    found = list(faults(draft, limits, 12))
    assert [problem.code for problem in found] == [
        "too-long", "no-warnings", "no-quotes", "no-such-visibility", "no-titles", "too-many-media",
        *("media-too-large", "media-kind", "alt-too-long") * 2,
    ]  # fmt: skip
    assert all(problem.remedy and problem.place for problem in found)
    assert "2" in str(found[0].cause)
    assert codes(Draft("  "), limits, 0) == ["empty"]
    assert codes(Draft("", media=(Media(tmp_path / "no", "image/png"),)), limits, 0) == ["media-missing"]


@given(st.text(), st.text())
def test_graphemes_are_what_a_person_counts(one: str, other: str) -> None:
    assert graphemes(one) <= len(one)
    assert graphemes(one + "\n" + other) <= graphemes(one) + 1 + graphemes(other)
    assert graphemes("👩‍👩‍👧é🇪🇸") == 3


@given(st.text())
def test_a_link_stands_in_a_text_once(text: str) -> None:
    once = with_link(text, LINK)
    assert LINK in once and with_link(once, LINK) == once


def test_what_a_server_changes_does_not_count() -> None:
    assert same_words("Hola,  «mundo»… ¿qué?") == same_words('hola, "mundo"... ¿qué?\n')
    assert same_words("uno") != same_words("dos")
    assert same_words("🎉 🎉") == same_words("🎉🎉") != same_words("🎉")


def test_the_networks_that_publish_say_what() -> None:
    publishing = {name for name, network in networks().items() if network.publisher}
    assert publishing >= {"bluesky", "mastodon", "wordpress"}
    for network in networks().values():
        assert bool(network.publisher) == bool(network.manifest.publishes)
