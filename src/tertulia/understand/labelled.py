"""The posts whose intents were labelled in two passes by docs/models/intents-guide.md: their ids and labels
come with the package, their texts are found again in the folder of the labelled sets.

An id is the first twelve hex digits of the SHA-1 of a text whose white space is folded to single spaces.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tertulia.posts.schema import INTENTS
from tertulia.understand.corpora import CORPORA, Examples

LABELS = Path(__file__).parent / "labels" / "intents.tsv"
NEEDS_REPLY = "needs_reply"
ASKED = (*INTENTS, NEEDS_REPLY)
CODES = dict(zip(("q", "r", "c", "s", "p", "sr", "rc", "t", "b", "i", "o", "n"), ASKED, strict=True))
# Sets whose licence lets weights be shipped; posts of the others only measure.
TEACHING = (
    "umsab-es",
    "brighter-es",
    "offendes-es",
    "facebook-es",
    "umsab-en",
    "semeval2017-en",
    "goemotions-en",
    "facebook-en",
    "tweetacts-en",
    "xed-es",
    "reddit-es",
    "reddit-en",
    "banking77-en",
    "clinc150-en",
)
_IN_FILES_OF_THEIR_OWN = ("facebook", "reddit")
_SPANISH_BOARDS = ("argentina", "mexico")
MEASURING = ("uam-citizens", "uam-halls", "airlines-es", "airlines-us", "spotifycares")
ENGLISH = ("airlines-us", "spotifycares")


@dataclass(frozen=True)
class Labelled:
    """A post's labels, 0/1 each in the order of ASKED, by the first pass, by the second, and as settled.

    `how`: "random" posts tell what is missed, "enriched" ones were picked for likely having rare intents or
    for being read unsurely, "clean" ones were drawn at random and measured once, after all was settled.
    """

    corpus: str
    id: str
    how: str
    first: tuple[int, ...]
    second: tuple[int, ...]
    final: tuple[int, ...]

    @property
    def lang(self) -> str:
        return "en" if self.corpus.endswith("-en") or self.corpus in ENGLISH else "es"

    @property
    def teaches(self) -> bool:
        return self.corpus in TEACHING


def labelled() -> list[Labelled]:
    """All labelled posts, in the order of the file."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        return [
            Labelled(
                row["corpus"], row["id"], row["how"], *(columns_of(row[name]) for name in ("a", "b", "final"))
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]


def columns_of(codes: str) -> tuple[int, ...]:
    """0/1 in the order of ASKED, from the signs of CODES between commas."""
    given = {CODES[code] for code in codes.split(",")}
    return tuple(int(name in given) for name in ASKED)


def texts_of(posts: list[Labelled], data: Path) -> list[str]:
    """The texts of labelled posts, white space folded. Raises KeyError with the id where one is missing."""
    found: dict[str, str] = {}
    for corpus in dict.fromkeys(post.corpus for post in posts):
        wanted = {post.id for post in posts if post.corpus == corpus}
        for text in TEXTS[corpus](data):
            folded = " ".join(text.split())
            if (id_ := id_of(folded)) in wanted:
                found[id_] = folded
    return [found[post.id] for post in posts]


def id_of(folded: str) -> str:
    return hashlib.sha1(folded.encode(), usedforsecurity=False).hexdigest()[:12]


def examples_of(posts: list[Labelled], data: Path) -> Examples:
    """Texts with their settled labels."""
    return Examples(texts_of(posts, data), finals(posts))


def finals(posts: list[Labelled]) -> npt.NDArray[np.int64]:
    """(posts, labels) 0/1."""
    return np.array([post.final for post in posts], np.int64).reshape(len(posts), len(ASKED))


def _of_set(name: str) -> Callable[[Path], Iterator[str]]:
    def texts(data: Path) -> Iterator[str]:
        return (text for text, _ in CORPORA[name].rows(data))

    return texts


def _facebook_es(data: Path) -> Iterator[str]:
    path = data / "facebook_pages_reactions" / "facebook_statuses_es_pt.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["lang"] == "es":
                yield row["status_message"]


def _facebook_en(data: Path) -> Iterator[str]:
    import pyarrow.parquet as pq

    path = data / "facebook_pages_reactions" / "facebook_statuses_2016.parquet"
    table = pq.read_table(path, columns=["status_message", "lang"], filters=[("lang", "=", "en")])
    return (text for text in table.column("status_message").to_pylist() if text)


def _reddit(spanish: bool) -> Callable[[Path], Iterator[str]]:
    def texts(data: Path) -> Iterator[str]:
        import pyarrow.parquet as pq

        path = data / "reddit_top_2013" / "reddit_top_9subs.parquet"
        for row in pq.read_table(path, columns=["subreddit", "title", "selftext"]).to_pylist():
            if (row["subreddit"] in _SPANISH_BOARDS) == spanish:
                yield f"{row['title']}\n{row['selftext'] or ''}"

    return texts


def _json(name: str) -> Callable[[Path], Iterator[str]]:
    def texts(data: Path) -> Iterator[str]:
        path = data / "uam_ayuntamientos_es" / "data" / name
        return (row["text"] for row in json.loads(path.read_text("utf-8")))

    return texts


def _csv(path: str) -> Callable[[Path], Iterator[str]]:
    def texts(data: Path) -> Iterator[str]:
        with (data / path).open(encoding="utf-8", newline="") as file:
            yield from (row["text"] or "" for row in csv.DictReader(file))

    return texts


TEXTS: dict[str, Callable[[Path], Iterable[str]]] = {
    **{name: _of_set(name) for name in TEACHING if not name.startswith(_IN_FILES_OF_THEIR_OWN)},
    "facebook-es": _facebook_es,
    "facebook-en": _facebook_en,
    "reddit-es": _reddit(spanish=True),
    "reddit-en": _reddit(spanish=False),
    "uam-citizens": _json("all_citizens_labeled_20220911.json"),
    "uam-halls": _json("all_multiclass_20220911.json"),
    "airlines-es": _csv("airlines_es/tweets_public.csv"),
    "airlines-us": _csv("airlines_us/Tweets.csv"),
    "spotifycares": _csv("spotifycares/support_requests.csv"),
}
