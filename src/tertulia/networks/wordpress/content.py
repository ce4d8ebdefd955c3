"""A text as the content of a site: paragraphs, line breaks and links, in the blocks of WordPress's own
editor; and the slug under which a post is found again.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from html import escape

from tertulia.networks.base import Draft
from tertulia.networks.publishing import with_link

_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*")
_LINK = re.compile(r"https?://[^\s<>\"“”«»]+", re.IGNORECASE)
_ENDING = re.compile(r"[.,;:!?…'’)\]]+$")
_LONGEST_SLUG = 60  # characters, without the mark


@dataclass(frozen=True)
class Picture:
    """An image in the site's library."""

    number: int
    address: str
    alt: str


def blocks(draft: Draft, pictures: list[Picture]) -> str:
    """The content of a post: its paragraphs, then its pictures."""
    words = [f"<!-- wp:paragraph -->\n<p>{each}</p>\n<!-- /wp:paragraph -->" for each in _paragraphs(draft)]
    return "\n\n".join([*words, *map(_image, pictures)])


def comment(draft: Draft) -> str:
    """The content of a comment, whose paragraphs the site makes itself."""
    return "\n\n".join(paragraph.replace("<br>", "\n") for paragraph in _paragraphs(draft))


def slug_of(draft: Draft, key: str) -> str:
    """The title, or the text's beginning, as a part of an address, with a mark of the key."""
    plain = (
        unicodedata.normalize("NFKD", draft.title or draft.text).encode("ascii", "ignore").decode().lower()
    )
    words = re.sub(r"[^a-z0-9]+", "-", plain[:200]).strip("-")
    short = words if len(words) <= _LONGEST_SLUG else words[:_LONGEST_SLUG].rpartition("-")[0]
    return f"{short}-{mark_of(key)}".lstrip("-")


def mark_of(key: str) -> str:
    """What tells one key from another in an address."""
    return hashlib.sha256(key.encode()).hexdigest()[:10]


def _paragraphs(draft: Draft) -> list[str]:
    text = with_link(draft.text, draft.link).strip()
    return [_linked(part.strip()) for part in _PARAGRAPHS.split(text) if part.strip()]


def _linked(text: str) -> str:
    """Escaped, with its addresses as links."""
    pieces, at = [], 0
    for found in _LINK.finditer(text):
        address = _without_ending(found[0])
        pieces += [_escaped(text[at : found.start()]), f'<a href="{escape(address)}">{escape(address)}</a>']
        at = found.start() + len(address)
    return "".join([*pieces, _escaped(text[at:])])


def _without_ending(address: str) -> str:
    """Without the marks of the sentence around it; a bracket that it opens itself belongs to it."""
    while _ENDING.search(address):
        if address.endswith(")") and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def _escaped(text: str) -> str:
    """Square brackets too: a site would take them for its own commands (shortcodes)."""
    plain = escape(text, quote=False).replace("[", "&#91;").replace("]", "&#93;")
    return plain.replace("\n", "<br>")


def _image(picture: Picture) -> str:
    address, alt = escape(picture.address), escape(picture.alt)
    shown = f'<img src="{address}" alt="{alt}" class="wp-image-{picture.number}"/>'
    figure = f'<figure class="wp-block-image size-full">{shown}</figure>'
    about = f'{{"id":{picture.number},"sizeSlug":"full","linkDestination":"none"}}'
    return f"<!-- wp:image {about} -->\n{figure}\n<!-- /wp:image -->"
