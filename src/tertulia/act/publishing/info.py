"""A publication as the rest of the house sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tertulia.act.publishing import drafts
from tertulia.act.publishing.models import Publication as Row
from tertulia.networks.base import Draft

LIVE = frozenset({"waiting", "sending", "unknown", "by_hand"})  # it may still go out
STUCK = frozenset({"unknown", "failed", "expired", "by_hand"})  # a person must look


@dataclass(frozen=True)
class Publication:
    """`state`: waiting, sending, published, unknown, failed, expired, by_hand, cancelled. `by` is the number
    of who ordered it; `problem` is a kept problem (listen.sources.problems.in_words shows it), {} for none;
    `post` is its number in the posts store once it was read; `after` the publication that goes first."""

    number: int
    channel: int
    network: str
    draft: Draft
    text_hash: str
    key: str
    due: datetime
    state: str
    by: int
    ordered_at: datetime
    attempts: int
    problem: Mapping[str, Any]
    after: int | None
    native_id: str
    url: str
    published_at: datetime | None
    post: int | None
    entry: int | None
    version: int | None
    conversation: int | None

    @property
    def is_live(self) -> bool:
        """Whether it may still go out by itself or by a person's hand."""
        return self.state in LIVE


def of(row: Row) -> Publication:
    return Publication(
        number=row.pk,
        channel=row.channel,
        network=row.network,
        draft=drafts.from_json(row.draft),
        text_hash=row.text_hash,
        key=row.key,
        due=row.due,
        state=row.state,
        by=row.ordered_by_id,
        ordered_at=row.ordered_at,
        attempts=row.attempts,
        problem=row.problem,
        after=row.after_id,
        native_id=row.native_id,
        url=row.url,
        published_at=row.published_at,
        post=row.post,
        entry=row.entry,
        version=row.version,
        conversation=row.conversation,
    )
