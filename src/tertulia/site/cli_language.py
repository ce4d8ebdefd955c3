"""Makes argparse speak the reader's language: its own words go through our catalogues."""

from __future__ import annotations

import argparse

from tertulia import i18n
from tertulia.i18n import Text

# What argparse says by itself; listed so that the catalogues hold them.
ARGPARSE_TEXTS = (
    Text("usage: "),
    Text("options"),
    Text("positional arguments"),
    Text("subcommands"),
    Text("show this help message and exit"),
    Text("show program's version number and exit"),
    Text("the following arguments are required: %s"),
    Text("unrecognized arguments: %s"),
    Text("expected one argument"),
    Text("expected at least one argument"),
    Text("invalid choice: %(value)r (choose from %(choices)s)"),
    Text("invalid %(type)s value: %(value)r"),
    Text("argument %(argument_name)s: %(message)s"),
    Text("%(prog)s: error: %(message)s\n"),
    Text("ambiguous option: %(option)s could match %(matches)s"),
    Text("not allowed with argument %s"),
    Text("one of the arguments %s is required"),
)


def speak() -> None:
    """From here on argparse asks our catalogues; it looks its translation function up in its module."""
    argparse._ = i18n.gettext  # type: ignore[attr-defined]
    argparse.ngettext = i18n.ngettext  # type: ignore[attr-defined]
