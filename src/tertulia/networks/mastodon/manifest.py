"""What Mastodon, and what answers like it, can be asked for."""

from __future__ import annotations

from tertulia.i18n import Text
from tertulia.networks.base import Kind, Manifest, Readable, Setting
from tertulia.networks.mastodon.client import DEFAULT_SERVER
from tertulia.networks.mastodon.mapping import NETWORK

READS = (
    Readable(
        Kind.HASHTAG,
        Text("Posts with a hashtag"),
        Text("One or more hashtags: a post with any of them counts."),
        "#museum #museumday",
        every_s=300.0,
    ),
    Readable(
        Kind.ACCOUNT,
        Text("An account's posts, answers and reposts"),
        Text("The account as @name@server, or the address of its profile."),
        "@prado@museum.example",
    ),
    Readable(
        Kind.TIMELINE,
        Text("A server's timeline"),
        Text(
            "local: what the server's own people publish. public: all that it knows. home: what the channel "
            "follows."
        ),
        "local",
        every_s=300.0,
    ),
    Readable(
        Kind.SEARCH,
        Text("Posts that a search finds"),
        Text("Words, or a phrase in quotation marks. A search for hashtags alone needs no account."),
        "museo arqueológico",
        channel=True,
    ),
    Readable(
        Kind.THREAD,
        Text("A thread with all its answers"),
        Text("The address of a post."),
        "https://mastodon.social/@Mastodon/110000000000000000",
    ),
    Readable(Kind.MENTIONS, Text("Mentions, answers and quotes of our account"), channel=True, every_s=120.0),
    Readable(Kind.MESSAGES, Text("Private mentions"), channel=True, every_s=300.0),
    Readable(
        Kind.STREAM,
        Text("Posts the moment they are published"),
        Text("public, public:local, user (what the channel follows and is told), or one hashtag."),
        "#museum",
        live=True,
        channel=True,
    ),
)

MANIFEST = Manifest(
    NETWORK,
    Text("Mastodon"),
    Text(
        "Mastodon and the servers that speak its language: GoToSocial, Akkoma, Pixelfed and others. "
        "Hashtags, accounts and timelines are read without an account."
    ),
    READS,
    settings=(
        Setting(
            "server",
            Text("Server"),
            Text("The server that the account lives on; it is asked in its name."),
            kind="address",
            example="https://museum.example",
            default=DEFAULT_SERVER,
        ),
        Setting(
            "access_token",
            Text("Access token"),
            Text(
                "On the server: Preferences → Development → New application, tick the permissions below, "
                "save, open the application and copy “Your access token”."
            ),
            kind="secret",
        ),
    ),
    permissions=(
        ("read:accounts", Text("To know whose token it is, to find accounts, and for the daily figures.")),
        ("read:statuses", Text("For timelines, threads, private mentions and the streams.")),
        ("read:notifications", Text("For replies, mentions and quotes of the account.")),
        ("read:search", Text("To search posts by their words, and accounts and posts of other servers.")),
        ("write:statuses", Text("Only for publishing: posts, answers, boosts, and deleting them.")),
        ("write:media", Text("Only for publishing: images and films.")),
        ("write:favourites", Text("Only to favourite posts.")),
        ("write:follows", Text("Only to follow accounts.")),
    ),
    limits=(
        Text("A server allows about 300 requests in five minutes; Tertulia uses a part and leaves the rest."),
        Text("A server knows only what reaches it: the larger it is, the more of a hashtag it sees."),
        Text("Search finds only posts whose authors let themselves be found."),
        Text("Without an account, threads are cut: 40 posts above, 60 below."),
        Text(
            "Counters are those of the server asked; of posts from other servers it often knows only a part."
        ),
    ),
    cannot=(
        Text("It has no search over the whole network: each server searches what it knows."),
        Text("It tells no views, and not who saw what."),
        Text("Posts for followers only and private ones are seen only by those whom they are meant for."),
        Text("An answer reaches those whom its text names (@name@server); answering alone tells nobody."),
    ),
    publishes=(
        Text(
            "Posts as long as the server allows (mostly 500 characters; a link counts as 23), with content "
            "warning, language and visibility."
        ),
        Text("Images and films with descriptions, as many and as large as the server says."),
        Text("Answers, threads; quotes where the server has them; favourites, boosts and follows."),
        Text(
            "Each attempt at a post bears the same key: for an hour the server takes it once. Later it is "
            "looked for among the account's own posts before anything is sent again."
        ),
    ),
    reply_windows=(
        Text("There is no time limit for replies; a private mention is answered privately."),
        Text("Quoting needs the author's consent, where the server asks for it (Mastodon 4.5)."),
    ),
)
