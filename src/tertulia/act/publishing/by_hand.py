"""What a person needs to publish a text by hand: where to write it on its network."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from tertulia.act.publishing.models import Publication
from tertulia.listen.sources.models import Channel

# Addresses that open a network's own form; {text} is the text, for those that take it along.
_FORMS = {
    "bluesky": "https://bsky.app/intent/compose?text={text}",
    "facebook": "https://www.facebook.com/",
    "instagram": "https://www.instagram.com/",
    "linkedin": "https://www.linkedin.com/feed/?shareActive=true&text={text}",
    "pinterest": "https://www.pinterest.com/pin-creation-tool/",
    "reddit": "https://www.reddit.com/submit?type=TEXT&text={text}",
    "telegram": "https://t.me/share/url?url={link}&text={text}",
    "threads": "https://www.threads.net/intent/post?text={text}",
    "tiktok": "https://www.tiktok.com/upload",
    "twitter": "https://x.com/intent/post?text={text}",
    "youtube": "https://studio.youtube.com/",
}
NETWORKS = tuple(_FORMS)


def text_of(draft: Mapping[str, str]) -> str:
    """What is copied: the text, with its link at the end where it is not in it."""
    text, link = draft.get("text", ""), draft.get("link", "")
    return f"{text}\n\n{link}".strip() if link and link not in text else text


def form_of(row: Publication, channel: Channel | None) -> str:
    """The address at which the text is written; "" where we know none."""
    text = quote(text_of(row.draft), safe="")
    if row.network == "mastodon" and channel is not None:
        server = channel.settings.get("server") or channel.url
        host = urlsplit(server if "//" in server else f"https://{server}").netloc
        return f"https://{host}/share?text={text}" if host else ""
    form = _FORMS.get(row.network, "")
    if not form and channel is not None and channel.url.startswith(("http://", "https://")):
        return channel.url
    return form.format(text=text, link=quote(row.draft.get("link", ""), safe=""))
