"""Likes, reposts and follows: a person's click, at once, written down before the network is asked."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.act.publishing import channels
from tertulia.act.publishing.models import Reacted
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.sources.access import ask_now
from tertulia.listen.sources.problems import kept
from tertulia.networks.base import Access, Reaction, publisher
from tertulia.team.api import Act, Person, may_on, record
from tertulia.team.audit import LABELS

LABELS.update({"reaction.given": _("liked, reposted or followed")})


def react_now(channel: int, reaction: Reaction, target: str, by: Person) -> None:
    """Like or repost a post (native id) or follow an account (handle) with a channel; again is no error, and
    asks the network nothing. Raises `Problem` (no-such-channel, cannot-react, what the network says)."""
    if not may_on(by, Act.REPLY, channel):
        raise PermissionDenied
    found = channels.find(channel)
    there = publisher(found.network)
    if there is None:
        cause = Text("Tertulia cannot do that on {network}.", network=found.network)
        raise Problem("cannot-react", cause, Text("Do it on the network itself."))
    given, _made = Reacted.objects.get_or_create(
        channel=channel,
        reaction=reaction,
        target=target,
        defaults={"network": found.network, "by": by, "at": timezone.now()},
    )
    if given.done_at:
        return

    async def asked(access: Access) -> None:
        await there.react(reaction, target, access)

    try:
        ask_now(asked, found)
    except Problem as problem:
        Reacted.objects.filter(pk=given.pk).update(problem=kept(problem))
        raise
    Reacted.objects.filter(pk=given.pk).update(done_at=timezone.now(), problem={}, by=by)
    record(by, "reaction.given", target, channel=channel, reaction=str(reaction))
