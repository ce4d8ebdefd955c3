"""The one shape of a post, from the first map to the last chart (Arrow), and of what is said about it.

All times are UTC with microseconds. A counter that the network did not give is null, never 0.
"""

from __future__ import annotations

import pyarrow as pa

TIME = pa.timestamp("us", tz="UTC")
TEXTS = pa.list_(pa.string())

KINDS = ("post", "comment", "reply", "repost", "quote", "review", "article", "story", "message")
SENTIMENTS = ("negative", "neutral", "positive")
EMOTIONS = ("anger", "disgust", "fear", "joy", "sadness", "surprise", "none")
OFFENSES = ("none", "mild", "person", "group")
INTENTS = (
    "question",
    "request",
    "complaint",
    "suggestion",
    "praise",
    "seeks_recommendation",
    "recommends",
    "thanks",
    "purchase_interest",
    "information",
    "other",
)
COUNTERS = ("likes", "reposts", "replies", "quotes", "views")
ROLES = ("brand", "competitor", "sector", "topic", "campaign", "crisis")

# What anyone published. Key: (network, id). The required ones are not nullable.
POSTS = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("network", pa.string(), nullable=False),
        pa.field("created_at", TIME, nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("title", pa.string()),
        pa.field("author", pa.string()),  # handle, without @
        pa.field("author_name", pa.string()),
        pa.field("kind", pa.string()),  # one of KINDS; null is read as "post"
        pa.field("lang", pa.string()),  # as the network declares it, ISO 639-1
        pa.field("url", pa.string()),
        pa.field("reply_to", pa.string()),  # native id of the post answered
        pa.field("thread", pa.string()),  # native id of the thread's first post
        pa.field("likes", pa.int64()),
        pa.field("reposts", pa.int64()),
        pa.field("replies", pa.int64()),
        pa.field("quotes", pa.int64()),
        pa.field("views", pa.int64()),
        pa.field("followers", pa.int64()),  # of the author when the post was read
        pa.field("hashtags", TEXTS),  # as written, without #
        pa.field("mentions", TEXTS),  # handles, without @
        pa.field("links", TEXTS),
        pa.field("media", pa.string()),  # JSON: [{"type": "image", "url": "…", "alt": "…"}]
        pa.field("own", pa.bool_()),  # published by one of our channels
        pa.field("extra", pa.string()),  # JSON object: every field that has no place above
    ]
)

# What was understood of each post of a batch; the same length and order as the posts.
READINGS = pa.schema(
    [
        pa.field("lang", pa.string()),
        pa.field("lang_p", pa.float32()),
        pa.field("sentiment", pa.string()),  # null: no model for the language, or not sure
        *[pa.field(f"{label}_p", pa.float32()) for label in SENTIMENTS],
        pa.field("emotion", pa.string()),  # the strongest, "none" if none passes its threshold
        *[pa.field(f"{label}_p", pa.float32()) for label in EMOTIONS[:-1]],
        pa.field("offensive", pa.string()),
        pa.field("offensive_p", pa.float32()),  # that it is anything but "none"
        pa.field("irony", pa.bool_()),
        pa.field("irony_p", pa.float32()),
        pa.field("intents", TEXTS),  # several at once, of INTENTS
        pa.field("intents_p", pa.list_(pa.float32())),  # beside `intents`
        pa.field("needs_reply", pa.bool_()),  # whether the organisation spoken to should answer
        pa.field("needs_reply_p", pa.float32()),
        pa.field("model", pa.string()),  # version of the models that read it
    ]
)

# What a post says of the subject of a monitor that matches it, where it names others too. No probabilities:
# the post was not read about it, and the whole post's reading counts.
SAID = (
    pa.field("sentiment", pa.string()),  # null: not sure, or not read
    *(pa.field(f"{label}_p", pa.float32()) for label in SENTIMENTS),
)
# Which posts of a batch which monitor matches: `row` counts from 0 in the batch.
MATCHES = pa.schema(
    [pa.field("row", pa.int32(), nullable=False), pa.field("monitor", pa.int64(), nullable=False)]
)
MENTIONS = pa.schema([*MATCHES, *SAID])


def conform(table: pa.Table, schema: pa.Schema = POSTS) -> pa.Table:
    """`table` with exactly the columns of `schema`, in its order and types; missing ones are null.

    Raises `pa.ArrowInvalid` where a value does not fit its type or a required value is null.
    """
    columns = [
        table.column(field.name).cast(field.type)
        if field.name in table.column_names
        else pa.nulls(len(table), field.type)
        for field in schema
    ]
    conformed = pa.Table.from_arrays(columns, schema=schema)
    conformed.validate(full=False)
    for field, column in zip(schema, conformed.columns, strict=True):
        if not field.nullable and column.null_count:
            raise pa.ArrowInvalid(f"{field.name} is missing in {column.null_count} posts")
    return conformed
