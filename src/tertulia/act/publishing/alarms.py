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
}
_KINDS = {"by_hand": "publish-by-hand"}
_ALERTS = "tertulia.act.alerts.api"


def tell(publication: Publication) -> None:
    """Raise an alert where a person must act."""
    title = _TITLES.get(publication.state)
    if title is None or not _has_alerts():
        return
    import_module(_ALERTS).tell(
        _KINDS.get(publication.state, "publishing-failed"),
        str(title),
        reverse("publication", args=[publication.number]),
        details=_details(publication),
        key=f"publication:{publication.number}:{publication.state}",
        severity="info" if publication.state == "by_hand" else "urgent",
    )


def _details(publication: Publication) -> str:
    why = publication.problem.get("cause", "")
    return f"{publication.draft.text[:200]}\n{why}".strip()


def _has_alerts() -> bool:
    """Whether that part of the house is there; without it the page and the log tell."""
    return find_spec(_ALERTS.rpartition(".")[0]) is not None and find_spec(_ALERTS) is not None
