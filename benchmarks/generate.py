"""Makes a store of many invented posts, spread as real ones are: words and authors by Zipf, nights, threads.

    python -m benchmarks.generate 10000000

It writes the store's own tables chunk by chunk, faster than any import could, and keeps the folder in
`.cache/` for the next run. All that charts ask for is there: readings, mentions, threads, links, hashtags.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from tqdm import tqdm

from tertulia.home import Home
from tertulia.posts.api import open_store
from tertulia.posts.folding import fold
from tertulia.posts.keys import sql_key
from tertulia.posts.schema import EMOTIONS, INTENTS, SENTIMENTS

CACHE = Path(__file__).parent.parent / ".cache" / "benchmarks"
VERSION = 1
CHUNK = 250_000
AUTHORS, WORDS, TAGS, SITES = 600_000, 60_000, 8_000, 3_000
YEARS = 2
_DAY = 86_400_000_000  # microseconds
NETWORKS = ("x", "instagram", "facebook", "mastodon", "bluesky", "wordpress", "youtube", "reddit")
NETWORK_SHARES = (0.34, 0.2, 0.16, 0.08, 0.1, 0.04, 0.05, 0.03)
LANGUAGES = ("es", "en", "pt", "ca", "fr", "gl", None)
LANGUAGE_SHARES = (0.62, 0.17, 0.06, 0.05, 0.03, 0.02, 0.05)
# Each monitor's share of all posts: a brand, its competitors, a sector, topics, a rare crisis.
MONITOR_SHARES = (0.08, 0.03, 0.03, 0.05, 0.02, 0.01, 0.005, 0.003, 0.002, 0.0005)
_HOURS = np.array(
    [3, 2, 1, 1, 1, 2, 4, 8, 11, 12, 12, 12, 13, 13, 12, 11, 11, 12, 13, 14, 15, 14, 11, 7], float
)


def store_of(posts: int) -> Home:
    """A data folder with that many posts, made where it is not there yet."""
    home = Home(CACHE / f"posts-{posts}")
    mark = home.path / "made.json"
    if not mark.exists() or json.loads(mark.read_text())["version"] != VERSION:
        shutil.rmtree(home.path, ignore_errors=True)
        make(home, posts)
        mark.write_text(json.dumps({"version": VERSION, "posts": posts, "end": end().isoformat()}))
    return home


def last_day(home: Home) -> datetime:
    """The day after the newest post of a made folder."""
    return datetime.fromisoformat(json.loads((home.path / "made.json").read_text())["end"])


def end() -> datetime:
    """The newest post is of yesterday."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def make(home: Home, posts: int) -> None:
    """Write the posts; about 30,000 a second a core."""
    with open_store(home):  # makes the tables
        pass
    connection = duckdb.connect(home.posts)
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("SET TimeZone = 'UTC'")
    chance = np.random.default_rng(20)
    final = int(end().timestamp() * 1_000_000)
    for first in tqdm(range(0, posts, CHUNK), desc="Generating posts", unit="chunk"):
        size = min(CHUNK, posts - first)
        span = YEARS * 365 * _DAY / posts
        slice_ = Slice(
            first, size, final - int((posts - first) * span), final - int((posts - first - size) * span)
        )
        write(connection, slice_, chance)
    connection.execute("UPDATE meta SET value = ? WHERE name = 'next_post'", [str(posts + 1)])
    connection.execute("CHECKPOINT")
    connection.close()


@dataclass(frozen=True)
class Slice:
    """A run of posts: the number before the first, how many, and the microseconds that they lie between."""

    first: int
    size: int
    since: int
    until: int


def write(connection: duckdb.DuckDBPyConnection, slice_: Slice, chance: np.random.Generator) -> None:
    """Make a chunk and append it to the tables."""
    given = chunk(slice_, chance)
    connection.register("given", given)
    connection.execute("BEGIN")
    connection.execute(_POSTS)
    connection.execute(_READINGS)
    connection.execute(_OBSERVATIONS)
    for number, share in enumerate(MONITOR_SHARES, 1):
        found = np.flatnonzero(chance.random(slice_.size) < share) + slice_.first + 1
        connection.register("found", pa.table({"post": found}))
        connection.execute("INSERT INTO mentions BY NAME SELECT ? AS monitor, post FROM found", [number])
    connection.execute("COMMIT")
    connection.unregister("given")


