"""The ledger of thanks for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from tertulia.act.thanks import service
from tertulia.act.thanks.models import Debt
from tertulia.team.api import Person, Role, auth

router = Router(tags=["thanks"])
MOST = 500


class DebtOut(Schema):
    """Thanks owed for a post (its number in the store); `answer` is our post that settled it."""

    number: int
    post: int
    deed: str
    network: str
    at: datetime
    due: datetime
    standing: str
    settled_at: datetime | None
    answer: int | None
    why: str

    @classmethod
    def of(cls, debt: Debt) -> DebtOut:
        plain = {name: getattr(debt, name) for name in cls.model_fields if name != "number"}
        return cls(number=debt.pk, **plain)


class WhyIn(Schema):
    why: str = Field(max_length=500)


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # `auth` saw to it
    return request.user


@router.get("/thanks", response=list[DebtOut], summary="Thanks owed, settled or let go")
def listed(request: HttpRequest, standing: Literal["owed", "settled", "dismissed"] = "owed") -> list[DebtOut]:
    """The newest 500 of a standing."""
    return [DebtOut.of(one) for one in Debt.objects.filter(standing=standing).order_by("-at", "-id")[:MOST]]


@router.post(
    "/thanks/{number}/settle",
    response=DebtOut,
    auth=auth("write", Role.RESPONDER),
    summary="Somebody was thanked elsewhere",
)
def settle(request: HttpRequest, number: int) -> DebtOut:
    """Settle a debt by hand."""
    debt = service.find(number)
    service.settle(debt, _by(request))
    return DebtOut.of(debt)


@router.post(
    "/thanks/{number}/dismiss", response=DebtOut, auth=auth("write", Role.RESPONDER), summary="Let a debt go"
)
def dismiss(request: HttpRequest, number: int, given: WhyIn) -> DebtOut:
    """Let a debt go, with the reason."""
    debt = service.find(number)
    service.dismiss(debt, given.why, _by(request))
    return DebtOut.of(debt)
