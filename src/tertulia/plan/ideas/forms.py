"""The form of an idea; REST checks what it is given with the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tertulia.plan.ideas.models import Idea
from tertulia.plan.objectives.forms import Day, needs
from tertulia.plan.objectives.models import Audience, Message, Objective

if TYPE_CHECKING:
    IdeaBase = forms.ModelForm[Idea]
else:  # Django's form class takes no parameter when the program runs
    IdeaBase = forms.ModelForm


class IdeaForm(IdeaBase):
    need = forms.TypedChoiceField(
        label=_("Need that it meets"), required=False, coerce=lambda value: int(value), empty_value=None
    )
    link = forms.URLField(label=_("Address"), required=False, max_length=1000, assume_scheme="https")

    class Meta:
        model = Idea
        fields = [
            *("title", "text", "source", "format", "objective", "audience", "message", "need", "link"),
            *("permission", "permission_on", "permission_text", "credit"),
        ]
        labels = {
            "title": _("What it is about"),
            "text": _("The idea"),
            "source": _("Where it comes from"),
            "format": _("Format"),
            "objective": _("Objective"),
            "audience": _("For whom"),
            "message": _("Message it carries"),
            "permission": _("May we use it?"),
            "permission_on": _("Asked or answered on"),
            "permission_text": _("What they answered"),
            "credit": _("Whom we name and thank"),
        }
        help_texts = {
            "permission": _("Only for people’s own content: it is used when they said yes."),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "permission_text": forms.Textarea(attrs={"rows": 2}),
            "permission_on": Day(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        live: dict[str, Any] = {
            "objective": Objective.objects.filter(deleted_at=None),
            "audience": Audience.objects.filter(deleted_at=None),
            "message": Message.objects.filter(deleted_at=None, objective__deleted_at=None),
        }
        for name, found in live.items():
            self.fields[name].queryset = found  # type: ignore[attr-defined]
            self.fields[name].empty_label = _("None in particular")  # type: ignore[attr-defined]
        called = needs()
        known = {number for number, _name in called}
        if self.instance.need and self.instance.need not in known:
            called.append((self.instance.need, f"#{self.instance.need}"))
        self.fields["need"].choices = [("", _("None in particular")), *called]  # type: ignore[attr-defined]
