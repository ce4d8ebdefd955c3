from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.errors import Problem
from tertulia.networks.rss.opml import Outline, parse_opml, write_opml

LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Mis canales</title></head><body>
<outline text="Caf\xc3\xa9"><outline text="Competencia">
  <outline type="rss" text="La Taza" xmlUrl="https://taza.example/feed" htmlUrl="https://taza.example/"/>
  <outline type="rss" text="Sin direcci\xc3\xb3n"/>
</outline></outline>
<outline title="Suelta" xmlurl="http://suelta.example/rss"/>
<outline text="Otra vez" xmlUrl="https://taza.example/feed"/>
<outline text="Rara" xmlUrl="javascript:x"/>
</body></opml>"""


def test_feeds_with_their_folders_and_what_could_not_be_taken() -> None:
    found = parse_opml(LIST)
    assert found.title == "Mis canales"
    assert found.feeds == [
        Outline("https://taza.example/feed", "La Taza", "https://taza.example/", ("Café", "Competencia")),
        Outline("http://suelta.example/rss", "Suelta"),
    ]
    assert [(line, str(reason)) for line, reason in found.bad] == [
        (5, "“Sin dirección” has no address of a feed."),
        (9, "“Rara” has no address of a feed."),
    ]


def test_a_list_that_breaks_off_keeps_what_came_before() -> None:
    found = parse_opml(LIST[: LIST.index(b'<outline text="Otra')])
    assert len(found.feeds) == 2
    assert "breaks off" in str(found.bad[-1][1])


@pytest.mark.parametrize("body", [b"", b"x", b"<html/>", b"<?xml version='1.0' encoding='none'?><opml/>"])
def test_what_is_no_list(body: bytes) -> None:
    with pytest.raises(Problem) as caught:
        parse_opml(body)
    assert caught.value.code == "not-opml"


def test_a_document_type_is_refused() -> None:
    bomb = b'<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml><title>&b;</title></opml>'
    for body in (bomb, bomb.decode().encode("utf-16")):
        with pytest.raises(Problem, match="DTD"):
            parse_opml(body)


_WORDS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
    .map(lambda written: " ".join(written.split()))
    .filter(bool)
)


@given(
    st.lists(
        st.builds(
            Outline,
            st.integers(0, 99).map(lambda n: f"https://taza.example/{n}?a=1&b=<\"'>"),
            _WORDS,
            st.just("https://taza.example/"),
            st.lists(_WORDS, max_size=3).map(tuple),
        ),
        unique_by=lambda one: one.url,
    ),
    _WORDS,
)
def test_what_is_written_is_read_again(feeds: list[Outline], title: str) -> None:
    again = parse_opml(write_opml(feeds, title).encode())
    assert again.title == title
    assert sorted(again.feeds, key=repr) == sorted(feeds, key=repr)
    assert not again.bad


@given(st.data())
def test_any_damage_is_read_or_told(data: st.DataObject) -> None:
    body = bytearray(LIST)
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(body)))
        body[start : start + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=8))
    try:
        parse_opml(bytes(body))
    except Problem:
        return
