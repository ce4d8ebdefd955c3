"""What a post carries: images, films, cards of links, quoted posts. As the AppView shows them (`view`), or as
the author's record has them, where the address of a picture is made from its CID.

https://docs.bsky.app/docs/advanced-guides/posts#embeds
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tertulia.networks.base import Record
from tertulia.networks.bluesky.names import image_address, is_post, uri_of, video_address
from tertulia.networks.bluesky.shapes import only_given, table, tables, word


@dataclass
class Carried:
    """Pictures and films, the card of a link, the post that is quoted, another record that is shown."""

    media: list[Record] = field(default_factory=list)
    link: str | None = None
    title: str | None = None
    about: str | None = None
    quoted: str | None = None
    shown: str | None = None


def carried(embed: Any, view: Any, did: str) -> Carried:
    """What the embed of a record says, with the addresses of the view where there is one."""
    found = Carried()
    _read(found, table(embed), did)
    seen = Carried()
    _read(seen, table(view), did)
    found.media = seen.media or found.media
    for name in ("link", "title", "about", "quoted", "shown"):
        setattr(found, name, getattr(found, name) or getattr(seen, name))
    return found


def _read(found: Carried, embed: Record, did: str) -> None:
    match str(embed.get("$type", "")).removesuffix("#view").removeprefix("app.bsky.embed."):
        case "images" | "gallery":
            shown = tables(embed.get("images")) or tables(embed.get("items"))
            found.media += [made for image in shown if (made := _image(image, did))]
        case "video":
            found.media += [made] if (made := _video(embed, did)) else []
        case "external":
            _card(found, table(embed.get("external")))
        case "record":
            _record(found, table(embed.get("record")))
        case "recordWithMedia":
            _record(found, table(table(embed.get("record")).get("record")))
            media = table(embed.get("media"))
            if "recordWithMedia" not in str(media.get("$type")):
                _read(found, media, did)


def _image(image: Record, did: str) -> Record | None:
    cid = _cid(image.get("image"))
    address = word(image.get("fullsize")) or (image_address(did, cid) if cid else None)
    return only_given(type="image", url=address, alt=word(image.get("alt"))) if address else None


def _video(embed: Record, did: str) -> Record | None:
    cid = _cid(embed.get("video"))
    address = word(embed.get("playlist")) or (video_address(did, cid) if cid else None)
    return only_given(type="video", url=address, alt=word(embed.get("alt"))) if address else None


def _cid(blob: Any) -> str | None:
    """The CID of a blob, of today's form or of that before 2023."""
    return word(table(table(blob).get("ref")).get("$link")) or word(table(blob).get("cid"))


def _card(found: Carried, external: Record) -> None:
    found.link, found.title = word(external.get("uri")), word(external.get("title"))
    found.about = word(external.get("description"))


def _record(found: Carried, record: Record) -> None:
    uri = record.get("uri")
    if is_post(uri):
        found.quoted = str(uri_of(uri))
    else:
        found.shown = word(uri)
