"""Texts that people read, written once in English and shown in the reader's language.

Works without Django, so that the command line, worker processes and notebooks speak Spanish too. Every
slice keeps its own catalogue in `locale/<language>/LC_MESSAGES/django.po`; Django reads the same files.
"""

from __future__ import annotations

import gettext as _gettext
import os
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "es")
_PACKAGE = Path(__file__).parent
_active: ContextVar[str | None] = ContextVar("tertulia_language", default=None)


def activate(language: str | None) -> None:
    """Choose the language of this context; None goes back to the environment's."""
    _active.set(language)


def current_language() -> str:
    """The language of this context: the one activated, else the first of the environment that we speak."""
    return _active.get() or _environment_language()


def _environment_language() -> str:
    for name in ("TERTULIA_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "")[:2].lower()
        if code in LANGUAGES:
            return code
    return "en"


@cache
def catalogue(language: str) -> _gettext.NullTranslations:
    """All slices' catalogues of a language as one; the texts themselves where there is none (English)."""
    merged = _gettext.NullTranslations()
    for path in sorted(_PACKAGE.glob(f"**/locale/{language}/LC_MESSAGES/django.mo")):
        with path.open("rb") as file:
            translations = _gettext.GNUTranslations(file)
        translations.add_fallback(merged)
        merged = translations
    return merged


def gettext(message: str) -> str:
    """`message` in the current language."""
    return catalogue(current_language()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of the message that goes with `number`, in the current language."""
    return catalogue(current_language()).ngettext(singular, plural, number)


@dataclass(frozen=True)
class Text:
    """A message with its values, translated only when it is shown: `str(Text("{n} posts", n=3))`.

    The template must be a literal, so that it is found for translation; values go in by name.
    """

    template: str
    values: dict[str, Any] = field(default_factory=dict)

    def __init__(self, template: str, /, **values: Any) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", values)

    def __str__(self) -> str:
        template = gettext(self.template) if self.template else ""
        return template.format(**self.values) if self.values else template

    def __hash__(self) -> int:
        return hash((self.template, tuple(sorted(map(repr, self.values.items())))))
