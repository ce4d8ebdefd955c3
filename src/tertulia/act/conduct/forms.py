"""The forms of conduct: a text to try, a relationship, a list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.act.conduct.models import Origin, Relationship, Tie
from tertulia.act.conduct.service import MOST_TEXT
from tertulia.listen.models import Channel
from tertulia.team.api import Person

if TYPE_CHECKING:
    RelationshipBase = forms.ModelForm[Relationship]
else:  # Django's form class takes no parameter when the program runs
    RelationshipBase = forms.ModelForm


def _whole(value: str) -> int:
    return int(value)


def channels(none: object) -> list[tuple[Any, Any]]:
    """Our channels to choose from, after what none of them means."""
    return [("", none), *((one.pk, str(one)) for one in Channel.objects.filter(deleted_at=None))]


class TextForm(forms.Form):
    """A text, where it goes out, who says it."""

    text = forms.CharField(
        label=_("Text"),
        max_length=MOST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    channel = forms.TypedChoiceField(label=_("Channel"), required=False, coerce=_whole, empty_value=None)
    relation = forms.ChoiceField(label=_("Who says it"), required=False)
    origin = forms.ChoiceField(
        label=_("How it came about"),
        required=False,
        choices=[("", _("Not told")), *Origin.choices],
        help_text=_("Your answer is kept for this very text, and the audit log says that you gave it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ties = [choice for choice in Tie.choices if choice[0] != Tie.SPEAKER]
        self.fields["channel"].choices = channels(_("None in particular"))  # type: ignore[attr-defined]
        self.fields["relation"].choices = [("", _("We, on a channel of ours")), *ties]  # type: ignore[attr-defined]


class RelationshipForm(RelationshipBase):
    """A relationship of a person of the team or of an account."""

    channel = forms.TypedChoiceField(
        label=_("With which channel of ours"), required=False, coerce=_whole, empty_value=None
    )

    class Meta:
        model = Relationship
        fields = ["tie", "person", "network", "handle", "channel", "since", "until", "note"]
        labels = {
            "tie": _("What ties them to us"),
            "person": _("Person of the team"),
            "network": _("Network of their account"),
            "handle": _("Account"),
            "since": _("From"),
            "until": _("Until"),
            "note": _("Note"),
        }
        help_texts = {
            "network": _("As it is called in the posts: mastodon, bluesky, instagram…"),
            "handle": _("Without @. Their own posts that name us are then looked at too."),
            "note": _("What was agreed, where it stands in writing."),
        }
        widgets = {
            "since": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "until": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["channel"].choices = channels(_("All of us"))  # type: ignore[attr-defined]
        if self.instance.pk is None:
            self.fields["since"].initial = timezone.localdate()

    def clean_handle(self) -> str:
        return str(self.cleaned_data["handle"]).strip().removeprefix("@")

    def clean_network(self) -> str:
        return str(self.cleaned_data["network"]).strip().lower()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("person") and not data.get("handle"):
            self.add_error("handle", _("Choose a person of the team or name an account."))
        if data.get("handle") and not data.get("network"):
            self.add_error("network", _("Say on which network the account is."))
        if data.get("tie") == Tie.SPEAKER and not data.get("person"):
            self.add_error("person", _("Choose who of the team speaks for us."))
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("It ends before it begins."))
        return data
