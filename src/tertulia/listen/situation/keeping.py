"""Sections that were made a moment ago, so that a decision on a finding does not make them again."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

from django.db.models import Count, Max

from tertulia.listen.needs.models import Need
from tertulia.listen.situation.drawing import Drawn, draw
from tertulia.listen.situation.finding import AreaName, Section
from tertulia.listen.situation.report import section, speaking
from tertulia.listen.situation.scope import Scope

_SECTIONS, _DRAWN = 24, 2  # how many are kept
_STATE = """SELECT (SELECT count(*) FROM posts) AS posts, (SELECT max(post) FROM posts) AS latest,
    (SELECT count(*) FROM earlier_texts) AS edits, (SELECT count(*) FROM tombstones) AS erased,
    (SELECT count(*) FROM corrections) AS corrections, (SELECT count(*) FROM mentions) AS mentions,
    (SELECT max(read_at) FROM readings) AS read, (SELECT count(*) FROM gaps) AS gaps"""
_lock = Lock()
_one_draws = Lock()
_sections: OrderedDict[Any, Section] = OrderedDict()
_drawn: OrderedDict[Any, Drawn] = OrderedDict()


def kept(scope: Scope, area: AreaName, language: str) -> Section:
    """A section of the report in a language; made anew when the posts or the monitors changed."""
    key = _key(scope)
    with _lock:
        found = _sections.get((*key, area, language))
    if found is None:
        with speaking(language):
            found = section(scope, area, _draw(scope, key) if area in ("brand", "audiences") else None)
        _keep(_sections, (*key, area, language), found, _SECTIONS)
    return found


def _draw(scope: Scope, key: Any) -> Drawn:
    """The sample that the brand and the audiences share."""
    with _one_draws:  # the parts of a page ask at once: one draws, the other waits
        with _lock:
            found = _drawn.get(key)
        if found is None:
            found = draw(scope, scope.us)
            _keep(_drawn, key, found, _DRAWN)
        return found


def _keep(where: OrderedDict[Any, Any], key: Any, made: Any, most: int) -> None:
    with _lock:
        where[key] = made
        while len(where) > most:
            where.popitem(last=False)


def _key(scope: Scope) -> tuple[Any, ...]:
    state = tuple(scope.store.query(_STATE).to_pylist()[0].values())
    monitors = tuple((m.id, m.name, m.query, m.role, m.active, m.precision) for m in scope.monitors)
    accounts = tuple(party.accounts for party in scope.competitors)
    selection = scope.selection
    needs = tuple(Need.objects.aggregate(last=Max("changed_at"), all=Count("id")).values())
    return (
        selection.query,
        selection.zone,
        scope.whole,
        scope.us,
        accounts,
        scope.sector,
        monitors,
        needs,
        state,
    )
