"""Nobody loses access silently: what a person may no longer do is kept until they were told."""

from __future__ import annotations

from collections.abc import Set

from django.utils import timezone
from django.utils.translation import gettext as _

from tertulia.team.access import rank
from tertulia.team.models import Act, Loss, Person, Role


def of_role(person: Person, before: Role, after: Role, by: Person) -> None:
    """Their role changed: kept where it reaches less far than the one that they last knew of."""
    untold = Loss.objects.filter(person=person, told_at=None, act="")
    first = untold.first()
    known = Role(first.before) if first else before
    untold.delete()
    if rank(after) < rank(known):
        Loss.objects.create(person=person, before=known, after=after, by_name=by.shown_name)


def of_rights(person: Person, before: Set[Act], after: Set[Act], channel: int, name: str, by: Person) -> None:
    """Their rights on a channel changed: kept are those taken away, but for those that they have again."""
    Loss.objects.filter(person=person, told_at=None, channel=channel, act__in=after).delete()
    Loss.objects.bulk_create(
        Loss(person=person, act=act, channel=channel, channel_name=name[:200], by_name=by.shown_name)
        for act in sorted(before - after)
    )


def tell(person: Person) -> list[str]:
    """What the person lost since they were last told, a sentence each; told once."""
    untold = list(Loss.objects.filter(person=person, told_at=None))
    Loss.objects.filter(pk__in=[loss.pk for loss in untold]).update(told_at=timezone.now())
    return [_sentence(loss) for loss in untold]


def _sentence(loss: Loss) -> str:
    if not loss.act:
        values = {"before": loss.get_before_display(), "after": loss.get_after_display(), "by": loss.by_name}
        return _("Your role was %(before)s and is now %(after)s; %(by)s changed it.") % values
    values = {"act": loss.get_act_display(), "channel": loss.channel_name, "by": loss.by_name}
    return _("You no longer have this right on %(channel)s: %(act)s. %(by)s changed it.") % values
