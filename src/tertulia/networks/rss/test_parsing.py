from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.errors import Problem
from tertulia.networks.rss.mapping import map_entry
from tertulia.networks.rss.parsing import MOST_BYTES, parse
from tertulia.posts.formats.values import BadValue

URL = "https://taza.example/feed"
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>La Taza</title><link>https://taza.example/</link><language>es-ES</language>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency><ttl>45</ttl>
<item><guid isPermaLink="false">17</guid><title>Café &amp;amp; té</title><link>/2026/cafe</link>
<dc:creator>Inés</dc:creator><pubDate>Mon, 23 Nov 2026 19:36:58 +0100</pubDate>
<description>Resumen largo, más largo que el texto entero, que no lo es</description>
<content:encoded><![CDATA[<p>Hoy <a href="/carta">carta</a> #nueva</p><img src="t.png" alt="Taza">]]>
</content:encoded>
<category>Noticias</category><enclosure url="https://taza.example/a.mp3" type="audio/mpeg" length="1"/>
<slash:comments>3</slash:comments></item>
</channel></rss>"""
ATOM = """<feed xml:lang="gl" xmlns="http://www.w3.org/2005/Atom"
 xmlns:thr="http://purl.org/syndication/thread/1.0">
<title>Comentarios</title><link rel="self" href="https://taza.example/c.atom"/>
<link rel="hub" href="https://hub.example/"/>
<entry><id>tag:taza.example,2026:9</id><title>De Brais</title><updated>2026-11-23T10:00:00Z</updated>
<author><name>Brais</name></author><thr:in-reply-to ref="tag:taza.example,2026:1"/>
<content type="text">Moi bo &lt;3</content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel><title>Diario</title><link>https://diario.example/</link></channel>
<item rdf:about="https://diario.example/1"><title>Una</title><link>https://diario.example/1</link></item></rdf:RDF>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Taza",
    "home_page_url": "https://taza.example/",
    "language": "es",
    "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
    "items": [
        {
            "id": 7,
            "content_html": "<p>Hola</p>",
            "url": "/7",
            "date_published": "2026-11-23T11:00:00+01:00",
            "authors": [{"name": "Inés"}],
            "tags": ["té"],
            "attachments": [{"url": "https://taza.example/v.mp4", "mime_type": "video/mp4"}],
            "image": "https://taza.example/i.png",
        },
        {
            "id": "https://taza.example/8",
            "content_text": "a < b",
            "title": "Ocho",
            "author": {"name": "Uxía"},
        },
    ],
}


def test_rss_gives_what_its_entry_says() -> None:
    found = parse(RSS.encode(), "application/rss+xml", URL)
    assert (found.title, found.site, found.lang, found.pause_s) == (
        "La Taza",
        "https://taza.example/",
        "es-ES",
        2700.0,
    )
    [entry] = found.entries
    assert entry == {
        "id": "17",
        "title": "Café & té",
        "html": '<p>Hoy <a href="/carta">carta</a> #nueva</p><img src="t.png" alt="Taza">',
        "base": URL,
        "url": "https://taza.example/2026/cafe",
        "author": "Inés",
        "published": "2026-11-23T18:36:58+00:00",
        "categories": ["Noticias"],
        "media": [{"type": "audio", "url": "https://taza.example/a.mp3"}],
        "replies": 3,
        "feed": {
            "url": URL,
            "title": "La Taza",
            "site": "https://taza.example/",
            "lang": "es-ES",
            "comments": False,
        },
    }


def test_atom_comments_answer_what_they_name() -> None:
    found = parse(ATOM.encode(), "application/atom+xml", URL)
    assert (found.comments, found.own, found.hubs) == (
        True,
        "https://taza.example/c.atom",
        ("https://hub.example/",),
    )
    [entry] = found.entries
    assert (entry["reply_to"], entry["text"], entry["author"]) == (
        "tag:taza.example,2026:1",
        "Moi bo <3",
        "Brais",
    )


def test_rdf_without_dates() -> None:
    [entry] = parse(RDF.encode(), "", URL).entries
    assert (entry["title"], entry["url"], "published" in entry) == ("Una", "https://diario.example/1", False)


def test_json_feed_of_both_versions() -> None:
    found = parse(json.dumps(JSON_FEED).encode(), "application/feed+json", URL)
    seven, eight = found.entries
    assert (found.hubs, found.lang) == (("https://hub.example/",), "es")
    assert (seven["id"], seven["url"], seven["published"]) == (
        "7",
        "https://taza.example/7",
        "2026-11-23T10:00:00+00:00",
    )
    assert [one["type"] for one in seven["media"]] == ["video", "image"]
    assert (eight["text"], eight["author"], eight["title"]) == ("a < b", "Uxía", "Ocho")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp037"]
)
def test_a_document_type_is_refused_in_any_encoding(encoding: str) -> None:
    bomb = '<?xml version="1.0" encoding="%s"?><!DOCTYPE x [<!ENTITY a "aa">]><rss version="2.0"/>'
    with pytest.raises(Problem) as caught:
        parse((bomb % encoding.removesuffix("-sig")).encode(encoding), "application/xml", URL)
    assert caught.value.code in ("feed-dtd", "not-a-feed")  # utf-16-le without a mark may be no text at all
    if encoding not in ("utf-16-le", "utf-16-be"):
        assert caught.value.code == "feed-dtd"


