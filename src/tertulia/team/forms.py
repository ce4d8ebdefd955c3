"""The forms of the team's pages."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.team.models import Role

SCOPE_CHOICES = [
    ("read", _("Read: posts, monitors, figures")),
    ("write", _("Write: also what your role may change")),
    ("admin", _("Administer: also erase, and all that an owner may do")),
]


class InviteForm(forms.Form):
    note = forms.CharField(
        label=_("For whom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.MANAGER)


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What it is for"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    scope = forms.ChoiceField(label=_("What it may do"), choices=SCOPE_CHOICES)
    days = forms.TypedChoiceField(
        label=_("How long it works"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("A year")), (0, _("Until it is revoked"))],
        initial=90,
    )

    def expires_at(self) -> datetime | None:
        days: int = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=days) if days else None
