"""Submissions and comments of Reddit as its dumps and tables have them. The id is the full name (t3_… for a
submission, t1_… for a comment), as `parent_id` names them. `likes` are the ups where they are given apart,
else the score, which downs have lowered; score and downs are kept besides."""

from __future__ import annotations

from tertulia.i18n import Text
from tertulia.networks.base import Record, Sample
from tertulia.networks.files.values import any_time, given, pick, without

_GONE = ("[deleted]", "[removed]")
_USED = (
    "id", "created_utc", "title", "selftext", "body", "author", "num_comments", "ups", "permalink",
    "parent_id", "link_id", "url", "name",
)  # fmt: skip


class RedditDump:
    name = "reddit-dump"
    title = Text("Submissions and comments of Reddit")

    def detect(self, sample: Sample) -> float:
        told = {"selftext", "title", "body"} & sample.fields
        return 0.95 if {"subreddit", "created_utc", "id"} <= sample.fields and told else 0.0

    def map_item(self, item: Record) -> Record:
        is_comment = given(item.get("body")) is not None
        author = given(item.get("author"))
        kind, prefix = ("comment", "t1_") if is_comment else ("post", "t3_")
        native = prefix + str(item["id"]).removeprefix(prefix)
        url = given(item.get("permalink"))
        outside = given(item.get("url"))
        return {
            "id": native,
            "network": "reddit",
            "created_at": any_time(item["created_utc"]),
            "title": given(item.get("title")),
            "text": pick(item, "body", "selftext") or "",
            "author": None if author in _GONE else author,
            "kind": kind,
            "url": f"https://www.reddit.com{url}" if str(url).startswith("/") else url,
            "reply_to": given(item.get("parent_id")),
            "thread": pick(item, "link_id") or (None if is_comment else native),
            "likes": pick(item, "ups", "score"),
            "replies": given(item.get("num_comments")),
            "links": [outside] if outside and "/comments/" not in str(outside) else None,
            **without(item, _USED),
        }
