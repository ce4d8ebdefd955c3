"""The forms of the frame: signing in, joining, the profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tertulia.team.models import Person

if TYPE_CHECKING:
    PersonForm = forms.ModelForm[Person]
else:  # Django's form class takes no parameter when the program runs
    PersonForm = forms.ModelForm


PASSWORD_HINT = _("At least 10 characters; not only digits, not a common one, nothing like your name.")


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("Name to sign in with"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(PersonForm):
    """A password, checked against what we know of the person."""

    password = forms.CharField(
        label=_("Password"),
        max_length=1024,
        strip=False,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # fills the instance, which the password must not resemble
        if password := self.cleaned_data.get("password"):
            try:
                validate_password(password, self.instance)
            except ValidationError as error:
                self.add_error("password", error)

    def save(self, commit: bool = False) -> Person:
        """The person with their password, not yet in the database: the one-time link decides the rest."""
        person = super().save(commit=False)
        person.set_password(self.cleaned_data["password"])
        return person


class JoinForm(NewPasswordForm):
    """Who one is, and a password: for the first owner and for those invited."""

    field_order = ["first_name", "username", "password"]

    class Meta:
        model = Person
        fields = ["first_name", "username"]
        labels = {
            "first_name": _("Your name, as the team will see it"),
            "username": _("Name to sign in with"),
        }
        help_texts = {"username": _("Letters, digits and @ . + - _ only.")}
        widgets = {
            "first_name": forms.TextInput(
                attrs={"autocomplete": "name", "autofocus": True, "required": True}
            ),
            "username": forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        }


class ProfileForm(PersonForm):
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        model = Person
        fields = ["first_name", "email", "language", "time_zone", "theme", "single_keys"]
        labels = {
            "first_name": _("Your name, as the team will see it"),
            "email": _("E-mail"),
            "single_keys": _("Use single-letter shortcuts"),
        }
        widgets = {"first_name": forms.TextInput(attrs={"autocomplete": "name"})}

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As the browser asks")), ("es", "Español"), ("en", "English")],
    )
    theme = forms.ChoiceField(
        label=_("Theme"), choices=[("system", _("System")), ("light", _("Light")), ("dark", _("Dark"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]
        ours = _("The workspace's (%(zone)s)") % {"zone": settings.TIME_ZONE.replace("_", " ")}
        self.fields["time_zone"].choices = [("", ours), *zones]  # type: ignore[attr-defined]
