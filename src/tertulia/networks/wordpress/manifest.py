"""What WordPress is and can do, in words for people."""

from __future__ import annotations

from tertulia.i18n import Text
from tertulia.networks.base import Kind, Manifest, Readable, Setting

MANIFEST = Manifest(
    name="wordpress",
    title=Text("WordPress"),
    summary=Text(
        "What a WordPress site publishes and the comments on it, with edits and what is taken back."
    ),
    reads=(
        Readable(
            Kind.SITE,
            Text("A site: its posts and comments"),
            Text("The site's address"),
            "https://blog.example.org",
            every_s=900.0,
        ),
    ),
    settings=(
        Setting(
            "address",
            Text("The site's address"),
            Text("Where your site is found; it must use https, since the password travels there."),
            "address",
            example="https://blog.example.org",
        ),
        Setting(
            "username",
            Text("Your user name there"),
            Text("The application password belongs to this person of the site."),
            example="ines",
        ),
        Setting(
            "application_password",
            Text("An application password"),
            Text(
                "In the site: Users → Profile → Application passwords → name it “Tertulia” → Add. It can be"
                " revoked there at any time; your own password is never asked for."
            ),
            "secret",
            example="abcd efgh ijkl mnop qrst uvwx",
        ),
    ),
    permissions=(
        ("read", Text("To read posts and comments also where the site shows them to its own people alone.")),
        ("users/me", Text("To show whose password it is, and what it allows.")),
        ("publish_posts", Text("Only for publishing: the person must be an author or editor of the site.")),
    ),
    limits=(
        Text(
            "Without an account, what every visitor can read is read: published posts and approved comments."
        ),
        Text("What is taken back, and edits of comments, are noticed of the newest 100 posts and comments."),
        Text("Where a site has closed its interface (REST), its feeds are read: nothing of what is deleted."),
    ),
    cannot=(
        Text("WordPress counts neither likes nor views; only comments are counted. Nobody can be followed."),
        Text("Pages, products and other kinds of content besides posts are not read."),
        Text("All the sites of the world cannot be searched: each is followed by its address."),
    ),
    publishes=(
        Text("Posts with title and format, and pages. Paragraphs, line breaks and links come of the text."),
        Text("Images (JPEG, PNG, GIF, WebP) with descriptions, in the site's media library."),
        Text("Comments that answer a post or a comment; the site may hold them until they are approved."),
        Text(
            "A post is looked for by a mark in its address before it is sent; a comment that says the same "
            "again in the same place the site itself refuses."
        ),
    ),
    reply_windows=(
        Text(
            "A comment can be answered while its post takes comments; many sites close them after some days."
        ),
    ),
)
