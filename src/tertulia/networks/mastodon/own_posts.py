"""A draft among the channel's own posts: what was taken although its server did not come to say so."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from tertulia.networks.base import Draft, Record
from tertulia.networks.mastodon.client import MOST, Server
from tertulia.networks.mastodon.text import text_of
from tertulia.networks.mastodon.weighing import text_of as text_of_draft
from tertulia.networks.mastodon.whereabouts import local_id
from tertulia.networks.publishing import first_word, same_words

_MOST_PAGES = 5
_CLOCKS = timedelta(minutes=2)  # how far they may differ
_HOST = re.compile(r"(?<=[\w.-])@[\w.-]+(?::\d+)?")


async def find_own(draft: Draft, since: datetime, server: Server) -> Record | None:
    """The channel's own post since then that says the same in answer to the same; None: there is none. Raises
    `Problem`."""
    parent = await local_id(draft.reply_to, server) if draft.reply_to else None
    account = await server.record("/api/v1/accounts/verify_credentials")
    path = f"/api/v1/accounts/{quote(str(account.get('id')), safe='')}/statuses"
    older: str | None = None
    for _ in range(_MOST_PAGES):
        asked = {"limit": MOST, "exclude_reblogs": "true", "max_id": older}
        listing = await server.list(path, asked)
        for status in listing.items:
            if _is_since(status, since) and _says(status, draft, parent):
                return status
        older = listing.older
        if not listing.items or older is None or not _is_since(listing.items[-1], since):
            return None
    return None


def _is_since(status: Record, since: datetime) -> bool:
    """What tells no time may be since then."""
    try:
        when = datetime.fromisoformat(first_word(status.get("created_at")))
    except ValueError:
        return True
    return (when if when.tzinfo else when.replace(tzinfo=UTC)) >= since - _CLOCKS


def _says(status: Record, draft: Draft, parent: str | None) -> bool:
    """Servers change marks and the hosts of names, so that letters are compared."""
    answered = status.get("in_reply_to_id")
    if (str(answered) if answered else None) != parent:
        return False
    media = status.get("media_attachments")
    if len(media if isinstance(media, list) else ()) != len(draft.media):
        return False
    warned = same_words(first_word(status.get("spoiler_text"))) == same_words(draft.warning)
    said = text_of(first_word(status.get("content")), quotes=bool(status.get("quote"))).text
    return warned and _bare(said) == _bare(text_of_draft(draft))


def _bare(text: str) -> str:
    return same_words(_HOST.sub("", text))
