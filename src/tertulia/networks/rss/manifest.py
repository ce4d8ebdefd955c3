"""What feeds are and can do, in words for people."""

from __future__ import annotations

from tertulia.i18n import Text
from tertulia.networks.base import Kind, Manifest, Readable

MANIFEST = Manifest(
    name="rss",
    title=Text("Feeds (RSS, Atom, JSON Feed)"),
    summary=Text("What any site, blog, paper or podcast publishes, and the comments on it, from its feed."),
    reads=(
        Readable(
            Kind.FEED,
            Text("A feed"),
            Text("The address of the feed, or of a page that names one"),
            "https://example.org/feed",
            every_s=1800.0,
        ),
    ),
    limits=(
        Text("A feed holds its newest entries only: what fell out between two looks is recorded as a gap."),
        Text(
            "A feed is asked no more often than it wishes: it says so by itself, between 5 minutes and a day."
        ),
        Text("A feed of more than 5 MB, or with a document type (DTD), is refused."),
    ),
    cannot=(
        Text("A feed says nothing of what is deleted, and has no likes, views or followers."),
        Text("The web cannot be searched through feeds: each is followed by its address."),
        Text("A feed cannot be answered; comment on the site itself."),
    ),
)
