"""The card of a link: the title, description and picture that its page gives for it (https://ogp.me)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from tertulia.errors import Problem
from tertulia.networks.base import Record
from tertulia.networks.bluesky.shapes import only_given
from tertulia.networks.bluesky.xrpc import Xrpc
from tertulia.networks.html_text import Tag, decode, tokens, web_address
from tertulia.networks.publishing import first_word
from tertulia.outbound.api import HTML, Client

_MOST_BYTES = 4 << 20
_PICTURE_BYTES = 1_000_000
_PICTURES = ("image/jpeg", "image/png", "image/webp")
_WITHIN_S = 10.0
_LONGEST = 300  # characters


@dataclass(frozen=True)
class Card:
    title: str
    about: str = ""
    picture: str = ""


async def card_of(link: str, http: Client, xrpc: Xrpc) -> Record:
    """The embed of a link. A page that cannot be read has a card of its address alone."""
    card = await _read(link, http)
    thumb = await _picture(card.picture, http, xrpc) if card.picture else None
    shown = {"uri": link, "title": card.title, "description": card.about} | only_given(thumb=thumb)
    return {"$type": "app.bsky.embed.external", "external": shown}


async def _read(link: str, http: Client) -> Card:
    try:
        page = await http.get(link, accept=HTML, most_bytes=_MOST_BYTES, within_s=_WITHIN_S)
    except Problem:
        return Card(urlsplit(link).netloc or link)
    return card_in(page.text, page.url)


def card_in(html: str, address: str) -> Card:
    """The card that a page at an address gives of itself."""
    said, title, in_title = dict[str, str](), "", False
    for token in tokens(html):
        if isinstance(token, str):
            title += token if in_title else ""
        elif token.name == "title":
            in_title = not token.closes and not title
        elif token.name == "meta":
            name, content = _meta(token)
            said.setdefault(name, content)
        elif token.name == "body":
            break
    shown = first_word(said.get("og:title"), " ".join(decode(title).split()), urlsplit(address).netloc)
    about = first_word(said.get("og:description"), said.get("description"))
    return Card(shown[:_LONGEST], about[:_LONGEST], web_address(said.get("og:image", ""), address))


def _meta(tag: Tag) -> tuple[str, str]:
    attributes = tag.attributes()
    return (attributes.get("property") or attributes.get("name", "")).lower(), attributes.get("content", "")


async def _picture(address: str, http: Client, xrpc: Xrpc) -> Record | None:
    """The blob of a card's picture; a card goes without one that is too large or cannot be had."""
    try:
        answer = await http.get(address, accept=_PICTURES, most_bytes=_PICTURE_BYTES, within_s=_WITHIN_S)
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        return await xrpc.upload(answer.body, kind) if kind in _PICTURES else None
    except Problem:
        return None
