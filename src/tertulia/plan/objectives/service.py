"""Objectives and their parts: kept, deleted and brought back; each is told to the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.forms import ModelForm
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer.periods import Days
from tertulia.plan.objectives.forms import (
    AudienceForm,
    ChannelForm,
    IndicatorForm,
    MessageForm,
    ObjectiveForm,
    ValueForm,
)
from tertulia.plan.objectives.measures import MEASURES, Ground
from tertulia.plan.objectives.models import (
    Audience,
    ChannelUse,
    Indicator,
    Message,
    Objective,
    TypedValue,
)
from tertulia.plan.objectives.standing import measured, name_of
from tertulia.team.api import Person, record
from tertulia.team.audit import LABELS

Thing = Objective | Audience | Message | ChannelUse | Indicator | TypedValue

LABELS.update(
    {
        "objective.made": _("set an objective"),
        "objective.changed": _("changed an objective"),
        "objective.deleted": _("deleted an objective"),
        "objective.restored": _("brought an objective back"),
        "audience.made": _("described an audience"),
        "audience.changed": _("changed an audience"),
        "audience.deleted": _("deleted an audience"),
        "audience.restored": _("brought an audience back"),
        "audience.linked": _("gave an objective an audience"),
        "audience.unlinked": _("took an audience from an objective"),
        "message.made": _("wrote a message"),
        "message.changed": _("changed a message"),
        "message.deleted": _("deleted a message"),
        "message.restored": _("brought a message back"),
        "message_channel.made": _("gave a message a channel"),
        "message_channel.changed": _("changed how we behave on a channel"),
        "message_channel.deleted": _("took a channel from a message"),
        "message_channel.restored": _("gave a message its channel back"),
        "indicator.made": _("chose an indicator"),
        "indicator.changed": _("changed an indicator"),
        "indicator.deleted": _("deleted an indicator"),
        "indicator.restored": _("brought an indicator back"),
        "value.made": _("typed in a value of an indicator"),
        "value.changed": _("changed a value of an indicator"),
        "value.deleted": _("deleted a value of an indicator"),
        "value.restored": _("brought a value of an indicator back"),
    }
)


@dataclass(frozen=True)
class Kind:
    """A kind of thing: its table, its form, its name in the audit log, the field that names what it hangs on
    ("": on nothing), and what the page says of one that is new, changed, deleted and back."""

    model: type[Any]
    form: type[ModelForm[Any]]
    act: str
    parent: str
    new: str | Promise
    kept: str | Promise
    deleted: str | Promise
    back: str | Promise


KINDS: dict[str, Kind] = {
    "objective": Kind(
        *(Objective, ObjectiveForm, "objective", ""),
        _("New objective"),
        _("The objective is saved."),
        _("The objective is deleted."),
        _("The objective is back."),
    ),
    "audience": Kind(
        *(Audience, AudienceForm, "audience", "objectives"),
        _("New audience"),
        _("The audience is saved."),
        _("The audience is deleted."),
        _("The audience is back."),
    ),
    "message": Kind(
        *(Message, MessageForm, "message", "objective"),
        _("New message"),
        _("The message is saved."),
        _("The message is deleted."),
        _("The message is back."),
    ),
    "channel": Kind(
        *(ChannelUse, ChannelForm, "message_channel", "message"),
        _("Channel of a message"),
        _("The channel of the message is saved."),
        _("The message is no longer for that channel."),
        _("The message has its channel back."),
    ),
    "indicator": Kind(
        *(Indicator, IndicatorForm, "indicator", "objective"),
        _("New indicator"),
        _("The indicator is saved."),
        _("The indicator is deleted."),
        _("The indicator is back."),
    ),
    "value": Kind(
        *(TypedValue, ValueForm, "value", "indicator"),
        _("New value"),
        _("The value is saved."),
        _("The value is deleted."),
        _("The value is back."),
    ),
}


def find(kind: str, number: int, *, deleted: bool = False) -> Any:
    """The thing of that kind and number. Raises `Problem` (no-such-thing)."""
    known = KINDS.get(kind)
    fits = number if abs(number) < 2**63 else 0
    thing = known.model.objects.filter(pk=fits, deleted_at__isnull=not deleted).first() if known else None
    if thing is None or objective_of(thing, deleted=deleted) is None:
        raise Problem("no-such-thing", Text("There is no {kind} {number}.", kind=kind, number=number))
    return thing


def objective_of(thing: Thing, *, deleted: bool = False) -> Objective | Audience | None:
    """The objective that a thing hangs on (an audience: itself); None where it is deleted."""
    if isinstance(thing, TypedValue):
        thing = thing.indicator
    if isinstance(thing, ChannelUse):
        thing = thing.message
    owner = thing.objective if isinstance(thing, Message | Indicator) else thing
    return owner if owner is thing or owner.deleted_at is None or deleted else None


@transaction.atomic
def keep(
    kind: str, form: ModelForm[Any], parent: Any, by: Person | None, ground: Ground | None = None
) -> Any:
    """Save what a valid form says, of a new thing under its parent too. Without a baseline an indicator takes
    what was measured right before it begins, where `ground` is given."""
    known, thing, new = KINDS[kind], form.instance, form.instance.pk is None
    if new and parent is not None and known.parent != "objectives":
        setattr(thing, known.parent, parent)
    if isinstance(thing, TypedValue):
        thing.by = by
    if isinstance(thing, Indicator) and ground is not None:
        fill_baseline(thing, ground)
    form.save()
    if new and isinstance(thing, Audience) and parent is not None:
        thing.objectives.add(parent)
    record(by, f"{known.act}.{'made' if new else 'changed'}", _name(thing), number=thing.pk)
    return thing


def fill_baseline(indicator: Indicator, ground: Ground) -> None:
    """Take what was measured right before it begins, unless it has a baseline."""
    known = MEASURES.get(indicator.measure)
    if known is None or indicator.baseline is not None:
        return
    last = min(indicator.since - timedelta(days=1), ground.today)
    found = measured(indicator, Days(last - timedelta(days=indicator.window - 1), last), ground)
    indicator.baseline = found.value if found.n >= known.few else None


@transaction.atomic
def delete(kind: str, thing: Any, by: Person | None) -> None:
    """Delete; `restore` undoes it."""
    thing.deleted_at = timezone.now()
    thing.save(update_fields=["deleted_at"])
    record(by, f"{KINDS[kind].act}.deleted", _name(thing), number=thing.pk)


@transaction.atomic
def restore(kind: str, thing: Any, by: Person | None) -> None:
    thing.deleted_at = None
    thing.save(update_fields=["deleted_at"])
    record(by, f"{KINDS[kind].act}.restored", _name(thing), number=thing.pk)


@transaction.atomic
def link(objective: Objective, audience: Audience, by: Person | None, *, linked: bool) -> None:
    """Give an objective an audience that there is, or take it away."""
    if linked:
        objective.audiences.add(audience)
    else:
        objective.audiences.remove(audience)
    act = "audience.linked" if linked else "audience.unlinked"
    record(by, act, audience.title, objective=objective.pk, number=audience.pk)


def _name(thing: Thing) -> str:
    if isinstance(thing, Indicator):
        return name_of(thing)
    return str(thing) if isinstance(thing, Objective | Audience | Message) else f"#{thing.pk}"


def checked(kind: str, data: Mapping[str, Any], instance: Any = None) -> ModelForm[Any]:
    """The form of what a program sends. Raises `Problem` (bad-<kind>) at the first field refused; what the
    program leaves out of a change stays."""
    made = KINDS[kind].form(instance=instance)
    before = {name: made.initial.get(name, made.fields[name].initial) for name in made.fields}
    given = {name: _plain(value) for name, value in {**before, **data}.items() if value is not None}
    form = KINDS[kind].form(given, instance=instance)
    if not form.is_valid():
        place, errors = next(iter(form.errors.items()))
        raise Problem(f"bad-{kind}", Text("Not accepted: {reason}", reason=errors[0]), place=place)
    return form


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
