"""The conditions on columns that a search may hold: `lang:es`, `likes:[10 TO 500]`, `has:image`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tertulia.i18n import Text
from tertulia.posts.schema import EMOTIONS, INTENTS, KINDS, SENTIMENTS

FieldKind = Literal["text", "name", "choice", "language", "number", "date"]


@dataclass(frozen=True)
class FieldSpec:
    """A field: what its values are and what it compares.

    `text` compares as `meaning` says; `name` is one lower-case identifier; `choice` is one of `values`;
    `number` and `date` are ranges (`low`, `high` of the node); `example` is a search that uses it.
    """

    kind: FieldKind
    meaning: Text
    example: str
    values: tuple[str, ...] = ()

    @property
    def is_range(self) -> bool:
        return self.kind in ("number", "date")


FIELDS: dict[str, FieldSpec] = {
    "author": FieldSpec(
        "text",
        Text(
            "The author's whole handle or whole name; case and accents do not matter. author:list:NAME "
            "stands for all authors of a list."
        ),
        'author:"Pepe Pérez"',
    ),
    "lang": FieldSpec("language", Text("The language of the post, two letters."), "lang:(es OR ca)"),
    "network": FieldSpec("name", Text("The network where the post lives."), "network:mastodon"),
    "site": FieldSpec(
        "text",
        Text(
            "The host of the post's address, without www; its subdomains too. site:list:NAME stands for all "
            "sites of a list."
        ),
        "site:elpais.com",
    ),
    "url": FieldSpec("text", Text("A part of the post's address."), 'url:"elpais.com/economia"'),
    "title": FieldSpec(
        "text",
        Text("Words of the title, one after the other; they compare like words of the text."),
        'title:"café solo"',
    ),
    "kind": FieldSpec("choice", Text("The kind of post."), "kind:review", KINDS),
    "is": FieldSpec(
        "choice",
        Text(
            "Published by one of our channels, an answer, a repost, a quote, offensive, ironic, in need of a "
            "reply, or by an account that its network marks as automatic."
        ),
        "is:reply",
        ("own", "reply", "repost", "quote", "offensive", "ironic", "needs_reply", "automatic"),
    ),
    "has": FieldSpec(
        "choice",
        Text("The post holds such a thing."),
        "has:image",
        ("link", "hashtag", "mention", "media", "image", "video", "title"),
    ),
    "likes": FieldSpec("number", Text("Likes, by the newest count."), "likes:>100"),
    "reposts": FieldSpec("number", Text("Reposts, by the newest count."), "reposts:[10 TO *]"),
    "replies": FieldSpec("number", Text("Replies, by the newest count."), "replies:>5"),
    "quotes": FieldSpec("number", Text("Quotes, by the newest count."), "quotes:>5"),
    "views": FieldSpec("number", Text("Views, by the newest count."), "views:[1000 TO 50000]"),
    "followers": FieldSpec(
        "number", Text("Followers of the author when the post was read."), "followers:[500 TO 100000]"
    ),
    "date": FieldSpec(
        "date",
        Text("The day, month or year of the post (UTC)."),
        "date:[2026-03-01 TO 2026-03-31]",
    ),
    "reply_to": FieldSpec(
        "text", Text("The network's own id of the post that this one answers."), "reply_to:1295"
    ),
    "sentiment": FieldSpec(
        "choice", Text("The sentiment read in the post."), "sentiment:negative", SENTIMENTS
    ),
    "emotion": FieldSpec("choice", Text("The emotion read in the post."), "emotion:anger", EMOTIONS),
    "intent": FieldSpec(
        "choice", Text("What the author wants, as read in the post."), "intent:complaint", INTENTS
    ),
}

# What people write for a field after other products or in Spanish; only ever used to suggest ours.
ALIASES = {
    "autor": "author", "autora": "author", "from": "author", "weblogtitle": "author",
    "idioma": "lang", "language": "lang", "lengua": "lang",
    "red": "network", "source": "network", "sourcetype": "network", "fuente": "network",
    "sitio": "site", "domain": "site", "dominio": "site", "enlace": "url", "inurl": "url",
    "titulo": "title", "título": "title", "tipo": "kind", "type": "kind", "engagementtype": "kind",
    "es": "is", "tiene": "has", "megusta": "likes", "comentarios": "replies", "comments": "replies",
    "shares": "reposts", "retweets": "reposts", "compartidos": "reposts", "citas": "quotes",
    "vistas": "views", "visualizaciones": "views", "seguidores": "followers", "authorfollowers": "followers",
    "fecha": "date", "published": "date", "sentimiento": "sentiment",
    "emoción": "emotion", "emocion": "emotion", "intención": "intent", "intencion": "intent",
    "parentpostid": "reply_to",
}  # fmt: skip
