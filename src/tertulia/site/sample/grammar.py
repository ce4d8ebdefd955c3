"""A small text grammar: rules with alternatives, drawn so that none comes back before the others were used.

A file has sections `== rule`, one alternative a line. In an alternative `{name}` is another rule or a value
given by the caller, and `[a|b|]` is a choice on the spot. Lines that start with `#` followed by a space are
comments (a hashtag has no space).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from random import Random

_PIECE = re.compile(r"\{(\w+)\}|\[([^\[\]]*)\]")
Values = Mapping[str, str]


@dataclass(frozen=True)
class Slot:
    name: str


@dataclass(frozen=True)
class Choice:
    options: tuple[tuple[Part, ...], ...]


Part = str | Slot | Choice


@dataclass
class Grammar:
    """The rules of one language, with what is left of each rule's bag."""

    rules: Mapping[str, tuple[tuple[Part, ...], ...]]
    random: Random
    bags: dict[str, list[int]] = field(default_factory=dict)

    def __contains__(self, rule: str) -> bool:
        return rule in self.rules

    def say(self, rule: str, values: Values) -> str:
        """One text of the rule. Raises KeyError where a slot names neither a value nor a rule."""
        return _tidy(self._expand(self._draw(rule), values))

    def _draw(self, rule: str) -> tuple[Part, ...]:
        bag = self.bags.get(rule)
        if not bag:
            bag = list(range(len(self.rules[rule])))
            self.random.shuffle(bag)
            self.bags[rule] = bag
        return self.rules[rule][bag.pop()]

    def _expand(self, parts: tuple[Part, ...], values: Values) -> str:
        return "".join(part if isinstance(part, str) else self._fill(part, values) for part in parts)

    def _fill(self, part: Slot | Choice, values: Values) -> str:
        if isinstance(part, Choice):
            return self._expand(self.random.choice(part.options), values)
        value = values.get(part.name)
        return value if value is not None else self._expand(self._draw(part.name), values)


def load(language: str, random: Random) -> Grammar:
    """The grammar of a language: every file `texts/<language>*.txt`."""
    return Grammar(_rules(language), random)


@cache
def _rules(language: str) -> Mapping[str, tuple[tuple[Part, ...], ...]]:
    folder = files("tertulia.site.sample").joinpath("texts")
    rules: dict[str, list[tuple[Part, ...]]] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.split(".")[0].split("_")[0] == language:
            _read(file.read_text(encoding="utf-8").splitlines(), rules)
    return {name: tuple(alternatives) for name, alternatives in rules.items()}


def _read(lines: Iterable[str], rules: dict[str, list[tuple[Part, ...]]]) -> None:
    current: list[tuple[Part, ...]] = []
    for line in lines:
        if line.startswith("== "):
            current = rules.setdefault(line[3:].strip(), [])
        elif line.strip() and not line.startswith("# "):
            current.append(_parts(line.strip()))


def _parts(text: str) -> tuple[Part, ...]:
    parts: list[Part] = []
    end = 0
    for match in _PIECE.finditer(text):
        if match.start() > end:
            parts.append(text[end : match.start()])
        parts.append(Slot(match[1]) if match[1] else Choice(tuple(map(_parts, match[2].split("|")))))
        end = match.end()
    if end < len(text):
        parts.append(text[end:])
    return tuple(parts)


_CONTRACTION = re.compile(
    r"\b([Dd]e|[Aa]) el "
    r"(?=Almirena|Arrabalejo|Ensanche|Teatro|Espacio|concierto|club|encuentro|debate|cineclub)"
)
_SENTENCE = re.compile(r"(?<=[.!?…] )([¿¡]?(?!https?:)[a-záéíóúñ])")
_SPACES = re.compile(r" {2,}")
_BEFORE_MARK = re.compile(r" +([,.;:!?…])")


def _tidy(text: str) -> str:
    """No double spaces, no space before a mark, Spanish contractions."""
    text = _CONTRACTION.sub(lambda match: "del " if match[1].lower() == "de" else "al ", text)
    text = _BEFORE_MARK.sub(r"\1", _SPACES.sub(" ", text)).strip()
    return _SENTENCE.sub(lambda match: match[1].upper(), text).replace("\\n", "\n")
