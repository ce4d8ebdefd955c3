"""The forms of objectives and of what hangs on them; REST checks what it is given with the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from tertulia.listen.explorer.api import Selection
from tertulia.listen.models import Channel, Need
from tertulia.listen.needs.standing import labels_of, members
from tertulia.listen.situation.deciding import accepted
from tertulia.plan.objectives.measures import HAND, MEASURES
from tertulia.plan.objectives.models import (
    Audience,
    ChannelUse,
    Indicator,
    Message,
    Objective,
    TypedValue,
)
from tertulia.posts.api import store
from tertulia.team.api import Person

if TYPE_CHECKING:
    ObjectiveBase = forms.ModelForm[Objective]
    AudienceBase = forms.ModelForm[Audience]
    MessageBase = forms.ModelForm[Message]
    ChannelBase = forms.ModelForm[ChannelUse]
    IndicatorBase = forms.ModelForm[Indicator]
    ValueBase = forms.ModelForm[TypedValue]
else:  # Django's form class takes no parameter when the program runs
    ObjectiveBase = AudienceBase = MessageBase = ChannelBase = IndicatorBase = ValueBase = forms.ModelForm

MOST_NEEDS = 200
LENGTHS = (
    (7, _("7 days")),
    (30, _("30 days")),
    (90, _("90 days")),
    (365, _("365 days")),
)


class Day(forms.DateInput):
    """A day as browsers pick one."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def plausible(form: forms.BaseForm, *names: str) -> None:
    """Refuse days that nobody can mean, and that no reckoning with days survives."""
    for name in names:
        day = form.cleaned_data.get(name)
        if day is not None and not 1970 <= day.year <= 2200:
            form.add_error(name, _("Choose a day between 1970 and 2200."))
            form.cleaned_data.pop(name, None)


def canonical(given: str) -> str:
    """The address query of a selection from what people paste: an address of the explorer, or its query."""
    text = given.strip()
    query = urlsplit(text).query if "?" in text else text
    # Neither zone nor day stand in the query: any will do.
    from datetime import date

    selection, problems = Selection.parse(parse_qsl(query), zone="UTC", today=date(2000, 1, 1))
    if problems:
        raise forms.ValidationError(f"{problems[0].cause} {problems[0].remedy or ''}".strip())
    if query and not selection.query and not parse_qsl(query):
        raise forms.ValidationError(_("This is no address of the conversation explorer."))
    return selection.query


def channels() -> list[tuple[int, str]]:
    """Our channels to choose from."""
    return [(channel.pk, str(channel)) for channel in Channel.objects.filter(deleted_at=None)]


def needs() -> list[tuple[int, str]]:
    """Live needs to choose from, the newest first."""
    found = list(Need.objects.filter(ended_at=None).order_by("-pk")[:MOST_NEEDS])
    called = labels_of(found, store(), members(need.pk for need in found))
    return [(need.pk, called[need.pk]) for need in found]


def _or_none(choices: list[tuple[int, str]], none: object) -> list[tuple[Any, Any]]:
    return [("", none), *choices]


def _whole(value: str) -> int:
    return int(value)


