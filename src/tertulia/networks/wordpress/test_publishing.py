"""How a draft becomes the content of a site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.networks.base import Draft, Media
from tertulia.networks.html_text import plain
from tertulia.networks.wordpress.content import Picture, blocks, comment, slug_of
from tertulia.networks.wordpress.weighing import weigh

LINES = st.lists(st.text(alphabet="añ <&>[]\"'\n://https.", max_size=30), max_size=8).map("\n\n".join)


@given(LINES)
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    read = plain(blocks(Draft(text), [])).text
    assert read.split() == text.split()


@given(LINES)
def test_nothing_of_a_text_becomes_code(text: str) -> None:
    for made in (blocks(Draft(text), []), comment(Draft(text))):
        tags = set(re.findall(r"<(/?\w+)", made))
        assert tags <= {"p", "/p", "br", "a", "/a"} and "[" not in re.sub(
            r'<a href="[^"]*">[^<]*</a>', "", made
        )


def test_paragraphs_lines_links_and_pictures() -> None:
    draft = Draft("Uno\ndos: https://a.example/?b=1&c=2.\n\nTres")
    made = blocks(draft, [Picture(7, "https://a.example/x.png", 'Un "mapa"')])
    assert "<p>Uno<br>dos: " in made and "<p>Tres</p>" in made and 'alt="Un &quot;mapa&quot;"' in made
    assert '<a href="https://a.example/?b=1&amp;c=2">https://a.example/?b=1&amp;c=2</a>.' in made
    assert comment(Draft("Uno\ndos\n\nTres")) == "Uno\ndos\n\nTres"


@given(st.text(max_size=200), st.text(max_size=200), st.text(), st.text())
def test_a_slug_is_of_one_key(title: str, text: str, one: str, other: str) -> None:
    draft = Draft(text, title=title)
    slug = slug_of(draft, one)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) and len(slug) <= 71
    assert (slug == slug_of(draft, other)) == (one == other)


def test_a_slug_says_what_it_is_of() -> None:
    assert slug_of(Draft("", title="¡La feria del año!"), "k").startswith("la-feria-del-ano-")


@pytest.mark.parametrize(
    ("draft", "codes"),
    [
        (Draft("a", title="b", format="aside"), []),
        (Draft("a", format="poster"), ["no-such-format"]),
        (Draft("a", format="page"), ["no-title"]),
        (Draft("a", reply_to="https://s.example/?p=1"), []),
        (Draft("a", reply_to="https://s.example/entrada"), ["no-such-post"]),
        (Draft("a", reply_to="https://s.example/?p=1", title="b"), ["not-together"]),
        (Draft("a", visibility="direct"), ["no-such-visibility"]),
    ],
)
def test_what_a_site_does_not_take(draft: Draft, codes: list[str]) -> None:
    assert [problem.code for problem in weigh(draft).problems] == codes


def test_a_comment_holds_no_images(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"x")
    draft = Draft("a", reply_to="https://s.example/?p=1", media=(Media(path, "image/png"),))
    assert [problem.code for problem in weigh(draft).problems] == ["not-together"]
