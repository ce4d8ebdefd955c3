"""How a draft becomes a record."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.networks.base import Draft, Media
from tertulia.networks.bluesky.cards import card_in
from tertulia.networks.bluesky.dimensions import size_of
from tertulia.networks.bluesky.facets import facets, handles, spans
from tertulia.networks.bluesky.keys import record_key
from tertulia.networks.bluesky.rich_text import marked
from tertulia.networks.bluesky.weighing import weigh

DID = "did:plc:abcdefghijklmnopqrstuvwx"
PIECES = (
    *(
        "Hola",
        "🎡",
        "👩‍👩‍👧",
        "ñandú",
        "\n",
        " ",
        "(",
        ")",
        ".",
        "«",
        "»",
        "日本語",
        "e\u0301",
        "-",
        "#",
        "@",
    ),
    *("#feria", "#Año2026", "@ana.example", "https://feria.example/ñ?a=1#b", "ana@correo.example", "#1"),
)
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=20).map("".join)


def shown(text: str) -> list[tuple[str, str]]:
    return [(span.kind, span.value) for span in spans(text)]


@given(TEXTS)
def test_facets_cut_the_bytes_of_what_they_mark(text: str) -> None:
    whole, ends = text.encode(), 0
    found = facets(text, {"ana.example": DID})
    for facet in found:
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        assert ends <= start < end <= len(whole)  # in order, none in another
        ends, said, [feature] = end, whole[start:end].decode(), facet["features"]
        match feature["$type"].rpartition("#")[2]:
            case "link":
                assert said == feature["uri"]
            case "tag":
                assert said[1:] == feature["tag"] and said[0] in "#＃"
            case "mention":
                assert said.lower() == "@ana.example" and feature["did"] == DID


@given(TEXTS)
def test_our_reader_finds_what_was_marked(text: str) -> None:
    read = marked({"text": text, "facets": facets(text, {"ana.example": DID})}, {})
    wanted = spans(text)
    assert set(read.hashtags) == {span.value for span in wanted if span.kind == "tag"}
    assert set(read.links) == {span.value for span in wanted if span.kind == "link"}
    assert set(read.handles) == {h for h in handles(text) if h == "ana.example"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mira https://a.example/x.", [("link", "https://a.example/x")]),
        ("(https://a.example/x_(y))", [("link", "https://a.example/x_(y)")]),
        ("«https://a.example/»", [("link", "https://a.example/")]),
        ("¡#Feria! (#mapa) «#plano»", [("tag", "Feria"), ("tag", "mapa"), ("tag", "plano")]),
        ("#2026 #_ # a#b", []),
        ("con @Ana.Example, y ana@correo.example", [("mention", "ana.example")]),
        ("@nadie", []),
        ("https://a.example/#b", [("link", "https://a.example/#b")]),
        (f"#{'a' * 65}", []),
    ],
)
def test_what_is_marked_in_sentences(text: str, found: list[tuple[str, str]]) -> None:
    assert shown(text) == found


def test_whoever_is_not_found_stays_plain() -> None:
    assert facets("hola @nadie.example", {}) == []


@given(st.text(), st.text())
def test_a_key_makes_one_record_key(one: str, other: str) -> None:
    key = record_key(one)
    assert (
        len(key) == 13
        and key[0] in "234567abcdefghij"
        and set(key) <= set("234567abcdefghijklmnopqrstuvwxyz")
    )
    assert record_key(one) == key
    assert one == other or record_key(other) != key


@given(TEXTS)
def test_weighing_says_too_long_by_what_is_over(text: str) -> None:
    weighed = weigh(Draft(text * 20))
    long = [problem for problem in weighed.problems if problem.code == "too-long"]
    assert bool(long) == (weighed.length > 300 or len((text * 20).encode()) > 3000)


def test_many_bytes_in_few_characters_are_too_long() -> None:
    [problem] = weigh(Draft("👨‍👩‍👧‍👦" * 290)).problems
    assert problem.code == "too-long" and "3000" in str(problem.cause)


def test_with_images_the_link_counts_in_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"x")
    link = "https://feria.example/"
    assert weigh(Draft("Hola", link=link)).length == 4
    assert weigh(Draft("Hola", link=link, media=(Media(path, "image/png"),))).length == 4 + 2 + len(link)


def test_the_card_of_a_page() -> None:
    page = """<html><head><title>Feria &amp; más</title><meta name=description content="De todo">
        <meta property="og:image" content="/cartel.jpg"></head><body><title>no</title>"""
    card = card_in(page, "https://feria.example/mapa")
    assert (card.title, card.about, card.picture) == (
        "Feria & más", "De todo", "https://feria.example/cartel.jpg",
    )  # fmt: skip
    better = card_in('<meta property="og:title" content="La feria"><title>x</title>', "https://a.example/")
    assert better.title == "La feria"
    assert card_in("", "https://a.example/b").title == "a.example"


def jpeg(width: int, height: int, orientation: int = 1) -> bytes:
    tiff = b"II*\0" + struct.pack("<IH", 8, 1) + struct.pack("<HHIHH", 0x112, 3, 1, orientation, 0)
    exif = b"Exif\0\0" + tiff
    frame = struct.pack(">BHHB", 8, height, width, 3)
    return (
        b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
        + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame
    )  # fmt: skip


def test_the_sizes_of_images() -> None:
    assert size_of(jpeg(640, 480)) == (640, 480)
    assert size_of(jpeg(640, 480, orientation=6)) == (480, 640)
    assert size_of(b"GIF89a" + struct.pack("<HH", 3, 4)) == (3, 4)
    assert size_of(b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + struct.pack(">II", 5, 6)) == (5, 6)
    lossless = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 6 | 7 << 14)
    assert size_of(lossless) == (7, 8)
    large = b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\x09\0\0\x0a\0\0"
    assert size_of(large) == (10, 11)


@given(
    st.binary(max_size=60),
    st.sampled_from([b"", b"\xff\xd8", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBPVP8 "]),
)
def test_a_broken_image_has_no_size(content: bytes, begins: bytes) -> None:
    found = size_of(begins + content)
    assert found is None or min(found) > 0
