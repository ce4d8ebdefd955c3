"""What Bluesky is and can do, in words for people."""

from __future__ import annotations

from tertulia.i18n import Text
from tertulia.networks.base import Kind, Manifest, Readable, Setting
from tertulia.networks.bluesky.names import NETWORK
from tertulia.networks.bluesky.xrpc import OWN_SERVER

_READS = (
    Readable(
        Kind.SEARCH,
        Text("Posts that a search finds"),
        Text("Words; “a phrase” in quotation marks; from:handle, lang:es and the like as on Bluesky itself."),
        '"café de especialidad"',
        every_s=300.0,
    ),
    Readable(
        Kind.HASHTAG,
        Text("Posts with a hashtag"),
        Text("The hashtag, with # or without."),
        "#feria",
        every_s=300.0,
    ),
    Readable(
        Kind.ACCOUNT,
        Text("An account's posts, answers and reposts"),
        Text("The account's handle, or the address of its page."),
        "museo.bsky.social",
    ),
    Readable(
        Kind.THREAD,
        Text("A thread with all its answers"),
        Text("The address of a post on Bluesky."),
        "https://bsky.app/profile/museo.bsky.social/post/3kabcdefghi2j",
    ),
    Readable(Kind.MENTIONS, Text("Mentions, answers and quotes of our account"), channel=True, every_s=120.0),
    Readable(Kind.STREAM, Text("Everything on Bluesky, as it is published"), live=True),
)

_SETTINGS = (
    Setting(
        "handle",
        Text("Handle on Bluesky"),
        Text("The name of the account, as its page shows it."),
        example="museo.bsky.social",
    ),
    Setting(
        "password",
        Text("App password"),
        Text(
            "Made on Bluesky under Settings → Privacy and security → App passwords. "
            "Never the account's own password."
        ),
        kind="secret",
        example="abcd-efgh-ijkl-mnop",
    ),
    Setting(
        "server",
        Text("The account's server"),
        Text("Where the account lives. Leave it as it is unless you run a server of your own."),
        kind="address",
        required=False,
        default=OWN_SERVER,
    ),
)

_PERMISSIONS = (
    (
        "com.atproto.appPass",
        Text(
            "To read the account's notifications and its follower counts, to search, and to publish what "
            "people of yours send. Bluesky's app passwords cannot be limited to reading; one can be taken "
            "back there at any time, and opens no direct messages unless that box is ticked."
        ),
    ),
)

_LIMITS = (
    Text("Bluesky answers 3,000 requests in five minutes to each internet address."),
    Text("Its public search may ask for an account: a channel's is used where there is one."),
    Text(
        "After a pause a search, hashtag or account comes in with up to 1,000 posts; what lies before them "
        "is shown as a gap and fetched afterwards."
    ),
    Text("The stream can be replayed for the last day and a half."),
)

_PUBLISHES = (
    Text(
        "Posts of up to 300 characters and 3,000 bytes. Links (from https:// on), hashtags and people by "
        "their handle are marked; a link has a card."
    ),
    Text("Up to four images of 2 MB each (JPEG, PNG, WebP, GIF), with descriptions."),
    Text("Answers, threads, quotes; likes, reposts and follows."),
    Text("A post that Bluesky may have taken is looked up under a key of its own: it is never there twice."),
)

_CANNOT = (
    Text("Films are not published. A post has either images or the card of a link."),
    Text("Direct messages are not read."),
    Text("Bluesky gives no views."),
    Text("A search finds whole words, not the beginnings of words."),
    Text("A deleted post is noticed at once in the stream, elsewhere when its counters are next asked for."),
)

MANIFEST = Manifest(
    NETWORK,
    Text("Bluesky"),
    Text("Public posts of the whole network: by search, account or hashtag, or all as they are published."),
    reads=_READS,
    settings=_SETTINGS,
    permissions=_PERMISSIONS,
    limits=_LIMITS,
    cannot=_CANNOT,
    publishes=_PUBLISHES,
    reply_windows=(
        Text("Any post can be answered at any time, unless its author lets only some people answer."),
    ),
)