_COUNTERS = "likes, reposts, replies, quotes, views"
_POSTS = f"""
INSERT INTO posts BY NAME
SELECT post, {sql_key("network", "id")} AS key, network, id, created_at, text, folded,
    author, {sql_key("network", "author")} AS author_key, author AS author_name, kind::kind AS kind,
    'https://' || network || '.example/' || id AS url,
    reply_to, {sql_key("network", "reply_to")} AS reply_key,
    coalesce(reply_to, id) AS thread, {sql_key("network", "coalesce(reply_to, id)")} AS thread_key,
    followers, hashtags, [] AS mentions, links, domains, post % 211 = 0 AS own, lang AS declared_lang,
    'generated' AS source, created_at AS stored_at, {_COUNTERS},
    lang, sentiment::sentiment AS sentiment, emotion::emotion AS emotion, 'none'::offense AS offensive,
    false AS irony, intents
FROM given
"""
_READINGS = """
INSERT INTO readings BY NAME
SELECT post, 'generated' AS model, created_at AS read_at, lang, 0.97::FLOAT AS lang_p,
    sentiment::sentiment AS sentiment, p::FLOAT AS negative_p, (p / 2)::FLOAT AS neutral_p,
    (1 - 1.5 * p)::FLOAT AS positive_p, emotion::emotion AS emotion, p::FLOAT AS joy_p, intents
FROM given
"""
_OBSERVATIONS = f"""
INSERT INTO observations BY NAME
SELECT post, created_at + INTERVAL 1 DAY AS observed_at, {_COUNTERS} FROM given WHERE post % 3 = 0
"""


def chunk(slice_: Slice, chance: np.random.Generator) -> pa.Table:
    """The columns that cannot be computed from others."""
    size = slice_.size
    network = chance.choice(len(NETWORKS), size, p=NETWORK_SHARES)
    root, answers = threads(size, chance)
    network = np.where(answers, network[root], network)
    ids = pc.cast(pa.array(np.arange(slice_.first + 1, slice_.first + size + 1)), pa.string())
    text, folded, tags = texts(size, chance)
    links, domains = addresses(size, chance)
    return pa.table(
        {
            "post": np.arange(slice_.first + 1, slice_.first + size + 1),
            "network": pa.array(NETWORKS).take(pa.array(network)),
            "id": ids,
            "created_at": pa.array(times(slice_, chance), pa.timestamp("us")),
            "text": text,
            "folded": folded,
            "author": handles(size, chance),
            "kind": pa.array(
                np.where(answers, "comment", np.where(chance.random(size) < 0.2, "repost", "post"))
            ),
            "reply_to": pc.if_else(pa.array(answers), ids.take(pa.array(root)), None),
            "followers": pa.array((chance.pareto(1.1, size) * 120).astype(np.int64)),
            "hashtags": tags,
            "links": links,
            "domains": domains,
            **counters(size, network, chance),
            **readings(size, chance),
        }
    )


def threads(size: int, chance: np.random.Generator) -> tuple[Any, Any]:
    """For each post the row of the post that begins its thread, and whether it answers it."""
    rows = np.arange(size)
    answers = chance.random(size) < 0.3
    answers[0] = False
    beginnings = np.maximum.accumulate(np.where(answers, 0, rows))
    before = np.maximum(rows - chance.geometric(0.01, size), 0)
    return np.where(answers, beginnings[before], rows), answers


