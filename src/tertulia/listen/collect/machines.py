"""The health for machines: `/health` for anyone in short, in full with a token or signed in; `/metrics` only
so."""

from __future__ import annotations

import threading
import time
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from tertulia.listen.collect.api import running
from tertulia.listen.collect.health import health
from tertulia.listen.collect.telling import in_full, in_short, metrics
from tertulia.team.api import auth

_METRICS = "text/plain; version=0.0.4; charset=utf-8"
_known = auth("read")


@login_not_required
@require_safe
def health_page(request: HttpRequest) -> HttpResponse:
    """200 with how it fares: that sources fail is no reason to end the process that tells of it."""
    if _is_known(request):
        return JsonResponse(in_full(health()))
    return JsonResponse(_SHORT.told())


@login_not_required
@require_safe
def metrics_page(request: HttpRequest) -> HttpResponse:
    if not _is_known(request):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    collector = running()
    told = metrics(health(), collector.figures if collector else None)
    return HttpResponse(told, content_type=_METRICS)


def _is_known(request: HttpRequest) -> bool:
    try:
        return _known(request) is not None
    except PermissionDenied:
        return False


class _Short:
    """What strangers are told, asked of the desk every few seconds at most, however often they come."""

    KEPT_S = 5.0

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: dict[str, Any] = {}
        self._at = -self.KEPT_S

    def told(self) -> dict[str, Any]:
        with self._lock:
            if time.monotonic() - self._at >= self.KEPT_S:
                self._told, self._at = in_short(health()), time.monotonic()
            return self._told


_SHORT = _Short()
