"""What a site takes, and a draft against it. How large files may be is the site's own matter, which it does
not tell."""

from __future__ import annotations

from collections.abc import Iterator

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Draft, Limits, Weighed
from tertulia.networks.publishing import faults, graphemes, not_there, not_together, with_link
from tertulia.networks.wordpress.ids import named

IMAGES = ("image/jpeg", "image/png", "image/gif", "image/webp")
LIMITS = Limits(None, media_kinds=IMAGES, titles=True)
FORMATS = ("standard", "aside", "chat", "gallery", "link", "image", "quote", "status", "video", "audio")
_LONGEST_COMMENT = 65_525  # bytes, as the site's table has it


def weigh(draft: Draft) -> Weighed:
    length = graphemes(with_link(draft.text, draft.link))
    own = _of_comment(draft) if draft.reply_to else _of_post(draft)
    return Weighed(length, (*faults(draft, LIMITS, length), *own))


def _of_post(draft: Draft) -> Iterator[Problem]:
    if draft.format not in ("", "post", "page", *FORMATS):
        cause = Text("WordPress has no format “{format}”.", format=draft.format)
        yield not_there("no-such-format", cause, "format")
    if draft.format == "page" and not draft.title:
        yield Problem("no-title", Text("A page needs a title."), Text("Write one."), "title")


def _of_comment(draft: Draft) -> Iterator[Problem]:
    if named(draft.reply_to) is None:
        cause = Text("{target} is neither a post nor a comment of a site.", target=draft.reply_to)
        yield Problem("no-such-post", cause, Text("Choose one that was read there."), "reply_to")
    if draft.media:
        yield not_together(Text("A comment holds no images."), "media")
    if draft.title:
        yield not_together(Text("A comment has no title."), "title")
    if len(draft.text.encode()) > _LONGEST_COMMENT:
        cause = Text("The comment is longer than a site keeps.")
        yield Problem("too-long", cause, Text("Shorten it, or make a post of it."), "text")