def times(slice_: Slice, chance: np.random.Generator) -> Any:
    """Times within the slice, in order, with the rhythm of a day."""
    drawn = slice_.since + (chance.random(slice_.size * 3) * (slice_.until - slice_.since)).astype(np.int64)
    hour = (drawn // 3_600_000_000) % 24
    kept = drawn[chance.random(len(drawn)) < _HOURS[hour] / _HOURS.max()]
    return np.sort(np.resize(kept, slice_.size))


def texts(size: int, chance: np.random.Generator) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Texts of about 137 characters, the same folded, and their hashtags."""
    words, plain, table = vocabulary()
    lengths = np.clip(chance.normal(20, 8, size), 2, 60).astype(np.int32)
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    drawn = pa.array(table[chance.integers(0, len(table), int(lengths.sum()))])
    said, flat = (join(offsets, each.take(drawn)) for each in (words, plain))
    tagged = pa.array(chance.random(size) < 0.14)
    tag = words.take(pa.array(zipf(TAGS, size, chance, 200)))
    said = pc.if_else(tagged, pc.binary_join_element_wise(said, tag, " #"), said)
    flat = pc.if_else(tagged, pc.binary_join_element_wise(flat, tag, " #"), flat)
    return said, flat, lists(tag, tagged)


def join(offsets: pa.Array, words: pa.Array) -> pa.Array:
    return pc.binary_join(pa.ListArray.from_arrays(offsets, words), " ")


def lists(values: pa.Array, present: pa.Array) -> pa.Array:
    """A list of one value where it is present, else an empty one."""
    counts = np.concatenate([[0], np.cumsum(present.to_numpy(zero_copy_only=False))])
    return pa.ListArray.from_arrays(pa.array(counts, pa.int32()), values.filter(present))


def addresses(size: int, chance: np.random.Generator) -> tuple[pa.Array, pa.Array]:
    """Links and their domains, for one post in eight."""
    present = pa.array(chance.random(size) < 0.125)
    site = pa.array([f"sitio{number}.example" for number in range(SITES)]).take(
        pa.array(zipf(SITES, size, chance))
    )
    page = pc.cast(pa.array(zipf(400, size, chance)), pa.string())
    link = pc.binary_join_element_wise("https://", site, "/nota/", page, "")
    return lists(link, present), lists(site, present)


def handles(size: int, chance: np.random.Generator) -> pa.Array:
    number = pc.cast(pa.array(zipf(AUTHORS, size, chance, 30)), pa.string())
    return pc.binary_join_element_wise("persona_", number, "")


def counters(size: int, network: Any, chance: np.random.Generator) -> dict[str, pa.Array]:
    """Likes and the rest, heavy-tailed; views only where the network shows them."""
    likes = (chance.pareto(1.2, size) * 2).astype(np.int64)
    return {
        "likes": pa.array(likes),
        "reposts": pa.array(likes // 7, mask=network == 1),
        "replies": pa.array(likes // 11),
        "quotes": pa.array(likes // 40, mask=(network != 0) & (network != 4)),
        "views": pa.array(likes * 37 + 11, mask=network != 0),
    }


def readings(size: int, chance: np.random.Generator) -> dict[str, pa.Array]:
    """What models would say."""
    sentiment = chance.choice(4, size, p=(0.24, 0.4, 0.24, 0.12))
    some = [
        [],
        ["information"],
        ["praise"],
        ["complaint"],
        ["question"],
        ["question", "request"],
        *([i] for i in INTENTS),
    ]
    return {
        "lang": pa.array(LANGUAGES).take(pa.array(chance.choice(len(LANGUAGES), size, p=LANGUAGE_SHARES))),
        "sentiment": pa.array([*SENTIMENTS, None]).take(pa.array(sentiment)),
        "emotion": pa.array(EMOTIONS).take(
            pa.array(chance.choice(7, size, p=(0.12, 0.03, 0.04, 0.2, 0.06, 0.05, 0.5)))
        ),
        "intents": pa.array(some, pa.list_(pa.string())).take(pa.array(zipf(len(some), size, chance))),
        "p": pa.array(np.round(chance.random(size) / 1.5, 2)),
    }


def zipf(count: int, size: int, chance: np.random.Generator, shift: float = 3) -> Any:
    """Ranks from 0, the n-th about 1/(n + shift) as frequent."""
    ranks = shift * ((count + shift) / shift) ** chance.random(size) - shift
    return np.clip(ranks, 0, count - 1).astype(np.int64)


@cache
def vocabulary() -> tuple[pa.Array, pa.Array, Any]:
    """Words by frequency (the sample's first, then invented ones), folded, and a table to draw from."""
    folder = Path(__file__).parent.parent / "src" / "tertulia" / "site" / "sample" / "texts"
    said = " ".join(file.read_text("utf-8") for file in sorted(folder.glob("es*.txt"))).lower()
    real = re.findall(r"[a-záéíóúüñ]{2,}", said)
    counts: dict[str, int] = {}
    for word in real:
        counts[word] = counts.get(word, 0) + 1
    words = sorted(counts, key=lambda word: (-counts[word], word))
    syllables = [a + b for a in "bcdfglmnprstvz" for b in "aeiou"]
    chance = np.random.default_rng(4)
    seen = set(words)
    while len(words) < WORDS:
        word = "".join(chance.choice(syllables, chance.integers(2, 5)))
        if word not in seen:
            seen.add(word)
            words.append(word)
    weights = 1 / (np.arange(WORDS) + 8.0)
    table = np.searchsorted(np.cumsum(weights) / weights.sum(), (np.arange(1 << 20) + 0.5) / (1 << 20))
    return pa.array(words), pa.array([fold(word) for word in words]), table.astype(np.int32)


if __name__ == "__main__":
    since = time.perf_counter()
    made = store_of(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
    print(f"{made.path}: {made.posts.stat().st_size / 1e9:.2f} GB, {time.perf_counter() - since:.0f} s")
