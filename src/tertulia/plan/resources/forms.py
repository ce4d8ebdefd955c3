"""The form of what a month has; REST checks what it is given with the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tertulia.plan.objectives.forms import Day, channels, plausible
from tertulia.plan.resources.models import Allotment
from tertulia.team.api import Person

if TYPE_CHECKING:
    AllotmentBase = forms.ModelForm[Allotment]
else:  # Django's form class takes no parameter when the program runs
    AllotmentBase = forms.ModelForm


class AllotmentForm(AllotmentBase):
    channel = forms.TypedChoiceField(
        label=_("Channel"), required=False, coerce=lambda value: int(value), empty_value=None
    )

    class Meta:
        model = Allotment
        fields = ["month", "channel", "person", "hours", "budget", "note"]
        labels = {
            "month": _("Month"),
            "person": _("Person"),
            "hours": _("Hours"),
            "budget": _("Budget"),
            "note": _("Note"),
        }
        help_texts = {"month": _("Any day of it.")}
        widgets = {"month": Day()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [("", _("No channel in particular")), *channels()]  # type: ignore[attr-defined]
        self.fields["person"].queryset = Person.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["person"].empty_label = _("Nobody in particular")  # type: ignore[attr-defined]
        for name in ("hours", "budget"):
            self.fields[name].min_value = 0  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["min"] = "0"
            self.fields[name].localize = False

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        plausible(self, "month")
        for name in ("hours", "budget"):
            if (given := data.get(name)) is not None and given < 0:
                self.add_error(name, _("This cannot be less than zero."))
        if not data.get("hours") and not data.get("budget") and not self.errors:
            self.add_error("hours", _("Give hours, a budget, or both."))
        return data
