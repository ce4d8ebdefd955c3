"""Failures, late ones and texts to publish by hand are told to those who must act, by the team's alerts."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import reverse

from tertulia.act.publishing.info import Publication
from tertulia.i18n import Text

_TITLES = {
    "failed": Text("A publication failed"),
    "unknown": Text("Nobody knows whether a publication went out"),
    "expired": Text("A publication missed its time"),
    "by_hand": Text("A text is to be published by hand now"),
    "held": Text("A publication is held back"),
}
_KINDS = {"by_hand": "publish-by-hand"}
_ALERTS = "tertulia.act.alerts.api"


def tell(publication: Publication) -> None:
    """Raise an alert where a person must act."""
    what = _what(publication)
    title = _TITLES.get(what)
    if title is None or not _has_alerts():
        return
    import_module(_ALERTS).tell(
        _KINDS.get(what, "publishing-failed"),
        str(title),
        reverse("publication", args=[publication.number]),
        details=_details(publication),
        key=f"publication:{publication.number}:{what}",
        severity="info" if what == "by_hand" else "urgent",
    )


def _what(publication: Publication) -> str:
    """Its state, or that a gate holds it back: it is due, was never tried and has a problem."""
    is_held = publication.state == "waiting" and publication.problem and not publication.attempts
    return "held" if is_held else publication.state


def _details(publication: Publication) -> str:
    why = publication.problem.get("cause", "")
    return f"{publication.draft.text[:200]}\n{why}".strip()


def _has_alerts() -> bool:
    """Whether that part of the house is there; without it the page and the log tell."""
    return find_spec(_ALERTS.rpartition(".")[0]) is not None and find_spec(_ALERTS) is not None
