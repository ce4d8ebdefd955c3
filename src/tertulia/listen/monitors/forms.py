"""The form of the monitor editor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tertulia.listen.monitors.models import MonitorRole
from tertulia.listen.monitors.service import Draft
from tertulia.listen.query.api import MAX_LENGTH


class MonitorForm(forms.Form):
    """What a person decides about a monitor. The service checks the search."""

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    query = forms.CharField(
        label=_("What to search for"),
        max_length=MAX_LENGTH,
        widget=forms.Textarea(
            attrs={
                "rows": 8,
                "spellcheck": "false",
                "autocapitalize": "off",
                "class": "query mono",
                "aria-describedby": "findings",
            }
        ),
    )
    role = forms.ChoiceField(
        label=_("What it listens to"), choices=MonitorRole.choices, initial=MonitorRole.TOPIC
    )
    folder = forms.CharField(
        label=_("Folder"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"list": "folders", "autocomplete": "off"}),
        help_text=_("Choose one or write a new name."),
    )
    active = forms.BooleanField(label=_("Listen to new posts"), required=False, initial=True)

    def draft(self) -> Draft:
        """What was decided; only for a valid form."""
        data: dict[str, Any] = self.cleaned_data
        query = data["query"].replace("\r\n", "\n")
        return Draft(data["name"], query, data["role"], data["folder"], data["active"])