class ObjectiveForm(ObjectiveBase):
    swot = forms.TypedMultipleChoiceField(
        label=_("Points of the SWOT it answers to"),
        required=False,
        coerce=_whole,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Objective
        fields = ["kind", "title", "why", "owner", "starts", "ends", "state", "swot"]
        labels = {
            "kind": _("What is wanted"),
            "title": _("In one sentence"),
            "why": _("Why"),
            "owner": _("Who answers for it"),
            "starts": _("From"),
            "ends": _("Until"),
            "state": _("State"),
        }
        widgets = {"starts": Day(), "ends": Day(), "why": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Person.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["owner"].empty_label = _("Nobody in particular")  # type: ignore[attr-defined]
        points = [(item.pk, f"{item.get_side_display()}: {item.text}") for item in accepted()]
        self.fields["swot"].choices = points  # type: ignore[attr-defined]
        if not points:
            del self.fields["swot"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        plausible(self, "starts", "ends")
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("It ends before it begins."))
        return data


class AudienceForm(AudienceBase):
    class Meta:
        model = Audience
        fields = ["title", "description", "query"]
        labels = {
            "title": _("Who they are"),
            "description": _("What they have in common, what worries them, how they take part"),
            "query": _("The posts that show them"),
        }
        help_texts = {
            "query": _(
                "Filter the conversation to what these people write, and paste its address here. "
                "Empty: all posts."
            )
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "query": forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off"}),
        }

    def clean_query(self) -> str:
        return canonical(self.cleaned_data["query"])


class MessageForm(MessageBase):
    need = forms.TypedChoiceField(
        label=_("Need that it meets"), required=False, coerce=_whole, empty_value=None
    )

    class Meta:
        model = Message
        fields = ["text", "audience", "need"]
        labels = {"text": _("What they should hear"), "audience": _("For whom")}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].queryset = Audience.objects.filter(deleted_at=None)  # type: ignore[attr-defined]
        self.fields["audience"].empty_label = _("None in particular")  # type: ignore[attr-defined]
        self.fields["need"].choices = _or_none(needs(), _("None in particular"))  # type: ignore[attr-defined]


class ChannelForm(ChannelBase):
    channel = forms.TypedChoiceField(
        label=_("Channel"),
        coerce=_whole,
        help_text=_("Channels are connected in the settings."),
    )

    class Meta:
        model = ChannelUse
        fields = ["channel", "how"]
        labels = {"how": _("How we behave there")}
        widgets = {"how": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = channels()  # type: ignore[attr-defined]


class IndicatorForm(IndicatorBase):
    """Shares are typed as percentages and kept as 0 to 1."""

    measure = forms.ChoiceField(label=_("What is measured"))
    window = forms.TypedChoiceField(label=_("Measured over"), coerce=_whole, choices=LENGTHS, initial=30)
    channel = forms.TypedChoiceField(
        label=_("Of the channel"), required=False, coerce=_whole, empty_value=None
    )

    class Meta:
        model = Indicator
        fields = [
            *("measure", "name", "unit", "query", "window", "channel", "audience"),
            *("baseline", "target", "since", "due"),
        ]
        labels = {
            "name": _("Name"),
            "unit": _("Unit"),
            "query": _("Of which posts"),
            "audience": _("Of which audience"),
            "baseline": _("It was"),
            "target": _("It should be"),
            "since": _("From"),
            "due": _("Until"),
        }
        help_texts = {
            "name": _("Needed for what you type in; else the measure's name."),
            "unit": _("Of what you type in: calls, euros, visits…"),
            "query": _(
                "The address of a filtered conversation. Empty: the audience's posts, else those that "
                "others write about us."
            ),
            "baseline": _("Empty: what was measured right before it begins."),
            "target": _("Shares as percentages, times in hours."),
        }
        widgets = {
            "since": Day(),
            "due": Day(),
            "query": forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(name, str(measure.label)) for name, measure in MEASURES.items()]
        self.fields["measure"].choices = [*names, (HAND, _("Typed in by hand"))]  # type: ignore[attr-defined]
        self.fields["channel"].choices = _or_none(channels(), _("None in particular"))  # type: ignore[attr-defined]
        self.fields["audience"].queryset = Audience.objects.filter(deleted_at=None)  # type: ignore[attr-defined]
        self.fields["audience"].empty_label = _("None in particular")  # type: ignore[attr-defined]
        if self.instance.pk and _is_share(self.instance.measure):
            for name in ("baseline", "target"):
                kept = getattr(self.instance, name)
                self.initial[name] = None if kept is None else round(100 * kept, 4)

    def clean_query(self) -> str:
        return canonical(self.cleaned_data["query"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        plausible(self, "since", "due")
        measure = data.get("measure", "")
        if measure == HAND and not data.get("name"):
            self.add_error("name", _("Say what it is that you type in."))
        if measure in MEASURES and MEASURES[measure].of_channel and not data.get("channel"):
            self.add_error("channel", _("Choose whose followers are counted."))
        if data.get("since") and data.get("due") and data["due"] <= data["since"]:
            self.add_error("due", _("It ends before it begins."))
        self._shares(data)
        if not data.get("query") and (audience := data.get("audience")):
            data["query"] = audience.query
        return data

    def _shares(self, data: dict[str, Any]) -> None:
        if not _is_share(data.get("measure", "")):
            return
        for name in ("baseline", "target"):
            given = data.get(name)
            if given is None:
                continue
            if not 0 <= given <= 100:
                self.add_error(name, _("A share lies between 0 and 100 %."))
            data[name] = given / 100


def _is_share(measure: str) -> bool:
    return measure in MEASURES and MEASURES[measure].unit == "share"


class ValueForm(ValueBase):
    class Meta:
        model = TypedValue
        fields = ["on", "value", "source"]
        labels = {"on": _("Of the day"), "value": _("Value"), "source": _("Where it is from")}
        widgets = {"on": Day()}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        plausible(self, "on")
        return data