def test_an_encoding_of_the_headers_hides_no_document_type() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><rss version="2.0"><channel/></rss>'.encode("utf-7")
    with pytest.raises(Problem, match="DTD"):
        parse(bomb.replace(b"<", b"+ADw-"), "application/xml; charset=utf-7", URL)


def test_a_document_type_that_is_only_quoted_is_text() -> None:
    quoted = RSS.replace("<p>Hoy", "<p>&lt;!DOCTYPE html> <!DOCTYPE html> Hoy").replace(
        "<channel>", "<channel><!-- <!DOCTYPE x> -->"
    )
    assert "Hoy" in parse(quoted.encode(), "application/xml", URL).entries[0]["html"]


@pytest.mark.parametrize("opened", [b"<![CDATA[", b"<!--"])
def test_one_behind_an_unfinished_passage_is_refused(opened: bytes) -> None:
    with pytest.raises(Problem, match="DTD"):
        parse(b"<rss><channel>" + opened + b"<!DOCTYPE x [<!ENTITY a 'b'>]>", "application/xml", URL)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<html><body>404</body></html>", "not-a-feed"),
        (b"\n<!doctype html>\n<html><body>404</body></html>", "not-a-feed"),
        (b"", "not-a-feed"),
        (b'{"a": 1}', "not-a-feed"),
        (b'{"items": ' + b"[" * 100_000, "not-a-feed"),
        (b" " * (MOST_BYTES + 1), "too-large"),
    ],
)
def test_what_is_no_feed(body: bytes, code: str) -> None:
    with pytest.raises(Problem) as caught:
        parse(body, "text/html", URL)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "title",
    [
        "Comments for La Taza",
        "Comentarios en: Café",
        "Comentaris a La Tassa",
        "Commentaires sur : x",
        "Comments:",
    ],
)
def test_feeds_of_comments_are_known_by_their_title(title: str) -> None:
    assert parse(RSS.replace("La Taza", title).encode(), "", URL).comments


def test_a_title_that_only_begins_alike_is_none_of_comments() -> None:
    assert not parse(RSS.replace("La Taza", "Commentary Magazine").encode(), "", URL).comments


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_damage_is_mapped_or_told(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from([RSS, ATOM, RDF, json.dumps(JSON_FEED)])).encode())
    for _ in range(data.draw(st.integers(1, 12))):
        start = data.draw(st.integers(0, len(body)))
        end = min(len(body), start + data.draw(st.integers(0, 40)))
        body[start:end] = data.draw(
            st.binary(max_size=12) | st.sampled_from([b"<", b"]]>", b'"', b"&#x0;", b"9"])
        )
    kind = data.draw(
        st.sampled_from(["", "text/xml", "application/xml", "text/html; charset=x", "a/b; charset=utf-7"])
    )
    try:
        entries = parse(bytes(body), kind, URL).entries
    except Problem:
        return
    for entry in entries:
        try:
            map_entry({**entry, "seen_at": "2026-11-23T20:00:00+00:00"})
        except BadValue:
            continue
