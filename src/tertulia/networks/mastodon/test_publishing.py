"""What a server takes, and how drafts count there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.networks.base import Draft, Media
from tertulia.networks.mastodon.uploading import multipart
from tertulia.networks.mastodon.weighing import length_of, limits, told, weigh

INSTANCE = {
    "configuration": {
        "statuses": {"max_characters": 5000, "max_media_attachments": 6, "characters_reserved_per_url": 25},
        "media_attachments": {
            "supported_mime_types": ["image/png", "video/mp4"],
            "image_size_limit": 100,
            "video_size_limit": 1000,
            "description_limit": 900,
        },
    },
    "api_versions": {"mastodon": 7},
}


def test_a_server_tells_its_limits() -> None:
    taken = limits(told(INSTANCE))
    assert (taken.length, taken.link_length, taken.media, taken.media_bytes) == (5000, 25, 6, 100)
    assert taken.media_kinds == ("image/png", "video/mp4") and taken.alt_length == 900 and taken.quotes


@pytest.mark.parametrize("said", [{}, {"configuration": None}, {"configuration": {"statuses": []}}])
def test_a_silent_server_has_mastodons_own(said: dict[str, object]) -> None:
    taken = limits(told(said))
    assert (taken.length, taken.link_length, taken.media, taken.quotes) == (500, 23, 4, False)
    assert told({"max_toot_chars": 3000}) == {"max_characters": "3000"}  # Pleroma and its kin


@pytest.mark.parametrize(
    ("draft", "length"),
    [
        (Draft("Hola"), 4),
        (Draft("Hola", warning="ojo"), 7),
        (Draft("https://feria.example/" + "a" * 80), 23),
        (Draft("Hola", link="https://a.example/"), 4 + 2 + 23),
        (Draft("Hola @ana@museo.example"), len("Hola @ana")),
        (Draft("correo ana@museo.example"), len("correo ana@museo.example")),
        (Draft("👩‍👩‍👧"), 1),
    ],
)
def test_links_and_people_count_as_the_server_counts_them(draft: Draft, length: int) -> None:
    assert length_of(draft, 23) == length


@given(st.text(alphabet="ab ñ🎉\n", min_size=1), st.integers(1, 600))
def test_weighing_says_too_long_exactly_when_it_is(text: str, most: int) -> None:
    weighed = weigh(Draft(text * 3), {"max_characters": str(most)})
    assert ("too-long" in [p.code for p in weighed.problems]) == (weighed.length > most)


def test_a_film_stands_alone_and_may_be_larger(tmp_path: Path) -> None:
    path = tmp_path / "paseo.mp4"
    path.write_bytes(b"x" * 500)
    film, settings = Media(path, "video/mp4"), told(INSTANCE)
    assert weigh(Draft("a", media=(film,)), settings).problems == ()
    image = Media(path, "image/png")
    assert [p.code for p in weigh(Draft("a", media=(image,)), settings).problems] == ["media-too-large"]
    assert [p.code for p in weigh(Draft("a", media=(film, film)), settings).problems] == ["not-together"]


def test_what_is_no_post_cannot_be_answered() -> None:
    assert [p.code for p in weigh(Draft("a", reply_to="at://x"), {}).problems] == ["no-such-post"]


@given(st.binary(max_size=200), st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=50))
def test_a_form_holds_the_file_and_its_words(content: bytes, alt: str) -> None:
    body, kind = multipart(Media(Path("foto «1».png"), "image/png", alt), content)
    border = kind.partition("boundary=")[2].encode()
    parts = body.split(b"--" + border)
    assert len(parts) == (4 if alt else 3) and parts[-1] == b"--\r\n"
    assert parts[1].endswith(b"\r\n\r\n" + content + b"\r\n") and b'filename="file.png"' in parts[1]
    assert not alt or parts[2].endswith(b"\r\n\r\n" + alt.encode() + b"\r\n")
