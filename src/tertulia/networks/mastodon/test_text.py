from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.networks.mastodon.text import text_of

SHORTENED = (
    '<p>Mirad <a href="https://museo.example/expo/2026?a=1&amp;b=2" rel="nofollow" target="_blank">'
    '<span class="invisible">https://</span><span class="ellipsis">museo.example/expo</span>'
    '<span class="invisible">/2026?a=1&amp;b=2</span></a>!</p>'
)
PERSON = (
    '<p><span class="h-card"><a href="https://museo.example/@ana" class="u-url mention">@<span>ana</span></a>'
    "</span> hola</p>"
)
HASHTAG = (
    '<p><a href="https://m.example/tags/feria" class="mention hashtag" rel="tag">#<span>Feria</span></a></p>'
)
QUOTING = (
    '<p class="quote-inline">RE: <a href="https://m.example/@b/1">m.example/@b/1</a></p><p>De acuerdo</p>'
)


@pytest.mark.parametrize(
    ("html", "text", "links"),
    [
        ("<p>Uno</p><p>Dos<br>tres</p>", "Uno\n\nDos\ntres", []),
        (
            SHORTENED,
            "Mirad https://museo.example/expo/2026?a=1&b=2!",
            ["https://museo.example/expo/2026?a=1&b=2"],
        ),
        (PERSON, "@ana hola", []),
        (HASHTAG, "#Feria", []),
        ('<a href="https://a.example/">a.example</a>', "https://a.example/", ["https://a.example/"]),
        (
            '<a href="https://a.example/x/y">a.example/x…</a>',
            "https://a.example/x/y",
            ["https://a.example/x/y"],
        ),
        (
            'Ved <a href="https://a.example/">el <b>programa</b></a>.',
            "Ved el programa (https://a.example/).",
            ["https://a.example/"],
        ),
        (
            '<a href="https://a.example/"><img src="x" alt=""></a>',
            "https://a.example/",
            ["https://a.example/"],
        ),
        ('<a href="javascript:alert(1)">pulsa</a>', "pulsa", []),
        ("<a>nada</a> <a href=''>de nada</a>", "nada de nada", []),
        ('hola <img src="/e.png" alt=":gato:" class="emoji"> adiós', "hola :gato: adiós", []),
        ("<ul><li>uno</li><li>dos</li></ul>y", "- uno\n- dos\n\ny", []),
        ("<blockquote><p>cita</p></blockquote>respuesta", "cita\n\nrespuesta", []),
        ("<pre>a\n  b</pre>", "a\nb", []),
        ("a &lt;b&gt; &amp;amp; ñ 😀", "a <b> &amp; ñ 😀", []),
        ("uno\n  dos", "uno dos", []),
        ("", "", []),
    ],
)
def test_a_status_as_it_is_read(html: str, text: str, links: list[str]) -> None:
    written = text_of(html)
    assert (written.text, list(written.links)) == (text, links)


def test_what_stands_in_for_a_known_quote_is_left_out() -> None:
    assert text_of(QUOTING, quotes=True).text == "De acuerdo"
    assert text_of(QUOTING).text == "RE: https://m.example/@b/1\n\nDe acuerdo"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a<script>alert('</p>')</script>b<style>p{}</style></p>", "ab"),
        ('<p onclick="x()">a<iframe src="https://x.example">b</iframe></p>', "a"),
        ("<p>a</b></i></p></div>b", "a\n\nb"),
        ("<span class='invisible'>oculto", ""),
        ("<span class='invisible'><p>oculto</span>visto", "visto"),
        ("a<![CDATA[b]]>c<!-- d -->e<!DOCTYPE f>", "ace"),
        (
            "<a href='https://a.example/'>a<a href='https://b.example/'>b</a>",
            "a (https://a.example/)b (https://b.example/)",
        ),
        ("&#0;&#x110000;&#99999999999999;", "\ufffd\ufffd\ufffd"),
        ("<![if", ""),
        ("a <b", "a"),
    ],
)
def test_hostile_and_broken_html(html: str, text: str) -> None:
    assert text_of(html).text == text


@pytest.mark.parametrize(
    "piece",
    [
        "<p>",
        "<a ",
        '<a href="https://x.example">',
        "<span class='invisible'>",
        "</p>",
        "<p></span>",
        "<!--",
        "<",
        "&",
    ],
)
def test_length_is_no_weapon(piece: str) -> None:
    assert len(text_of(piece * 50_000).text) <= 30 * 50_000


@given(st.text(st.sampled_from("<>/!-=\"' apbrs&;#x[]\n") | st.characters()), st.booleans())
def test_anything_is_read(html: str, quotes: bool) -> None:
    assert text_of(html, quotes=quotes).text == text_of(html, quotes=quotes).text.strip()
