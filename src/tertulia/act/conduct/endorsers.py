"""What accounts tied to us write of us, found by listening: where is the tie not told?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from tertulia.act.conduct.checks.base import Asked, names_us
from tertulia.act.conduct.checks.disclosure import CHECKS
from tertulia.act.conduct.checks.run import Finding, found_in
from tertulia.act.conduct.knowing import brands
from tertulia.act.conduct.models import Relationship, Severity, Tie
from tertulia.act.conduct.service import severities
from tertulia.listen.explorer.measures.asking import rows
from tertulia.posts.api import Store
from tertulia.posts.keys import author_key

LOOKED_BACK = timedelta(days=180)
MOST_SHOWN = 100
_SQL = (Path(__file__).parent / "endorsed.sql").read_text()


@dataclass(frozen=True)
class Endorsement:
    """A post of someone tied to us that names us; `findings` is empty where the tie is told."""

    post: int
    network: str
    author: str
    at: datetime
    text: str
    relationship: Relationship
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Endorsements:
    """How many posts of people tied to us name us, and the newest of those in which the tie is not told."""

    named: int
    untold: int
    shown: tuple[Endorsement, ...]


def endorsements(store: Store) -> Endorsements:
    """The posts of the last 180 days written while the tie stood."""
    since = timezone.now() - LOOKED_BACK
    ties = Relationship.objects.filter(deleted_at=None).exclude(handle="").exclude(tie=Tie.SPEAKER)
    by_key: dict[int, list[Relationship]] = {}
    for tie in ties.select_related("person"):
        by_key.setdefault(author_key(tie.network, tie.handle), []).append(tie)
    if not by_key:
        return Endorsements(0, 0, ())
    asked = {"keys": ",".join(map(str, by_key)), "since": since.astimezone(UTC).replace(tzinfo=None)}
    us, rules = brands(), _rules()
    found = [one for row in rows(store, _SQL, asked) if (one := _endorsement(row, by_key, us, rules))]
    untold = [one for one in found if one.findings]
    return Endorsements(len(found), len(untold), tuple(untold[:MOST_SHOWN]))


def _rules() -> dict[str, str]:
    """Only the rules about telling a tie are asked of others' posts."""
    from tertulia.act.conduct.checks.run import BY_CODE

    asked = {check.code for check in CHECKS}
    return severities() | {code: Severity.OFF.value for code in BY_CODE if code not in asked}


def _endorsement(
    row: dict[str, object], by_key: dict[int, list[Relationship]], us: tuple[str, ...], rules: dict[str, str]
) -> Endorsement | None:
    at, key, text = row["created_at"], row["author_key"], row["text"]
    assert isinstance(at, datetime) and isinstance(key, int) and isinstance(text, str)
    tie = next((tie for tie in by_key[key] if _stood(tie, at)), None)
    asked = Asked(text, brands=us, relation=tie.tie if tie else "")
    if tie is None or not names_us(asked):
        return None
    number, network = row["post"], str(row["network"])
    assert isinstance(number, int)
    found = found_in(asked, rules)
    return Endorsement(number, network, str(row["author"]), at.replace(tzinfo=UTC), text, tie, found)


def _stood(tie: Relationship, at: datetime) -> bool:
    return tie.since <= at.date() and (tie.until is None or at.date() <= tie.until)
