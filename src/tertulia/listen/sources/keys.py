"""The name under which the posts store knows a source."""

from __future__ import annotations

import re

from tertulia.networks.base import Ask

PREFIX = "live:"
_NAME = re.compile(r"live:(?P<network>[^:]+):(?P<kind>[^:]+):(?P<target>.*)", re.DOTALL)


def key_of(network: str, ask: Ask, channel: int | None = None) -> str:
    """The source's name: the same thing read in the same way has the same one, whatever its other options.

    >>> key_of("mastodon", Ask(Kind.HASHTAG, "feria", {"server": "https://mastodon.social"}))
    'live:mastodon:hashtag:feria@https://mastodon.social'
    """
    server = f"@{ask.options['server']}" if ask.options.get("server") else ""
    ours = f"#{channel}" if channel else ""
    return f"{PREFIX}{network}:{ask.kind}:{ask.target}{server}{ours}"


def network_of(key: str) -> str:
    """The network of a live source's name, "" for any other source (imports)."""
    found = _NAME.fullmatch(key)
    return found["network"] if found else ""
