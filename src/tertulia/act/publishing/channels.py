"""The channel of a publication: whether it is there, and whether a person publishes on it by hand."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tertulia.act.publishing.models import ByHand
from tertulia.listen.sources.channels import find
from tertulia.listen.sources.models import Channel
from tertulia.networks.base import publisher
from tertulia.team.api import Person, record
from tertulia.team.audit import LABELS

LABELS.update({"channel.by_hand": _("chose how a channel is published on")})
__all__ = ["Channel", "find", "is_by_hand", "set_by_hand"]


def is_by_hand(channel: Channel) -> bool:
    """Whether its texts are handed to a person: its network takes none from us, or the team wants it so."""
    return publisher(channel.network) is None or ByHand.objects.filter(channel=channel.pk).exists()


def set_by_hand(channel: Channel, by_hand: bool, by: Person) -> None:
    """Choose it for all that is not sent yet."""
    if by_hand:
        ByHand.objects.get_or_create(channel=channel.pk)
    else:
        ByHand.objects.filter(channel=channel.pk).delete()
    record(by, "channel.by_hand", str(channel), channel=channel.pk, by_hand=by_hand)
