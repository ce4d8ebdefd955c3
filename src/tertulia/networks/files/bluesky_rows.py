"""Tables of Bluesky posts: AT-URI, handle and the four counters. `createdAt` is the time the author's program
gave; where there is none, `indexedAt` stands in."""

from __future__ import annotations

from tertulia.i18n import Text
from tertulia.networks.base import Record, Sample
from tertulia.networks.files.values import any_time, given, pick, without
from tertulia.posts.formats.values import BadValue

_COUNTS = {"likes": "likeCount", "reposts": "repostCount", "replies": "replyCount", "quotes": "quoteCount"}
_USED = ("uri", "author", "createdAt", "text", "author_name", "displayName", *_COUNTS.values())


class BlueskyRows:
    name = "bluesky-rows"
    title = Text("A table of Bluesky posts (uri, createdAt)")

    def detect(self, sample: Sample) -> float:
        if not {"uri", "createdAt", "text"} <= sample.fields:
            return 0.0
        return 0.95 if any(str(record.get("uri")).startswith("at://") for record in sample.records) else 0.0

    def map_item(self, item: Record) -> Record:
        uri = str(item["uri"])
        if not uri.startswith("at://"):
            raise BadValue("unmapped", "the uri of a Bluesky post begins with at://")
        repository, _, key = uri.removeprefix("at://").partition("/app.bsky.feed.post/")
        author = given(item.get("author"))
        return {
            "id": uri,
            "network": "bluesky",
            "created_at": any_time(pick(item, "createdAt", "indexedAt")),
            "text": item.get("text") or "",
            "author": author or repository,
            "author_name": pick(item, "author_name", "displayName"),
            "url": f"https://bsky.app/profile/{author or repository}/post/{key}" if key else None,
            **{field: given(item.get(column)) for field, column in _COUNTS.items()},
            **without(item, _USED),
        }
