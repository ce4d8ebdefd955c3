"""The forms of channels and sources; those of a channel are made from its network's manifest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from tertulia.listen.monitors.models import MonitorRole
from tertulia.listen.sources.models import Channel, Keep, Source
from tertulia.listen.sources.service import SourceDraft
from tertulia.networks.base import Manifest, Readable, Setting, live_networks

ROLES = [("", _("No role")), *MonitorRole.choices]


class ConnectForm(forms.Form):
    """What a network needs to be told to connect an account of ours. A secret never returns to a page."""

    def __init__(
        self, manifest: Manifest, *args: Any, known: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        for setting in manifest.settings:
            self.fields[setting.name] = _field(setting, (known or {}).get(setting.name, ""))

    def answers(self) -> dict[str, str]:
        """What was typed, by the settings' names; only for a valid form."""
        return {name: str(value or "") for name, value in self.cleaned_data.items()}


def _field(setting: Setting, known: str) -> forms.CharField:
    secret = setting.kind == "secret"
    attrs = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
    attrs |= {"placeholder": setting.example} if setting.example else {}
    attrs |= {"inputmode": "url"} if setting.kind == "address" else {}
    widget = forms.PasswordInput(attrs=attrs) if secret else forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=str(setting.label),
        help_text=escape(str(setting.why)),
        max_length=2000,
        strip=not secret,
        required=setting.required and not setting.default,
        initial=None if secret else known or setting.default,
        widget=widget,
    )


class SourceForm(forms.Form):
    """What a person decides about a source that is followed."""

    title = forms.CharField(label=_("Name"), max_length=255, required=False)
    role = forms.ChoiceField(label=_("Whose it is"), choices=ROLES, required=False)
    folder = forms.CharField(
        label=_("Folder"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"list": "folders", "autocomplete": "off"}),
        help_text=_("Choose one or write a new name."),
    )
    keep = forms.ChoiceField(label=_("What is kept"), choices=Keep.choices)

    @classmethod
    def of(cls, source: Source) -> SourceForm:
        folder = source.folder.name if source.folder else ""
        known = {"title": source.title, "role": source.role, "folder": folder, "keep": source.keep}
        return cls(initial=known)

    def draft(self, source: Source) -> SourceDraft:
        """The source as it was decided; only for a valid form."""
        data = self.cleaned_data
        return SourceDraft(
            source.network,
            source.kind,
            source.target,
            data["title"],
            source.options,
            source.channel,
            data["role"],
            data["folder"],
            data["keep"],
            source.own,
        )


class ByHandForm(forms.Form):
    """Exactly what is to be read: a way of a network, its target, the server or channel that it goes
    through."""

    way = forms.ChoiceField(label=_("What to read"))
    target = forms.CharField(
        label=_("Which one"),
        max_length=500,
        required=False,
        help_text=_(
            "A handle, words, a hashtag, an address: as the chosen way asks. Empty for whole streams."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    server = forms.CharField(
        label=_("Server"),
        max_length=300,
        required=False,
        help_text=_("Only where the network has several, such as https://mastodon.social."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none"}),
    )
    channel = forms.ChoiceField(label=_("With the channel"), required=False)
    keep = forms.ChoiceField(label=_("What is kept"), choices=Keep.choices)
    role = forms.ChoiceField(label=_("Whose it is"), choices=ROLES, required=False)
    folder = forms.CharField(
        label=_("Folder"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"list": "folders", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = list(_ways())  # type: ignore[attr-defined]
        ours = [(str(c.pk), str(c)) for c in Channel.objects.filter(deleted_at=None)]
        self.fields["channel"].choices = [("", _("None")), *ours]  # type: ignore[attr-defined]

    def draft(self) -> SourceDraft:
        """The source as it was decided; only for a valid form."""
        data = self.cleaned_data
        network, _colon, kind = data["way"].partition(":")
        number = int(data["channel"] or 0)
        return SourceDraft(
            network,
            kind,
            data["target"].strip(),
            options={"server": data["server"].strip()} if data["server"].strip() else {},
            channel=Channel.objects.filter(pk=number, deleted_at=None, network=network).first(),
            role=data["role"],
            folder=data["folder"],
            keep=data["keep"],
        )


def _ways() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Every way of every network, by network."""
    for name, network in live_networks().items():
        ways = [(f"{name}:{way.kind}", _in_words(way)) for way in network.manifest.reads]
        yield str(network.manifest.title), ways


def _in_words(way: Readable) -> str:
    return f"{way.title} ({way.target})" if way.target else str(way.title)
