"""Posts of Facebook pages as Max Woolf's page scraper wrote them (2015-2018): `status_id`, `num_reactions`….

The scraper wrote times at UTC-5 all year round (its code subtracts five hours from the API's UTC; the first
words on events of those months agree). The same status under two names of a page is one post. Counters: likes
are `num_likes`, replies `num_comments`, reposts `num_shares`; the other reactions are kept by kind besides.
https://github.com/minimaxir/facebook-page-post-scraper
"""

from __future__ import annotations

from tertulia.i18n import Text
from tertulia.networks.base import Record, Sample
from tertulia.networks.files.values import any_time, at_zone, given, pick, without

_ZONE = at_zone(-5)
_USED = (
    "status_id", "page", "status_author", "status_message", "link_name", "status_link", "status_published",
    "num_comments", "num_shares", "num_likes", "lang", "permalink_url", "comment_message",
)  # fmt: skip


class FacebookPages:
    name = "facebook-pages"
    title = Text("Posts of Facebook pages with their reactions")

    def detect(self, sample: Sample) -> float:
        needed = {"status_id", "status_message", "status_published"}
        return 0.95 if needed <= sample.fields else 0.0

    def map_item(self, item: Record) -> Record:
        native = str(item["status_id"])
        link = given(item.get("status_link"))
        return {
            "id": native,
            "network": "facebook",
            "created_at": any_time(item["status_published"], _ZONE),
            "title": given(item.get("link_name")),
            "text": given(item.get("status_message")) or "",
            "author": pick(item, "page", "status_author"),
            "kind": "post",
            "lang": given(item.get("lang")),
            "url": pick(item, "permalink_url") or f"https://www.facebook.com/{native}",
            "likes": given(item.get("num_likes")),
            "replies": given(item.get("num_comments")),
            "reposts": given(item.get("num_shares")),
            "links": [link] if link else None,
            **without(item, _USED),
        }
