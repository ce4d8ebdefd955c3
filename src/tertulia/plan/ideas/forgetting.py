"""Erasing a person: their posts leave the ideas, with what was written of them there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tertulia.plan.ideas.models import Idea, IdeaSource
from tertulia.posts.api import Store
from tertulia.posts.erasure import MASK

_WRITTEN = ("title", "text", "link", "permission_text", "credit")
_STORED = "SELECT post FROM posts WHERE post IN (SELECT unnest($posts::BIGINT[]))"


def forget(store: Store, names: Iterable[str]) -> None:
    """Of ideas whose post is no longer stored nothing that came from it stays; elsewhere the names are masked
    where they stand for the person: after an @ or a slash, or as the whole of the credit."""
    _forget_gone(store)
    wanted = [name.strip().lstrip("@") for name in names if name.strip("@ ")]
    if not wanted:
        return
    any_of = "|".join(map(re.escape, wanted))
    named = re.compile(rf"([@/])(?:{any_of})(?![\w-])", re.IGNORECASE)
    whole = re.compile(rf"@?(?:{any_of})", re.IGNORECASE)
    for idea in Idea.objects.all():
        masked = {field: named.sub(rf"\1{MASK}", getattr(idea, field)) for field in _WRITTEN}
        if whole.fullmatch(idea.credit.strip()):
            masked["credit"] = MASK
        Idea.objects.filter(pk=idea.pk).update(**masked)


def _forget_gone(store: Store) -> None:
    """What a post gave goes with it: it is the person's own words and name."""
    numbers = sorted({idea.post for idea in Idea.objects.all() if idea.post is not None})
    stored = (
        {row["post"] for row in store.query(_STORED, {"posts": numbers}).to_pylist()} if numbers else set()
    )
    gone = Idea.objects.filter(post__in=[number for number in numbers if number not in stored])
    words = {"title": MASK, "text": MASK, "link": "", "permission_text": "", "credit": ""}
    gone.filter(source__in=(IdeaSource.POST, IdeaSource.PEOPLE)).update(post=None, **words)
    gone.update(post=None)
