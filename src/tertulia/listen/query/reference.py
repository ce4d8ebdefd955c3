"""Writes the reference of the query language from its own tables.

`python -m tertulia.listen.query.reference` renews docs/reference/query-language.md and query-language.es.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tertulia import i18n
from tertulia.i18n import Text
from tertulia.listen.query.api import check
from tertulia.listen.query.fields import FIELDS, FieldSpec
from tertulia.listen.query.findings import MAX_DEPTH, MAX_DISTANCE, MAX_LENGTH, RULES

FILES = {"en": "query-language.md", "es": "query-language.es.md"}

# What can be written, with an example that the linter accepts (see the tests).
FORMS: tuple[tuple[str, Text], ...] = (
    ("feria", Text("The word, whatever its capitals and accents; also as the body of #feria and @feria.")),
    ("café", Text("With an accent: only the word with that very accent. ñ is a letter of its own.")),
    ("{BT}", Text("The very characters: capitals and accents count.")),
    ('"café solo"', Text("The words one after the other.")),
    ("wi-fi", Text("Signs between letters part words, which must follow one another, as in a phrase.")),
    ("feria AND museo", Text("Both.")),
    ("feria OR museo", Text("Any of them.")),
    ("feria NOT museo", Text("The first without the second; AND NOT says the same.")),
    ("(feria OR fiesta) AND abril", Text("Brackets: AND and OR are never mixed without them.")),
    ("entrada NEAR/5 cara", Text("At most 5 words apart, in any order; neighbours are 1 apart.")),
    ("entrada NEAR/5f cara", Text("The same, in this order.")),
    ('(cola OR espera) NEAR/3 (larga OR "muy larga")', Text("A side is a word, a phrase, or an OR of them.")),
    ("gol NEAR/9 gol", Text("Two occurrences of the word.")),
    ('"entrada cara"~5', Text("All these words in any order, with at most 5 others among them.")),
    ("reclam*", Text("Any ending, or anything in the middle; two letters at least.")),
    ("niñ?", Text("One character.")),
    ("#feria", Text("The hashtag alone.")),
    ("@ana", Text("The person named.")),
    ("😡", Text("The emoji; without a skin tone, in every tone.")),
    ("lang:es AND likes:>100", Text("Conditions on the post; see the fields below.")),
    ("lang:(es OR ca)", Text("Any of these values.")),
    ("feria <<<ours since 2024>>>", Text("A comment, which changes nothing.")),
)


def reference(language: str) -> str:
    """The whole reference as Markdown in a language."""
    i18n.activate(language)
    try:
        return "\n".join([*_head(), *_forms(), *_fields(), *_findings()]) + "\n"
    finally:
        i18n.activate(None)


def _line(frame: str, *texts: Text) -> str:
    return frame.format(*texts)


def _head() -> Iterator[str]:
    yield _line("# {}", Text("The query language"))
    yield ""
    yield str(Text("Made from the language's own tables; `tertulia monitor check QUERY` checks a search."))
    yield ""
    limits = Text(
        "Limits: {length} characters a search, {depth} brackets deep, distances up to {distance} words.",
        length=MAX_LENGTH,
        depth=MAX_DEPTH,
        distance=MAX_DISTANCE,
    )
    yield str(limits)


def _forms() -> Iterator[str]:
    yield from ("", _line("## {}", Text("What can be written")), "")
    yield from (_line("| {} | {} |", Text("search"), Text("what it finds")), "|---|---|")
    yield from (f"| {_code(example)} | {_cell(str(meaning))} |" for example, meaning in FORMS)


def _fields() -> Iterator[str]:
    yield from ("", _line("## {}", Text("Fields")), "")
    yield str(
        Text("A post that lacks the value satisfies no condition on it. Several values: name:(a OR b).")
    )
    yield ""
    heads = (Text("field"), Text("what it compares"), Text("values"), Text("example"))
    yield _line("| {} | {} | {} | {} |", *heads)
    yield "|---|---|---|---|"
    for name, spec in FIELDS.items():
        yield f"| `{name}:` | {_cell(str(spec.meaning))} | {_cell(_values(spec))} | {_code(spec.example)} |"


def _values(spec: FieldSpec) -> str:
    if spec.values:
        return ", ".join(f"`{value}`" for value in spec.values)
    texts = {
        "text": Text("text; in quotation marks if it has spaces"),
        "name": Text("a network's short name"),
        "language": Text("two letters (ISO 639-1)"),
        "number": Text("n, >n, >=n, <n, <=n, [a TO b]; * leaves a side open"),
        "date": Text("a day, month or year, >, <, [a TO b]; * leaves a side open"),
    }
    return str(texts[spec.kind])


def _findings() -> Iterator[str]:
    yield from ("", _line("## {}", Text("Findings")), "")
    yield str(Text("An error keeps a search from being saved; a warning does not."))
    yield ""
    heads = (Text("code"), Text("kind"), Text("example"), Text("what is said"))
    yield _line("| {} | {} | {} | {} |", *heads)
    yield "|---|---|---|---|"
    for code, rule in RULES.items():
        kind = Text("error") if rule.severity == "error" else Text("warning")
        yield f"| `{code}` | {kind} | {_code(rule.example)} | {_cell(_said(code))} |"


def _said(code: str) -> str:
    """The cause and remedy that the example gets; of one too long to print, with the limit in place."""
    rule = RULES[code]
    found = next((finding for finding in check(rule.example) if finding.code == code), None)
    if found is None:
        values = {"length": MAX_LENGTH + 1, "limit": MAX_LENGTH}
        return f"{Text(rule.cause.template, **values)} {Text(rule.remedy.template, **values)}"
    return f"{found.cause} {found.remedy}"


def _code(text: str) -> str:
    """The text as code in a table; a long one shortened, and a control character by its name."""
    shown = "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)
    shown = shown if len(shown) <= 60 else f"{shown[:20]}…{shown[-20:]}"
    return f"`{shown}`".replace("|", "\\|") if shown else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("~", "\\~")


def write(folder: Path) -> None:
    """Write both languages' files into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, name in FILES.items():
        (folder / name).write_text(reference(language), encoding="utf-8")


if __name__ == "__main__":
    write(Path("docs/reference"))
