"""Tweets flattened by a collecting script: one object a tweet with `id_tweet`, `date`, `RT_count`, "None" for
what is absent (dumps of Spanish city halls, 2022). `date` is UTC: milliseconds, or a time without zone."""

from __future__ import annotations

from tertulia.i18n import Text
from tertulia.networks.base import Record, Sample
from tertulia.networks.files.values import any_time, given, native_id, pick, without

_USED = (
    "id_tweet", "date", "text", "author", "name", "followers", "relation", "lang", "link", "replied_id",
    "RT_count", "favorite_count", "url_media", "type_media", "is_rt", "created_at", "id",
)  # fmt: skip


class TwitterFlat:
    name = "twitter-flat"
    title = Text("Tweets as flat rows (id_tweet, date, RT_count)")

    def detect(self, sample: Sample) -> float:
        return 0.95 if {"id_tweet", "text", "date", "author"} <= sample.fields else 0.0

    def map_item(self, item: Record) -> Record:
        media = given(item.get("url_media"))
        kind = {"reply": "reply", "quote": "quote", "retweet": "repost"}.get(
            str(item.get("relation")), "post"
        )
        return {
            "id": native_id(item["id_tweet"]),
            "network": "x",
            "created_at": any_time(item["date"]),
            "text": item["text"],
            "author": given(item.get("author")),
            "author_name": pick(item, "name"),
            "followers": given(item.get("followers")),
            "kind": "repost" if str(item.get("is_rt")).lower() == "true" else kind,
            "lang": given(item.get("lang")),
            "url": given(item.get("link")),
            "reply_to": native_id(item.get("replied_id")),
            "likes": pick(item, "favorite_count"),
            "reposts": pick(item, "RT_count"),
            "media": [{"type": given(item.get("type_media")), "url": media}] if media else None,
            **_kept(item),
        }


def _kept(item: Record) -> Record:
    """The rest; the row's own number and the age of the account under names that say so."""
    names = {"id": "row_id", "created_at": "account_created_at"}
    return {
        **without(item, _USED),
        **{new: item[old] for old, new in names.items() if given(item.get(old)) is not None},
    }
