"""Real dumps come in by detection, and the numbers are those that an independent reader counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tertulia.listen.imports.look import look
from tertulia.posts.formats.api import blocks_of, read_block

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[1] / ".." / "shared" / "data"


@dataclass
class Counted:
    """What both readers count: rows, different posts, the sum of a counter, first and last moment (epoch)."""

    rows: int
    posts: int
    counter: int | None
    first: float
    last: float


def counted_by_us(path: Path, counter: str) -> tuple[Counted, int]:
    plan = look(path).plan
    keys, total, moments, rows, dead = set(), 0, [], 0, 0
    for block in blocks_of(path):
        read = read_block(block, plan.mapper())
        posts = read.posts
        rows += len(posts)
        dead += len(read.dead)
        keys |= set(zip(posts["network"].to_pylist(), posts["id"].to_pylist(), strict=True))
        total += sum(value or 0 for value in posts[counter].to_pylist())
        moments += [m.timestamp() for m in posts["created_at"].to_pylist()]
    return Counted(rows, len(keys), total, min(moments), max(moments)), dead


def counted_by_duckdb(sql: str) -> Counted:
    duckdb.sql("SET TimeZone = 'UTC'")
    return Counted(*duckdb.sql(sql).fetchall()[0])


def csv(path: Path) -> str:
    return f"read_csv('{path}', all_varchar = true, header = true, quote = '\"', max_line_size = 10000000)"


def tweets_with_zone(path: Path, form: str) -> str:
    moment = f"epoch(strptime(tweet_created, '{form}'))"
    return f"""SELECT count(*), count(DISTINCT tweet_id), sum(retweet_count::BIGINT)::BIGINT,
        min({moment}), max({moment}) FROM {csv(path)}"""


def bluesky(path: Path) -> str:
    moment = "epoch(createdAt::TIMESTAMPTZ)"
    return f"""SELECT count(*), count(DISTINCT uri), sum(likeCount::BIGINT)::BIGINT,
        min({moment}), max({moment}) FROM {csv(path)}"""


def reddit(path: Path) -> str:
    return f"""SELECT count(*), count(DISTINCT id), sum(ups)::BIGINT, min(created_utc), max(created_utc)
        FROM '{path}'"""


def facebook(path: Path) -> str:
    table = csv(path) if path.suffix == ".gz" else f"'{path}'"
    moment = "epoch(status_published::TIMESTAMP + INTERVAL 5 HOUR)"  # written at UTC-5
    return f"""SELECT count(*), count(DISTINCT status_id), sum(num_likes::BIGINT)::BIGINT,
        min({moment}), max({moment}) FROM {table}"""


DUMPS: list[Any] = [
    (
        "airlines_es/tweets_public.csv",
        "reposts",
        lambda p: tweets_with_zone(p, "%a %b %d %H:%M:%S %z %Y"),
        5_503,
    ),
    ("airlines_us/Tweets.csv", "reposts", lambda p: tweets_with_zone(p, "%Y-%m-%d %H:%M:%S %z"), 14_640),
    ("bluesky_engagement/bluesky_posts.csv", "likes", bluesky, 8_140),
    ("reddit_top_2013/reddit_top_9subs.parquet", "likes", reddit, 8_999),
    ("facebook_pages_reactions/facebook_statuses_es_pt.csv.gz", "likes", facebook, 18_873),
    pytest.param(
        "facebook_pages_reactions/facebook_statuses_2016.parquet",
        "likes",
        facebook,
        242_081,
        marks=pytest.mark.slow,
    ),
]


def dump(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the real dump {name} is not here")
    return path


@pytest.mark.parametrize(("name", "counter", "sql", "rows"), DUMPS)
def test_a_dump_comes_in_whole(name: str, counter: str, sql: Callable[[Path], str], rows: int) -> None:
    path = dump(name)
    ours, dead = counted_by_us(path, counter)
    theirs = counted_by_duckdb(sql(path))
    assert (ours.rows, dead) == (rows, 0)
    assert ours == theirs


@pytest.mark.parametrize(
    ("name", "rows"), [("all_multiclass_20220911", 2_264), ("all_citizens_labeled_20220911", 1_973)]
)
def test_the_city_halls_come_in_whole(name: str, rows: int) -> None:
    path = dump(f"uam_ayuntamientos_es/data/{name}.json")
    ours, dead = counted_by_us(path, "likes")
    items = json.loads(path.read_text("utf-8"))
    likes = [item.get("favorite_count", 0) for item in items]
    assert (ours.rows, dead, len(items)) == (rows, 0, rows)
    assert ours.posts == len({item["id_tweet"] for item in items})
    assert ours.counter == sum(int(like) for like in likes)


def test_a_table_of_support_requests_sets_its_broken_rows_aside() -> None:
    ours, dead = counted_by_us(dump("spotifycares/support_requests.csv"), "likes")
    assert (ours.rows, dead) == (15_096, 7)
