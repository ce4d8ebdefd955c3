"""The shapes of dumps: known by their columns, every item a post or a dead letter, absent counters null."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from tertulia.networks.base import Sample, archives, detect, networks
from tertulia.networks.files.values import any_time
from tertulia.posts.formats.api import Items, read_items
from tertulia.posts.formats.values import BadValue

ITEMS: dict[str, dict[str, Any]] = {
    "twitter-v1": {
        "id_str": "9",
        "created_at": "Wed Sep 04 13:51:55 +0000 2019",
        "full_text": "RT @ana: pan &amp; vino #feria",
        "user": {"screen_name": "bruno", "name": "Bruno", "followers_count": 7},
        "entities": {"hashtags": [{"text": "feria"}], "user_mentions": [{"screen_name": "ana"}], "urls": []},
        "retweeted_status": {"id_str": "8"},
        "retweet_count": 3,
    },
    "twitter-flat": {
        "id_tweet": 1408028363437060096,
        "date": 1624535096000,
        "text": "hola",
        "author": "@ayto",
        "RT_count": 5,
        "favorite_count": "None",
        "relation": "reply",
        "replied_id": "12",
        "id": 3001,
    },
    "twitter-csv": {
        "tweet_id": "5",
        "text": "hola",
        "tweet_created": "2015-02-24 11:35:52 -0800",
        "name": "ana",
    },
    "reddit-dump": {
        "subreddit": "argentina",
        "id": "1801gv",
        "created_utc": 1360162777.0,
        "title": "Hola",
        "selftext": None,
        "ups": 110,
        "score": 104,
        "author": "[deleted]",
        "permalink": "/r/argentina/comments/1801gv/hola/",
    },
    "bluesky-rows": {
        "uri": "at://did:plc:x/app.bsky.feed.post/3jz",
        "createdAt": "2023-06-28T22:42:42.700Z",
        "text": "hola",
        "author": "ana.bsky.social",
        "likeCount": "13",
        "replyCount": "",
    },
    "facebook-pages": {
        "status_id": "1_2",
        "status_message": None,
        "status_published": "2016-02-24 10:32:54",
        "link_name": "Un titular",
        "page": "radio",
        "num_likes": 4,
        "num_loves": 2,
        "num_shares": 1,
    },
}
TIMES = {
    "twitter-v1": datetime(2019, 9, 4, 13, 51, 55, tzinfo=UTC),
    "twitter-flat": datetime(2021, 6, 24, 11, 44, 56, tzinfo=UTC),
    "twitter-csv": datetime(2015, 2, 24, 19, 35, 52, tzinfo=UTC),
    "reddit-dump": datetime(2013, 2, 6, 14, 59, 37, tzinfo=UTC),
    "bluesky-rows": datetime(2023, 6, 28, 22, 42, 42, 700_000, tzinfo=UTC),
    "facebook-pages": datetime(2016, 2, 24, 15, 32, 54, tzinfo=UTC),
}


def post_of(name: str, item: dict[str, Any]) -> dict[str, Any]:
    read = read_items(Items([item], [1]), archives()[name].map_item)
    assert read.dead == []
    [post] = read.posts.to_pylist()
    return dict(post)


def test_every_shape_is_tried_here() -> None:
    assert set(ITEMS) == set(archives())
    assert "files" in networks()


@pytest.mark.parametrize("name", ITEMS)
def test_a_shape_is_known_by_its_columns(name: str) -> None:
    found = detect(Sample("any", [ITEMS[name]]))
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("name", ITEMS)
def test_its_time_is_utc_and_counters_it_lacks_are_null(name: str) -> None:
    post = post_of(name, ITEMS[name])
    assert post["created_at"] == TIMES[name]
    assert post["views"] is None
    assert post["quotes"] is None


def test_nothing_of_ours_or_of_nobody_is_taken_for_a_dump() -> None:
    assert detect(Sample("any", [{"id": "1", "network": "x", "created_at": "", "text": ""}])) is None
    assert detect(Sample("any", [])) is None


def test_what_tweets_say() -> None:
    post = post_of("twitter-v1", ITEMS["twitter-v1"])
    assert (post["text"], post["kind"], post["author"]) == ("RT @ana: pan & vino #feria", "repost", "bruno")
    assert (post["reposts"], post["likes"], post["hashtags"], post["mentions"]) == (
        3,
        None,
        ["feria"],
        ["ana"],
    )
    flat = post_of("twitter-flat", ITEMS["twitter-flat"])
    assert (flat["id"], flat["author"], flat["kind"]) == ("1408028363437060096", "ayto", "reply")
    assert (flat["likes"], flat["reposts"], flat["reply_to"]) == (None, 5, "12")
    assert '"row_id":3001' in flat["extra"]


def test_what_reddit_and_facebook_say() -> None:
    reddit = post_of("reddit-dump", ITEMS["reddit-dump"])
    assert (reddit["id"], reddit["thread"], reddit["likes"], reddit["author"]) == (
        "t3_1801gv",
        "t3_1801gv",
        110,
        None,
    )
    assert reddit["url"] == "https://www.reddit.com/r/argentina/comments/1801gv/hola/"
    comment = {
        "subreddit": "a",
        "id": "c1",
        "created_utc": 1,
        "body": "sí",
        "parent_id": "t3_x",
        "link_id": "t3_x",
    }
    answer = post_of("reddit-dump", comment)
    assert (answer["id"], answer["kind"], answer["reply_to"], answer["thread"]) == (
        "t1_c1",
        "comment",
        "t3_x",
        "t3_x",
    )
    facebook = post_of("facebook-pages", ITEMS["facebook-pages"])
    assert (facebook["likes"], facebook["reposts"], facebook["replies"]) == (4, 1, None)
    assert (facebook["text"], facebook["title"], facebook["extra"]) == ("", "Un titular", '{"num_loves":2}')


@pytest.mark.parametrize("name", ITEMS)
def test_an_item_that_is_no_post_is_set_aside(name: str) -> None:
    read = read_items(Items([{"other": 1}], [7]), archives()[name].map_item)
    assert len(read.posts) == 0
    assert [letter.place for letter in read.dead] == ["7"]


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2024-05-01", datetime(2024, 5, 1, tzinfo=UTC)),
        ("1/5/2024 10:30", datetime(2024, 5, 1, 10, 30, tzinfo=UTC)),
        ("1714557600", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        (1714557600000, datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("Wed, 01 May 2024 12:00:00 +0200", datetime(2024, 5, 1, 10, tzinfo=UTC)),
    ],
)
def test_times_in_the_forms_that_dumps_use(written: Any, utc: datetime) -> None:
    assert any_time(written) == utc


def test_a_time_without_a_zone_is_in_the_zone_of_its_dump() -> None:
    assert any_time("2024-05-01 10:00:00", timezone(timedelta(hours=-5))) == datetime(
        2024, 5, 1, 15, tzinfo=UTC
    )
    for nonsense in ("mañana", "", None, [1], 1e300):
        with pytest.raises(BadValue):
            any_time(nonsense)
