"""Who am I, for programs; the audit log for owners."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from tertulia.team.models import Event, Person
from tertulia.team.tokens import auth

After = Annotated[int, Query(ge=0, le=2**62, description="only events with a greater id")]
Limit = Annotated[int, Query(ge=1, le=10_000)]
router = Router(tags=["Team"])


class Me(Schema):
    username: str
    name: str
    role: str


class AuditEvent(Schema):
    id: int
    at: datetime
    actor_name: str
    act: str
    object: str
    details: dict[str, Any]


@router.get("/me", response=Me, auth=auth("read"), summary="Who the token or session stands for")
def me(request: HttpRequest) -> dict[str, str]:
    person = request.user
    assert isinstance(person, Person)  # auth lets in nobody else
    return {"username": person.username, "name": person.shown_name, "role": person.role}


@router.get("/audit", response=list[AuditEvent], auth=auth("admin"), summary="The audit log, oldest first")
def audit(
    request: HttpRequest,
    after: After = 0,
    limit: Limit = 1000,
) -> list[Event]:
    return list(Event.objects.filter(pk__gt=after).order_by("pk")[:limit])
