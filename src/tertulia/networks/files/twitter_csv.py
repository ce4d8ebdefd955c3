"""Tables of tweets with `tweet_id` and `text` (airlines, customer support and many more). A time without a
zone is UTC, as Twitter gave it; the author is `name`, or `author_id` where authors are numbers."""

from __future__ import annotations

from html import unescape

from tertulia.i18n import Text
from tertulia.networks.base import Record, Sample
from tertulia.networks.files.values import any_time, given, native_id, pick, without

_TIMES = ("tweet_created", "created_at", "tweet_created_at", "timestamp", "date")
_AUTHORS = ("name", "screen_name", "username", "author", "author_id")
_REPLIED = ("in_response_to_tweet_id", "in_reply_to_status_id", "in_reply_to_tweet_id")
_LIKES = ("favorite_count", "like_count", "likes")
_USED = (
    "tweet_id", "text", "is_reply", "retweet_count", "reply_count", "quote_count", "user_followers", "lang",
    *_TIMES, *_AUTHORS, *_REPLIED, *_LIKES,
)  # fmt: skip


class TwitterCsv:
    name = "twitter-csv"
    title = Text("A table of tweets (tweet_id, text)")

    def detect(self, sample: Sample) -> float:
        return 0.9 if {"tweet_id", "text"} <= sample.fields and sample.fields & set(_TIMES) else 0.0

    def map_item(self, item: Record) -> Record:
        number = native_id(item["tweet_id"])
        author = pick(item, *_AUTHORS)
        replied = native_id(pick(item, *_REPLIED))
        is_reply = replied or str(item.get("is_reply")).lower() == "true"
        return {
            "id": number,
            "network": "x",
            "created_at": any_time(pick(item, *_TIMES)),
            "text": unescape(item["text"]),
            "author": author,
            "kind": "reply" if is_reply else "post",
            "lang": given(item.get("lang")),
            "url": f"https://x.com/i/status/{number}",
            "reply_to": replied,
            "likes": pick(item, *_LIKES),
            "reposts": given(item.get("retweet_count")),
            "replies": given(item.get("reply_count")),
            "quotes": given(item.get("quote_count")),
            "followers": given(item.get("user_followers")),
            **without(item, _USED),
        }
