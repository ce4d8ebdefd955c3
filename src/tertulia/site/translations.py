"""Keeps the catalogues: `python -m tertulia.site.translations update|check [SLICE…]`.

Texts are found in Python (`gettext`, `_`, `ngettext`, `Text` …) and in templates, and belong to the nearest
folder above them that has a `locale`. A text translated in one catalogue is not asked for in another.
"""

from __future__ import annotations

import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

PACKAGE = Path(__file__).parent.parent
LANGUAGE = "es"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "Text": None,
}
Key = str | tuple[str, str]
_STRING = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
_CALL = re.compile(
    rf"\bgettext\(\s*{_STRING}\s*\)|\b_\(\s*{_STRING}\s*\)|\bngettext\(\s*{_STRING}\s*,\s*{_STRING}\s*,\s*\w+\)"
)
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!\{)\{([a-z_]\w*)[^{}]*\}(?!\})")


@dataclass
class Found:
    """A text of the code and the files that show it."""

    key: Key
    places: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Fault:
    """Something wrong with a translation."""

    catalogue: str
    text: str
    reason: str

    def __str__(self) -> str:
        return f"{self.catalogue}: {self.reason}: {self.text!r}"


def catalogue_folder(file: Path) -> Path:
    """The nearest folder above a file that has a `locale`; the site's for the package's own files."""
    for folder in file.relative_to(PACKAGE).parents:
        if folder != Path() and (PACKAGE / folder / "locale").is_dir():
            return PACKAGE / folder
    top = file.relative_to(PACKAGE).parts[0]
    return PACKAGE / top if (PACKAGE / top).is_dir() else PACKAGE / "site"


def texts_of(file: Path) -> Iterator[Key]:
    """The texts for people in one file."""
    from babel.messages.extract import extract

    source = file.read_text(encoding="utf-8")
    if file.suffix == ".html":
        source = _as_python(source)
    for _line, message, _comments, _context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
        key = message if isinstance(message, str) else tuple(message[:2])
        if key and all(key):
            yield key  # type: ignore[misc]


def _as_python(template: str) -> str:
    """A template's texts as Python calls, one a line."""
    from django.utils.translation.template import templatize

    return "\n".join(_CALL.findall(templatize(template)))


def all_texts() -> dict[Path, dict[Key, Found]]:
    """Every text of the package, by catalogue folder."""
    texts: dict[Path, dict[Key, Found]] = defaultdict(dict)
    for file in sorted((*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"))):
        if file.name.startswith(("test_", "conftest")) or "migrations" in file.parts:
            continue
        for key in texts_of(file):
            found = texts[catalogue_folder(file)].setdefault(key, Found(key))
            found.places.add(file.relative_to(PACKAGE).as_posix())
    return texts


def po_file(folder: Path) -> Path:
    return folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def read(folder: Path) -> Catalog:
    """A folder's catalogue; an empty one where there is none."""
    from babel.messages.pofile import read_po

    path = po_file(folder)
    if not path.exists():
        return _empty()
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def _empty() -> Catalog:
    from babel.messages.catalog import Catalog

    return Catalog(
        locale=LANGUAGE,
        project="Tertulia",
        version="1",
        header_comment="# Tertulia in Spanish.",
        msgid_bugs_address="",
        last_translator="Tertulia",
        language_team="Spanish",
        fuzzy=False,
    )


def id_of(key: Key) -> str:
    """What a catalogue finds a text by."""
    return key if isinstance(key, str) else key[0]


def is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    return all(_strings(message))


def _strings(message: Message) -> list[str]:
    """A message's translations: one, or one a plural form."""
    string: Any = message.string
    return list(string) if message.pluralizable else [string or ""]


def _sources(message: Message) -> list[str]:
    source: Any = message.id
    return list(source) if message.pluralizable else [source]


def update(folder: Path, texts: dict[Key, Found], elsewhere: dict[str, Message | None]) -> int:
    """Write the folder's catalogue anew; returns how many of its texts are still to translate.

    Its translations are kept and new texts added empty. `elsewhere` are the texts that other catalogues
    translate: None where that one goes on doing so, else the message, which moves here.
    """
    from babel.messages.pofile import write_po

    old, new = read(folder), _empty()
    new.creation_date = new.revision_date = old.creation_date
    for key, found in texts.items():
        before = old.get(id_of(key))
        if before is None and id_of(key) in elsewhere:
            before = elsewhere[id_of(key)]
            if before is None:
                continue
        string = before.string if before is not None else ""
        kept = string if before is not None and bool(before.pluralizable) == isinstance(key, tuple) else ""
        new.add(key, kept, [(place, 0) for place in sorted(found.places)])
    path = po_file(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, width=110, sort_by_file=True, include_lineno=False)
    return sum(not is_translated(message) for message in new if message.id)


def check() -> list[Fault]:
    """Everything that a reader of Spanish would meet in English, empty or broken."""
    texts = all_texts()
    catalogues = {folder: read(folder) for folder in _folders(texts)}
    translated = _translated(catalogues)
    faults = [
        Fault(_name(folder), id_of(key), "not translated")
        for folder, found in texts.items()
        for key in found
        if id_of(key) not in translated
    ]
    for folder, catalogue in catalogues.items():
        faults += [Fault(_name(folder), str(m.id), reason) for m in catalogue if m.id for reason in _wrong(m)]
    return faults


def _folders(texts: dict[Path, dict[Key, Found]]) -> list[Path]:
    return sorted({*texts, *(path.parent for path in PACKAGE.rglob("locale"))})


def _translated(catalogues: dict[Path, Catalog]) -> set[str]:
    return {
        _sources(m)[0] for catalogue in catalogues.values() for m in catalogue if m.id and is_translated(m)
    }


def _elsewhere(
    folder: Path, texts: dict[Path, dict[Key, Found]], catalogues: dict[Path, Catalog]
) -> dict[str, Message | None]:
    """What the other catalogues translate (see `update`)."""
    found: dict[str, Message | None] = {}
    for other, catalogue in catalogues.items():
        used = {id_of(key) for key in texts.get(other, {})}
        for message in catalogue:
            name = _sources(message)[0]
            if other == folder or not name or not is_translated(message):
                continue
            found[name] = None if name in used or found.get(name, message) is None else message
    return found


def _wrong(message: Message) -> Iterator[str]:
    """What is wrong with one translation: fuzzy, or other placeholders than the text's."""
    if message.fuzzy:
        yield "fuzzy"
    allowed = [_placeholders(source) for source in _sources(message)]
    for string in _strings(message):
        if string and _placeholders(string) not in allowed:
            yield f"placeholders differ in {string!r}"


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(percent or brace for percent, brace in _PLACEHOLDER.findall(text))


def _name(folder: Path) -> str:
    return folder.relative_to(PACKAGE).as_posix()


def main(words: list[str]) -> int:
    """0 done, 1 faults found, 2 misuse."""
    if not words or words[0] not in ("update", "check"):
        print(__doc__)  # noqa: T201
        return 2
    if words[0] == "check":
        faults = [fault for fault in check() if not words[1:] or fault.catalogue in words[1:]]
        print("\n".join(map(str, faults)) or "All texts are translated.")  # noqa: T201
        return 1 if faults else 0
    texts = all_texts()
    catalogues = {folder: read(folder) for folder in _folders(texts)}
    for folder, found in texts.items():
        if not words[1:] or _name(folder) in words[1:]:
            missing = update(folder, found, _elsewhere(folder, texts, catalogues))
            print(f"{_name(folder)}: {missing} texts to translate")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
