"""What Bluesky takes, and a draft against it.

https://github.com/bluesky-social/atproto/tree/main/lexicons/app/bsky (feed/post, embed/images)
"""

from __future__ import annotations

from collections.abc import Iterator

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Draft, Limits, Weighed
from tertulia.networks.bluesky.names import is_post
from tertulia.networks.publishing import faults, graphemes, too_long, with_link

IMAGES = ("image/jpeg", "image/png", "image/webp", "image/gif")
MOST_BYTES = 3000  # of a text in UTF-8
LIMITS = Limits(
    300,
    "graphemes",
    media=4,
    media_kinds=IMAGES,
    media_bytes=2_000_000,
    alt_length=2000,
    thread=True,
    quotes=True,
)


def text_of(draft: Draft) -> str:
    """The text as it will stand there: a post with images has no room for the link's card."""
    return with_link(draft.text, draft.link) if draft.media else draft.text


def weigh(draft: Draft) -> Weighed:
    """How much a draft counts, and what keeps it from being published."""
    text = text_of(draft)
    length = graphemes(text)
    return Weighed(length, (*faults(draft, LIMITS, length), *_own_faults(draft, text, length)))


def _own_faults(draft: Draft, text: str, length: int) -> Iterator[Problem]:
    over = len(text.encode("utf-8", "surrogatepass")) - MOST_BYTES
    if over > 0 and length <= (LIMITS.length or 0):
        yield too_long(over, MOST_BYTES)
    for place in ("reply_to", "quote"):
        if (target := getattr(draft, place)) and not is_post(target):
            cause = Text("{target} is not a post of Bluesky.", target=target)
            yield Problem("no-such-post", cause, Text("Choose a post that was read there."), place)
