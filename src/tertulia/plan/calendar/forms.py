"""The form of an entry: what, when, for whom and for what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from tertulia.plan.calendar.models import Attention, Entry, EntryKind
from tertulia.plan.calendar.moments import Told, moment
from tertulia.plan.calendar.service import EntryDraft
from tertulia.plan.objectives.api import audiences, messages, objectives
from tertulia.team.models import Person

LOCAL = "%Y-%m-%dT%H:%M"
_NUMBERS = ("objective", "audience", "message", "owner", "post")


def _pairs(found: Iterable[Any]) -> list[tuple[str, str]]:
    return [("", "–"), *((str(one.number), one.title) for one in found)]


class MomentField(forms.DateTimeField):
    """A time on the page's clock. It stays naive: the page knows the zone."""

    def __init__(self, **given: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
        super().__init__(widget=widget, input_formats=[LOCAL, "%Y-%m-%dT%H:%M:%S"], **given)

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        for form in self.input_formats or ():
            try:
                found = datetime.strptime(str(value), form)  # noqa: DTZ007  (naive: the page knows the zone)
            except ValueError:
                continue
            if 1990 <= found.year < 2200:
                return found
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")

    def prepare_value(self, value: Any) -> Any:
        return value.strftime(LOCAL) if isinstance(value, datetime) else value


class MoveForm(forms.Form):
    """Another time; empty: no day yet."""

    at = MomentField(label=_("Move to"), required=False)
    second = forms.BooleanField(
        label=_("Where the clocks go back and a time comes twice: the second one"), required=False
    )


class EntryForm(forms.Form):
    """What a person decides about an entry, but for its texts."""

    kind = forms.ChoiceField(label=_("Kind"), choices=EntryKind.choices, initial=EntryKind.CONTENT)
    attention = forms.ChoiceField(
        label=_("What is owed"), choices=[("", "–"), *Attention.choices], required=False
    )
    title = forms.CharField(
        label=_("Title"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    at = MomentField(label=_("When"), required=False)
    second = forms.BooleanField(
        label=_("Where the clocks go back and a time comes twice: the second one"), required=False
    )
    person = forms.CharField(label=_("Person"), max_length=255, required=False)
    post = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput())
    objective = forms.ChoiceField(label=_("Objective"), required=False)
    audience = forms.ChoiceField(label=_("Audience"), required=False)
    message = forms.ChoiceField(label=_("Message"), required=False)
    pillar = forms.CharField(
        label=_("Pillar"),
        max_length=80,
        required=False,
        help_text=_("The subject it belongs to, such as cinema or neighbours."),
        widget=forms.TextInput(attrs={"list": "pillars", "autocomplete": "off"}),
    )
    owner = forms.ChoiceField(label=_("Who does it"), required=False)
    hours = forms.FloatField(label=_("Hours of work"), required=False, min_value=0, max_value=1000)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        people = Person.objects.filter(is_active=True)
        choices = {
            "objective": _pairs(objectives()),
            "audience": _pairs(audiences()),
            "message": _pairs(messages()),
            "owner": [("", "–"), *((str(one.pk), one.shown_name) for one in people)],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == EntryKind.ATTENTION and not data.get("attention"):
            self.add_error("attention", _("Say what is owed."))
        return data

    def draft(self, zone: str, entry: Entry | None = None) -> tuple[EntryDraft, Told]:
        """What was decided, and what the clocks did with its time; only for a valid form. Texts, links and
        what other parts linked stay as the entry has them."""
        data: dict[str, Any] = self.cleaned_data
        when = moment(data["at"], zone, second=data["second"]) if data["at"] else None
        numbers: dict[str, Any] = {
            name: int(data[name]) if data[name] not in (None, "") else None for name in _NUMBERS
        }
        kept: dict[str, Any] = (
            {n: getattr(entry, n) for n in ("idea", "conversation", "text", "lang", "link", "tagged")}
            if entry
            else {}
        )
        plain = {name: data[name] for name in ("kind", "title", "person", "pillar", "hours", "note")}
        attention = data["attention"] if data["kind"] == EntryKind.ATTENTION else ""
        at = when.at if when else None
        return EntryDraft(at=at, attention=attention, **plain, **numbers, **kept), when.told if when else ""


def initial(entry: Entry, zone: str) -> dict[str, Any]:
    """An entry as the form shows it."""
    local = entry.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if entry.at else None
    names = ("kind", "attention", "title", "person", "post", "objective", "audience", "message")
    plain = {name: getattr(entry, name) for name in (*names, "pillar", "hours", "note")}
    second = local is not None and moment(local, zone).at != entry.at
    return plain | {"at": local, "second": second, "owner": entry.owner_id}
