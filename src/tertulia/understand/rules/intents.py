"""The patterns for intents, read from the text files beside this one (es.txt says how they are written)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("es", "en")
_EDGE = r"[^\pL\pN]"
_CLASS = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True)
class Rule:
    """`pattern` (RE2, on folded text) speaks for `intent` with `probability`, unless `unless` matches too."""

    intent: str
    probability: float
    pattern: str
    unless: str


@cache
def rules(language: str) -> tuple[Rule, ...]:
    """The rules of a language. Raises ValueError with the line where a file is not well written."""
    found: list[Rule] = []
    path = Path(__file__).parent / f"{language}.txt"
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith("["):
            intent, probability = line.strip("[]").split()
            found.append(Rule(intent, float(probability), "", ""))
        elif line and not line.startswith("#"):
            if not found:
                raise ValueError(f"{path.name}:{number}: a pattern before any [intent]")
            found[-1] = _with(found[-1], line)
    return tuple(found)


def _narrow(pattern: str) -> str:
    """The pattern with the letters that folded texts in our languages have in place of all of Unicode's: with
    those, RE2's automaton outgrows its memory and becomes ninety times slower."""
    in_classes = _CLASS.sub(lambda match: match[0].replace(r"\pL", "a-zñç").replace(r"\pN", "0-9"), pattern)
    return in_classes.replace(r"\pL", "[a-zñç]")


def _with(rule: Rule, line: str) -> Rule:
    if line.startswith("not "):
        unless = f"{rule.unless}|{_narrow(line[4:])}" if rule.unless else _narrow(line[4:])
        return Rule(rule.intent, rule.probability, rule.pattern, unless)
    pattern = line[2:] if line.startswith("~ ") else f"(?:^|{_EDGE})(?:{line})(?:{_EDGE}|$)"
    return Rule(rule.intent, rule.probability, f"{rule.pattern}|{_narrow(pattern)}".lstrip("|"), rule.unless)
