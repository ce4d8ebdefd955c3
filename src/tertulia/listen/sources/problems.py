"""Problems that are kept to be shown later, to people of either language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tertulia import i18n
from tertulia.errors import Problem
from tertulia.team.secrets import redacted


def kept(problem: Problem) -> dict[str, Any]:
    """The problem as the desk keeps it, without secrets: `Problem.as_dict` in English, and its words in every
    other language."""
    problem = redacted(problem)
    before = i18n.current_language()
    try:
        said = {language: _said(problem, language) for language in i18n.LANGUAGES}
    finally:
        i18n.activate(before)
    others = {language: words for language, words in said.items() if language != "en"}
    return {"code": problem.code, "place": problem.place, **said["en"], **others}


def _said(problem: Problem, language: str) -> dict[str, str]:
    i18n.activate(language)
    return {"cause": str(problem.cause), "remedy": str(problem.remedy or "")}


def in_words(problem: Mapping[str, Any]) -> dict[str, str]:
    """A kept problem in the reader's language, as `Problem.as_dict`; {} for none."""
    if not problem:
        return {}
    words = problem.get(i18n.current_language()) or {}
    return {name: words.get(name) or problem.get(name, "") for name in ("code", "place", "cause", "remedy")}
