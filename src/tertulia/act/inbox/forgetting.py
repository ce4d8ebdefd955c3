"""Forgetting: posts that are no longer stored leave their conversations, and with the last of theirs goes all
that was kept about it: notes, drafts, history."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import transaction

from tertulia.act.inbox.finding import joined
from tertulia.act.inbox.models import Conversation, ConversationNote, ConversationPost, ReplyDraft, SavedReply
from tertulia.listen.explorer.measures.asking import rows
from tertulia.posts.api import Store
from tertulia.posts.erasure import MASK

_KNOWN = (
    "SELECT post FROM posts WHERE post IN (SELECT unnest(string_split(nullif($posts, ''), ',')::BIGINT[]))"
)
_CHUNK = 400


def forget(store: Store, network: str, names: Iterable[str]) -> None:
    """Forget an erased person: their conversations, and their handle in what the team wrote elsewhere, after
    an @ or, in an address, a slash."""
    forget_gone(store)
    wanted = [name.strip().lstrip("@") for name in names if name.strip("@ ")]
    if not wanted:
        return
    named = re.compile(rf"([@/])(?:{'|'.join(map(re.escape, wanted))})(?![\w-])", re.IGNORECASE)
    for model in (ConversationNote, ReplyDraft, SavedReply):
        for each in model._default_manager.all():
            masked = named.sub(rf"\1{MASK}", each.text)
            if masked != each.text:
                model._default_manager.filter(pk=each.pk).update(text=masked)


def forget_gone(store: Store) -> int:
    """Forget the posts that are no longer stored; returns how many went."""
    kept = set(ConversationPost.objects.order_by().values_list("post", flat=True))
    found = {row["post"] for row in rows(store, _KNOWN, {"posts": joined(kept)})}
    gone = sorted(kept - found)
    with transaction.atomic():
        for start in range(0, len(gone), _CHUNK):
            _forget(gone[start : start + _CHUNK])
    return len(gone)


def _forget(gone: list[int]) -> None:
    touched = set(ConversationPost.objects.filter(post__in=gone).values_list("conversation", flat=True))
    ConversationPost.objects.filter(post__in=gone).delete()
    for each in Conversation.objects.filter(pk__in=touched):
        last = each.posts.filter(ours=False).last()
        if last is None:
            each.delete()
        elif each.last_post in gone:
            each.last_post, each.last_at = last.post, last.at
            each.save(update_fields=["last_post", "last_at", "changed_at"])
