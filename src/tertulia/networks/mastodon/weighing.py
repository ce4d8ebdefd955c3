"""What a server takes, as it tells itself, and a draft against it.

Characters are those that a person sees (graphemes); a link counts as 23, and of a person only the name,
whatever server they are on. https://docs.joinmastodon.org/entities/Instance/#statuses
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import regex

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Draft, Limits, Media, Record, Weighed
from tertulia.networks.publishing import faults, graphemes, not_together, whole, with_link

IMAGES = ("image/jpeg", "image/png", "image/gif", "image/webp")
VISIBILITIES = ("public", "unlisted", "followers", "direct")
_LENGTH, _LINK_LENGTH, _MEDIA, _ALT_LENGTH = 500, 23, 4, 1500  # where a server does not tell
_IMAGE_BYTES = 16 << 20
_QUOTES_SINCE = 7  # the interface's version, that of Mastodon 4.5
_LINK = regex.compile(r"https?://[^\s<>\"]+", regex.IGNORECASE)
_PERSON = regex.compile(
    r"(?<![\p{L}\p{N}_/])@([\w.-]*\w)@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?(?::\d+)?"
)


def told(said: Record) -> dict[str, str]:
    """What an instance's answer tells of its limits, as settings of a channel."""
    configuration = _table(said.get("configuration"))
    statuses = _table(configuration.get("statuses"))
    files = _table(configuration.get("media_attachments"))
    kinds = files.get("supported_mime_types")
    version = _table(said.get("api_versions")).get("mastodon")
    found = {
        "max_characters": statuses.get("max_characters") or said.get("max_toot_chars"),
        "link_length": statuses.get("characters_reserved_per_url"),
        "max_media": statuses.get("max_media_attachments"),
        "alt_length": files.get("description_limit"),
        "image_bytes": files.get("image_size_limit"),
        "video_bytes": files.get("video_size_limit"),
        "quotes": 1 if isinstance(version, int) and version >= _QUOTES_SINCE else None,
    }
    kept = {name: str(value) for name, value in found.items() if type(value) is int and value > 0}
    if isinstance(kinds, list) and kinds:
        kept["media_kinds"] = ",".join(kind for kind in kinds if isinstance(kind, str))
    return kept


def limits(settings: Mapping[str, str]) -> Limits:
    """Those of the channel's server; Mastodon's own where it has not told any."""
    kinds = tuple(kind for kind in settings.get("media_kinds", "").split(",") if kind)
    return Limits(
        whole(settings, "max_characters", _LENGTH),
        "graphemes",
        whole(settings, "link_length", _LINK_LENGTH),
        whole(settings, "max_media", _MEDIA),
        kinds or IMAGES,
        whole(settings, "image_bytes", _IMAGE_BYTES),
        whole(settings, "alt_length", _ALT_LENGTH),
        thread=True,
        warnings=True,
        visibilities=VISIBILITIES,
        quotes=bool(settings.get("quotes")),
    )


def text_of(draft: Draft) -> str:
    """The text as it will stand there: the server makes the link's card itself."""
    return with_link(draft.text, draft.link)


def length_of(draft: Draft, link_length: int) -> int:
    """How much the text counts, with its content warning."""
    short = _LINK.sub("x" * link_length, text_of(draft))
    return graphemes(_PERSON.sub(r"@\1", short)) + graphemes(draft.warning)


def weigh(draft: Draft, settings: Mapping[str, str]) -> Weighed:
    taken = limits(settings)
    length = length_of(draft, taken.link_length or 0)
    video_bytes = whole(settings, "video_bytes", None)
    problems = [each for each in faults(draft, taken, length) if not _is_small_film(each, draft, video_bytes)]
    return Weighed(length, (*problems, *_own_faults(draft)))


def _is_small_film(problem: Problem, draft: Draft, most: int | None) -> bool:
    """Whether what is too large for an image is none, and small enough for a film."""
    if problem.code != "media-too-large":
        return False
    medium = draft.media[int(problem.place.partition(".")[2])]
    return not _is_image(medium) and (most is None or medium.path.stat().st_size <= most)


def _own_faults(draft: Draft) -> Iterator[Problem]:
    if len(draft.media) > 1 and not all(map(_is_image, draft.media)):
        yield not_together(Text("A film or a recording stands alone in a post."), "media")
    for place in ("reply_to", "quote"):
        if (target := getattr(draft, place)) and not target.startswith(("https://", "http://")):
            cause = Text("{target} is not the address of a post.", target=target)
            yield Problem("no-such-post", cause, Text("Choose a post that was read there."), place)


def _is_image(medium: Media) -> bool:
    return medium.kind.startswith("image/")


def _table(value: Any) -> Record:
    return value if isinstance(value, dict) else {}
