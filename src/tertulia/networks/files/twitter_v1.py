"""Tweets as Twitter's API 1.1 gave them: JSON objects with `id_str`, `user` and `entities`.

Times are as written (+0000). A retweet is a repost of its original; its text is the original's, which Twitter
cuts. https://developer.x.com/en/docs/x-api/v1/data-dictionary/object-model/tweet
"""

from __future__ import annotations

from html import unescape
from typing import Any

from tertulia.i18n import Text
from tertulia.networks.base import Record, Sample
from tertulia.networks.files.values import any_time, native_id, pick, without
from tertulia.posts.formats.values import BadValue

_USED = (
    "id", "id_str", "created_at", "text", "full_text", "user", "entities", "extended_entities", "lang",
    "favorite_count", "retweet_count", "reply_count", "quote_count", "in_reply_to_status_id",
    "in_reply_to_status_id_str", "in_reply_to_user_id", "in_reply_to_user_id_str", "in_reply_to_screen_name",
    "retweeted_status", "extended_tweet", "display_text_range", "truncated", "favorited", "retweeted",
)  # fmt: skip


class TwitterV1:
    name = "twitter-v1"
    title = Text("Tweets from Twitter's API 1.1 (JSON)")

    def detect(self, sample: Sample) -> float:
        fields = sample.fields
        known = "created_at" in fields and {"id_str", "full_text", "text"} & fields
        return 0.95 if known and {"entities", "user"} & fields and {"id_str", "id"} & fields else 0.0

    def map_item(self, item: Record) -> Record:
        user = item.get("user") or {}
        whole = item.get("extended_tweet") or item
        entities = whole.get("entities") or {}
        number = native_id(pick(item, "id_str", "id"))
        text = pick(whole, "full_text", "text")
        if number is None or text is None:
            raise BadValue("missing_field", "a tweet has an id and a text")
        original = item.get("retweeted_status") or {}
        handle = user.get("screen_name")
        return {
            "id": number,
            "network": "x",
            "created_at": any_time(item.get("created_at")),
            "text": unescape(text),
            "author": handle,
            "author_name": user.get("name"),
            "followers": user.get("followers_count"),
            "kind": _kind(item),
            "lang": item.get("lang"),
            "url": f"https://x.com/{handle or 'i'}/status/{number}",
            "reply_to": native_id(pick(item, "in_reply_to_status_id_str", "in_reply_to_status_id")),
            "likes": pick(item, "favorite_count"),
            "reposts": pick(item, "retweet_count"),
            "replies": pick(item, "reply_count"),
            "quotes": pick(item, "quote_count"),
            "hashtags": [tag["text"] for tag in entities.get("hashtags") or []],
            "mentions": [person["screen_name"] for person in entities.get("user_mentions") or []],
            "links": [link.get("expanded_url") or link["url"] for link in entities.get("urls") or []],
            "media": _media(whole),
            "repost_of": native_id(pick(original, "id_str", "id")),
            **without(item, _USED),
        }


def _kind(item: Record) -> str:
    if item.get("retweeted_status"):
        return "repost"
    if pick(item, "in_reply_to_status_id_str", "in_reply_to_status_id"):
        return "reply"
    return "quote" if item.get("is_quote_status") else "post"


def _media(item: Record) -> list[dict[str, Any]]:
    entities = item.get("extended_entities") or item.get("entities") or {}
    types = {"photo": "image", "animated_gif": "video"}
    return [
        {"type": types.get(media.get("type"), media.get("type")), "url": media.get("media_url_https")}
        for media in entities.get("media") or []
    ]
