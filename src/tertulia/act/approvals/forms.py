"""The form of a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tertulia.act.approvals.models import ApprovalRule, Kind
from tertulia.listen.sources.models import Channel
from tertulia.team.api import Person, Role

if TYPE_CHECKING:
    RuleBase = forms.ModelForm[ApprovalRule]
else:  # Django's form class takes no parameter when the program runs
    RuleBase = forms.ModelForm

AUTHORS = (
    ("", _("Everyone")),
    (Role.TRAINEE.value, _("Trainees")),
    (Role.RESPONDER.value, _("Responders and trainees")),
    (Role.EDITOR.value, _("Editors, responders and trainees")),
)
APPROVERS = (
    ("", _("Only the people ticked below")),
    (Role.EDITOR.value, _("Editors, managers and owners")),
    (Role.MANAGER.value, _("Managers and owners")),
    (Role.OWNER.value, _("Owners")),
)


def channels() -> list[tuple[int, str]]:
    return [(channel.pk, str(channel)) for channel in Channel.objects.filter(deleted_at=None)]


class RuleForm(RuleBase):
    channel = forms.TypedChoiceField(label=_("On the channel"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(
        label=_("What"), required=False, choices=[("", _("Posts and answers")), *Kind.choices]
    )
    author_role = forms.ChoiceField(label=_("Written by"), required=False, choices=AUTHORS)
    role = forms.ChoiceField(label=_("Who approves"), required=False, choices=APPROVERS)

    class Meta:
        model = ApprovalRule
        fields = ["name", "channel", "kind", "author_role", "words", "role", "people", "mode"]
        labels = {
            "name": _("What the rule is called"),
            "words": _("Where one of these stands in the text or its topics"),
            "people": _("Or these people"),
            "mode": _("How many of them"),
        }
        help_texts = {
            "words": _("One a line; capitals and accents do not count. Empty: whatever the text says.")
        }
        widgets = {"words": forms.Textarea(attrs={"rows": 3}), "people": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(is_active=True).order_by("first_name", "username")
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        self.fields["people"].label_from_instance = lambda person: person.shown_name  # type: ignore[attr-defined]
        self.fields["people"].help_text = _("Where people are ticked, only they are asked.")
        self.fields["channel"].choices = [("", _("Every channel")), *channels()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not values.get("role") and not values.get("people"):
            self.add_error("role", _("Say who approves: a role, or people."))
        return values
