"""The labelled sets that models are trained on: where each lies, its licence, and how its rows are read.

Only sets whose licence lets the weights be shipped may train; those named "…-elsewhere" and "…-clean" only
measure. Texts come as written, without duplicates.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tertulia.posts.schema import EMOTIONS, SENTIMENTS

Row = tuple[str, int | list[int]]  # a text, and its class or one 0/1 for each label
FEELINGS = EMOTIONS[:-1]
OFFENCE_CODES = {"NO": 0, "NOE": 1, "OFP": 2, "OFG": 3}
# Speech acts of the tweet set: expression, statement, question, suggestion, request, threat, other.
ACTS = ("question", "suggestion", "request")
_ACT_CODES = ("QUE", "SUG", "REQ")


@dataclass(frozen=True)
class Corpus:
    """A set: its folder under the data directory, language, licence, origin, and the reader of its rows."""

    name: str
    lang: str
    licence: str
    origin: str
    cite: str
    rows: Callable[[Path], Iterable[Row]]


@dataclass(frozen=True)
class Examples:
    """Texts with their labels: `labels` is (n,) classes or (n, k) 0/1."""

    texts: list[str]
    labels: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, rows: npt.NDArray[np.int64]) -> Examples:
        return Examples([self.texts[i] for i in rows], self.labels[rows])


def joined(sets: list[Examples]) -> Examples:
    """Several sets as one, in their order."""
    if not sets:
        return Examples([], np.zeros(0, np.int64))
    return Examples(
        [text for examples in sets for text in examples.texts],
        np.concatenate([examples.labels for examples in sets]),
    )


def load(corpus: Corpus, data: Path, limit: int | None = None) -> Examples:
    """The examples of a set, the first of equal texts kept, in the order of the files; at most `limit` spread
    evenly."""
    unique: dict[str, int | list[int]] = {}
    for text, label in corpus.rows(data):
        if text.strip():
            unique.setdefault(text.strip(), label)
    examples = Examples(list(unique), np.array(list(unique.values()), dtype=np.int64))
    if limit is None or len(examples) <= limit:
        return examples
    return examples.take(np.linspace(0, len(examples) - 1, limit).astype(np.int64))


_PICTURES = re.compile(r"[\u2190-\u2bff\U0001f000-\U0001faff]\ufe0f?|[:;=][-']?[()D]|<3")


def pictures_of(examples: Examples) -> Examples:
    """What is left of texts when only emoji and emoticons are kept: they mean the same in all languages."""
    kept = [" ".join(_PICTURES.findall(text)) for text in examples.texts]
    rows = np.array([i for i, text in enumerate(kept) if text], np.int64)
    return Examples([kept[i] for i in rows], examples.labels[rows])


def as_sentiment(examples: Examples) -> Examples:
    """Texts labelled with feelings as negative (0) or positive (2); those with both or neither are left
    out."""
    joy = examples.labels[:, FEELINGS.index("joy")] == 1
    bad = examples.labels[:, [FEELINGS.index(name) for name in ("anger", "disgust", "fear", "sadness")]].any(
        axis=1
    )
    plain = ~examples.labels.any(axis=1)
    sentiments = np.where(plain, 1, np.where(joy, 2, 0))
    clear = np.flatnonzero((joy != bad) | plain)
    return Examples(examples.take(clear).texts, sentiments[clear])


def _umsab(folder: str) -> Callable[[Path], Iterator[Row]]:
    def rows(data: Path) -> Iterator[Row]:
        for split in ("train", "val"):
            texts = (data / "umsab" / folder / f"{split}_text.txt").read_text("utf-8").splitlines()
            labels = (data / "umsab" / folder / f"{split}_labels.txt").read_text("utf-8").splitlines()
            yield from zip(texts, map(int, labels), strict=True)

    return rows


def _semeval_2017(data: Path) -> Iterator[Row]:
    for path in sorted((data / "semeval2017_task4a_en" / "downloaded").glob("*.tsv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                _, label, text = line.rstrip("\n").split("\t")[:3]
                yield _unescape(text), SENTIMENTS.index(label)


def _unescape(text: str) -> str:
    """The set writes some characters as \\u2019."""
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text).replace('""', '"')


def _brighter(code: str) -> Callable[[Path], Iterator[Row]]:
    def rows(data: Path) -> Iterator[Row]:
        for split in ("train", "dev"):
            with (data / "semeval2025_task11" / split / f"{code}.csv").open(
                encoding="utf-8", newline=""
            ) as file:
                for row in csv.DictReader(file):
                    yield row["text"], [int(float(row.get(label) or 0)) for label in FEELINGS]

    return rows


def _goemotions(data: Path) -> Iterator[Row]:
    folder = data / "goemotions" / "ekman"
    names = (folder / "labels.txt").read_text("utf-8").split()
    for split in ("train", "dev"):
        with gzip.open(folder / f"{split}.tsv.gz", "rt", encoding="utf-8") as file:
            for line in file:
                text, codes, _ = line.rstrip("\n").split("\t")
                felt = {names[int(code)] for code in codes.split(",")}
                yield text, [int(label in felt) for label in FEELINGS]


def _goemotions27(data: Path) -> Iterator[tuple[str, list[int]]]:
    """All 27 emotions and "neutral", as first labelled."""
    folder = data / "goemotions" / "original"
    names = (folder / "labels.txt").read_text("utf-8").split()
    for split in ("train", "dev"):
        with gzip.open(folder / f"{split}.tsv.gz", "rt", encoding="utf-8") as file:
            for line in file:
                text, codes, _ = line.rstrip("\n").split("\t")
                felt = set(map(int, codes.split(",")))
                yield text, [int(code in felt) for code in range(len(names))]


# Ekman's grouping of the set's 27 emotions without what is hardly a feeling: curiosity and confusion make
# plain questions "surprise", approval, caring and desire make plain answers "joy".
_FELT = {
    "anger": "anger annoyance disapproval",
    "disgust": "disgust",
    "fear": "fear nervousness",
    "joy": "joy amusement excitement love optimism relief pride admiration gratitude",
    "sadness": "sadness disappointment embarrassment grief remorse",
    "surprise": "surprise realization",
}


def _goemotions_felt(data: Path) -> Iterator[Row]:
    names = (data / "goemotions" / "original" / "labels.txt").read_text("utf-8").split()
    of_each = [[names.index(name) for name in _FELT[feeling].split()] for feeling in FEELINGS]
    for text, given in _goemotions27(data):
        yield text, [int(any(given[code] for code in codes)) for codes in of_each]


# The same 27 as good and bad; what may be either (curiosity, desire, surprise...) is left out.
_GOOD = "admiration amusement approval caring excitement gratitude joy love optimism pride relief"
_BAD = (
    "anger annoyance disappointment disapproval disgust embarrassment fear grief nervousness remorse sadness"
)


def _toned(named: str) -> Callable[[Path], Iterator[Row]]:
    """As sentiments: those texts of a set with 27 emotions that are good, bad or neutral and nothing else."""

    def rows(data: Path) -> Iterator[Row]:
        names = (data / "goemotions" / "original" / "labels.txt").read_text("utf-8").split()
        sides = [[names.index(name) for name in side.split()] for side in (_BAD, "neutral", _GOOD)]
        for text, given in CORPORA[named].rows(data):
            felt = [any(given[code] for code in side) for side in sides]  # type: ignore[index]
            if sum(felt) == 1:
                yield text, felt.index(True)

    return rows


# Plutchik's eight as XED numbers them: anger 1, anticipation 2, disgust 3, fear 4, joy 5, sadness 6, surprise
# 7, trust 8.
_XED = {1: "anger", 3: "disgust", 4: "fear", 5: "joy", 6: "sadness", 7: "surprise"}


def _xed(*files: str) -> Callable[[Path], Iterator[Row]]:
    def rows(data: Path) -> Iterator[Row]:
        for name in files:
            for line in (data / "xed" / name).read_text("utf-8").splitlines():
                text, _, codes = line.rpartition("\t")
                if text.strip() == "9":  # the neutral file has its columns the other way round
                    text, codes = codes, text
                felt = {_XED.get(int(code)) for code in re.findall(r"\d", codes)}
                yield text, [int(label in felt) for label in FEELINGS]

    return rows


def _offendes(data: Path) -> Iterator[Row]:
    for split in ("training_set", "dev_set"):
        path = data / "offendes" / "split_MeOffendES" / f"{split}.tsv"
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                yield row["comment"], OFFENCE_CODES[row["label"]]


def _isarcasm(data: Path) -> Iterator[Row]:
    with (data / "isarcasmeval" / "train" / "train.En.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["tweet"], [int(float(row["sarcastic"]))]


def _tweet_acts(data: Path) -> Iterator[Row]:
    with (data / "tweet_acts" / "Dataset" / "TWEET_DATA.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            if len(row) >= 2:
                text = re.sub(r"^(RT @\w+: ?)+", "", _unescape(row[0]))
                yield text, [int(row[1].strip() == code) for code in _ACT_CODES]


def _banking(data: Path) -> Iterator[Row]:
    with (data / "banking77" / "banking_data" / "train.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["text"], [1, 0, 0]


def _clinc(data: Path) -> Iterator[Row]:
    content = json.loads((data / "clinc150" / "data" / "data_full.json").read_text("utf-8"))
    for text, _intent in content["train"]:
        yield text, [0, 0, 1]


def _seeds(data: Path) -> Iterator[Row]:
    """Words that name a feeling, from this package."""
    for line in (Path(__file__).parent / "rules" / "feelings_es.txt").read_text("utf-8").splitlines():
        feeling, found, phrases = line.partition(":")
        if found and not line.startswith("#"):
            for phrase in phrases.split(","):
                yield phrase.strip(), [int(label == feeling) for label in FEELINGS]


def _said(lang: str) -> Callable[[Path], Iterator[Row]]:
    """What people say to organisations, from this package: each text as it is and spoken to an account."""

    def rows(data: Path) -> Iterator[Row]:
        for text, given in _sayings(lang):
            yield text, given
            yield f"@account {text}", given

    return rows


def _sayings(lang: str) -> Iterator[tuple[str, list[int]]]:
    from tertulia.understand.labelled import columns_of

    path = Path(__file__).parent / "rules" / f"said_{lang}.txt"
    for line in path.read_text("utf-8").splitlines():
        codes, found, texts = line.partition(": ")
        if found and not line.startswith("#"):
            for text in texts.split(" | "):
                yield text.strip(), list(columns_of(codes))


def _said_felt(lang: str) -> Callable[[Path], Iterator[Row]]:
    """The same as feelings: complaints are anger, praise and thanks are joy, the rest is none."""

    def rows(data: Path) -> Iterator[Row]:
        from tertulia.understand.labelled import ASKED

        for text, given in _sayings(lang):
            names = {name for name, yes in zip(ASKED, given, strict=True) if yes}
            feeling = "anger" if "complaint" in names else "joy" if names & {"praise", "thanks"} else ""
            yield text, [int(label == feeling) for label in FEELINGS]

    return rows


def _intents(lang: str, how: tuple[str, ...], teaching: bool) -> Callable[[Path], Iterator[Row]]:
    """Posts labelled for intents: those that may teach, or those of the sets that only measure."""

    def rows(data: Path) -> Iterator[Row]:
        from tertulia.understand.labelled import labelled, texts_of

        posts = [p for p in labelled() if p.lang == lang and p.how in how and p.teaches == teaching]
        for text, post in zip(texts_of(posts, data), posts, strict=True):
            yield text, list(post.final)

    return rows


_UNMOVED = {"question", "request", "information", "seeks_recommendation", "purchase_interest", "needs_reply"}


def _plain(lang: str) -> Callable[[Path], Iterator[Row]]:
    """Labelled posts that only ask or tell: none of the feelings."""

    def rows(data: Path) -> Iterator[Row]:
        from tertulia.understand.labelled import ASKED

        for text, given in _intents(lang, ("random", "enriched"), teaching=True)(data):
            names = {name for name, yes in zip(ASKED, given, strict=True) if yes}  # type: ignore[arg-type]
            if names <= _UNMOVED:
                yield text, [0] * len(FEELINGS)

    return rows


def translated(corpus: Corpus, lang: str) -> Corpus:
    """The set in another language, by machine, with the labels of its texts."""

    def rows(data: Path) -> Iterator[Row]:
        from tertulia.understand.translation import translate

        examples = load(corpus, data)
        labels: list[int | list[int]] = examples.labels.tolist()
        yield from zip(translate(examples.texts, corpus.lang, lang), labels, strict=True)

    origin = f"{corpus.origin}, translated by Apertium"
    return Corpus(f"{corpus.name}>{lang}", lang, corpus.licence, origin, corpus.cite, rows)


_UMSAB_CITE = "Barbieri et al. 2022, LREC"
_BRIGHTER_CITE = "Muhammad et al. 2025, BRIGHTER; SemEval-2025 task 11"
_XED_CITE = "Öhman et al. 2020, COLING"
_LANGUAGES = {
    "es": "spanish",
    "en": "english",
    "pt": "portuguese",
    "fr": "french",
    "it": "italian",
    "de": "german",
}

CORPORA: dict[str, Corpus] = {
    corpus.name: corpus
    for corpus in (
        *(
            Corpus(f"umsab-{lang}", lang, "CC BY 3.0", "UMSAB (tweets)", _UMSAB_CITE, _umsab(folder))
            for lang, folder in _LANGUAGES.items()
        ),
        Corpus(
            "semeval2017-en",
            "en",
            "CC BY 3.0",
            "SemEval-2017 task 4A, 2013-2016 files (tweets)",
            "Rosenthal et al. 2017, SemEval",
            _semeval_2017,
        ),
        *(
            Corpus(
                f"brighter-{lang}",
                lang,
                "CC BY 4.0",
                "BRIGHTER, track A (social posts)",
                _BRIGHTER_CITE,
                _brighter(code),
            )
            for lang, code in (("es", "esp"), ("en", "eng"), ("pt", "ptbr"), ("de", "deu"))
        ),
        Corpus(
            "goemotions-en",
            "en",
            "Apache-2.0",
            "GoEmotions, Ekman grouping (Reddit)",
            "Demszky et al. 2020, ACL",
            _goemotions,
        ),
        Corpus(
            "goemotions27-en",
            "en",
            "Apache-2.0",
            "GoEmotions, 27 emotions (Reddit)",
            "Demszky et al. 2020, ACL",
            _goemotions27,
        ),
        Corpus(
            "goemotions-felt-en",
            "en",
            "Apache-2.0",
            "GoEmotions, grouped without curiosity, confusion, approval, caring and desire (Reddit)",
            "Demszky et al. 2020, ACL",
            _goemotions_felt,
        ),
        Corpus(
            "goemotions-toned-en",
            "en",
            "Apache-2.0",
            "GoEmotions, as sentiments (Reddit)",
            "Demszky et al. 2020, ACL",
            _toned("goemotions27-en"),
        ),
        Corpus(
            "goemotions-toned-en>es",
            "es",
            "Apache-2.0",
            "GoEmotions, as sentiments (Reddit), translated by Apertium",
            "Demszky et al. 2020, ACL",
            _toned("goemotions27-en>es"),
        ),
        Corpus(
            "xed-en",
            "en",
            "CC BY 4.0",
            "XED (film subtitles)",
            _XED_CITE,
            _xed("AnnotatedData/en-annotated.tsv", "AnnotatedData/neu_en.txt"),
        ),
        Corpus(
            "xed-es",
            "es",
            "CC BY 4.0",
            "XED (film subtitles, labels projected)",
            _XED_CITE,
            _xed("Projections/es-projections.tsv"),
        ),
        Corpus(
            "xed-pt",
            "pt",
            "CC BY 4.0",
            "XED (film subtitles, labels projected)",
            _XED_CITE,
            _xed("Projections/pt-projections.tsv"),
        ),
        Corpus(
            "feelings-es",
            "es",
            "AGPL-3.0-or-later",
            "Words that name a feeling (written for Tertulia)",
            "rules/feelings_es.txt",
            _seeds,
        ),
        Corpus(
            "offendes-es",
            "es",
            "Apache-2.0",
            "OffendES, MeOffendES split (YouTube, Instagram, Twitter)",
            "Plaza-del-Arco et al. 2021, RANLP",
            _offendes,
        ),
        Corpus(
            "isarcasm-en",
            "en",
            "MIT",
            "iSarcasmEval (tweets labelled by their authors)",
            "Abu Farha et al. 2022, SemEval",
            _isarcasm,
        ),
        Corpus(
            "tweetacts-en",
            "en",
            "BSD-2-Clause",
            "Tweet acts (tweets)",
            "Saha et al. 2019, IJCNN",
            _tweet_acts,
        ),
        Corpus(
            "banking77-en",
            "en",
            "CC BY 4.0",
            "Banking77 (customers' questions)",
            "Casanueva et al. 2020",
            _banking,
        ),
        Corpus(
            "clinc150-en",
            "en",
            "CC BY 3.0",
            "CLINC150 (requests to an assistant)",
            "Larson et al. 2019, EMNLP",
            _clinc,
        ),
        *(
            Corpus(name, lang, licence, origin, "docs/models/intents-guide.md", _intents(lang, how, teaching))
            for lang in ("es", "en")
            for name, how, teaching, licence, origin in (
                (
                    f"intents-{lang}",
                    ("random", "enriched"),
                    True,
                    "that of the sets the posts come from (CC BY, Apache-2.0, MIT, BSD, public domain)",
                    "Posts of fourteen of these sets, labelled for Tertulia",
                ),
                (f"intents-{lang}-random", ("random",), True, "as before", "Those of them drawn at random"),
                (
                    f"intents-{lang}-elsewhere",
                    ("random",),
                    False,
                    "for measuring only",
                    "Posts to airlines, town halls and a help desk, labelled for Tertulia",
                ),
                (
                    f"intents-{lang}-clean",
                    ("clean",),
                    False,
                    "for measuring only",
                    "Others of them, measured once, after all was settled",
                ),
            )
        ),
    )
}
CORPORA |= {
    name: Corpus(
        name,
        lang,
        "AGPL-3.0-or-later",
        "What people say to organisations (written for Tertulia)",
        f"rules/said_{lang}.txt",
        rows(lang),
    )
    for lang in ("es", "en")
    for name, rows in ((f"said-{lang}", _said), (f"said-felt-{lang}", _said_felt))
}
CORPORA |= {
    f"plain-{lang}": Corpus(
        f"plain-{lang}",
        lang,
        CORPORA[f"intents-{lang}"].licence,
        "Those of the posts labelled for Tertulia that only ask or tell",
        "docs/models/intents-guide.md",
        _plain(lang),
    )
    for lang in ("es", "en")
}
CORPORA |= {
    corpus.name: corpus
    for corpus in (
        translated(CORPORA[name], lang)
        for name, lang in (
            ("semeval2017-en", "es"),
            ("goemotions27-en", "es"),
            ("tweetacts-en", "es"),
            ("intents-en", "es"),
            ("intents-es", "en"),
            ("plain-en", "es"),
            ("plain-es", "en"),
        )
    )
}
