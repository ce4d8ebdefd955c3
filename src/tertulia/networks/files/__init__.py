"""Files of posts that no network hands out itself: well-known dumps, known by their columns."""

from __future__ import annotations

from tertulia.i18n import Text
from tertulia.networks.base import Manifest, Network
from tertulia.networks.files.bluesky_rows import BlueskyRows
from tertulia.networks.files.facebook_pages import FacebookPages
from tertulia.networks.files.reddit_dump import RedditDump
from tertulia.networks.files.twitter_csv import TwitterCsv
from tertulia.networks.files.twitter_flat import TwitterFlat
from tertulia.networks.files.twitter_v1 import TwitterV1

NETWORK = Network(
    Manifest("files", Text("Files")),
    (TwitterV1(), TwitterFlat(), TwitterCsv(), RedditDump(), BlueskyRows(), FacebookPages()),
)
