from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.networks.html_text import Tag, html_text, plain, tokens, web_address


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hola <b>món</b>&nbsp;&amp; més</p><p>Dos</p>", "Hola món & més\n\nDos"),
        ("uno<br>dos<br/>tres", "uno\ndos\ntres"),
        ("<ul><li>a</li><li>b</li></ul>c", "- a\n- b\n\nc"),
        ("<tr><td>a</td><td>b</td></tr>", "a b"),
        ("a\n  b\t c", "a b c"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("<p>x<script>if (a<b) alert('</p>')</script>y<style>p{}</style></p>", "xy"),
        ("1 < 2 and <3 & so", "1 < 2 and <3 & so"),
        ("&lt;b&gt; &#x1F600; &eacute;", "<b> 😀 é"),
        ("<p don't>isn't</p>", "isn't"),
        ("<!-- <p>no</p> -->sí<!DOCTYPE x>", "sí"),
        ("<![CDATA[no]]>sí", "sí"),
        ("lost <a href='x", "lost"),
        ("lost <!-- never closed <p>x", "lost"),
        ("<svg/>kept", "kept"),
        ("", ""),
    ],
)
def test_reads_html_as_a_person_does(html: str, text: str) -> None:
    assert html_text(html) == text


def test_keeps_addresses_of_links_and_pictures() -> None:
    found = plain(
        '<a href="/k?a=1&amp;b=2">k</a> <a href="javascript:x()">no</a> <a name=x>no</a>'
        " <a HREF='/k?a=1&b=2'>"
        '<img src="//c.example/i.png" alt="Una taza"> <img src="data:image/png;base64,x">',
        "https://example.org/d/",
    )
    assert found.links == ["https://example.org/k?a=1&b=2"]
    assert found.images == [("https://c.example/i.png", "Una taza")]


@pytest.mark.parametrize("written", ["", "http://[", "mailto:a@b.c", "data:x", "/no/base", "http:///x"])
def test_only_addresses_of_the_web(written: str) -> None:
    assert web_address(written) == ""


# Each would take minutes if a passage were read again for each of its characters.
@pytest.mark.parametrize(
    "piece",
    [
        "<div>", '<a href="', '<a x=">" ', "<!--", "<script>", "<", "= ", " \n", "<p> ", "</ ", "<![CDATA[",
        "<a ='\"=", "x&", '<b/ c="', "<a\n",
    ],
)  # fmt: skip
def test_hostile_html_is_read_in_one_pass(piece: str) -> None:
    assert len(html_text(piece * 100_000)) <= 100_000 * len(piece)
    assert len(html_text("<a " + piece * 100_000)) <= 100_000 * len(piece)


def test_numbers_too_long_to_be_a_character() -> None:
    assert html_text("&#" + "9" * 6000 + "; &#x" + "f" * 6000 + ";") == "\ufffd \ufffd"


@given(st.text(st.sampled_from("<>/!-=\"' ab&;#x[]\n") | st.characters()))
def test_anything_is_read(html: str) -> None:
    plain(html, "https://example.org/")
    assert all(isinstance(token, (str, Tag)) for token in tokens(html))
