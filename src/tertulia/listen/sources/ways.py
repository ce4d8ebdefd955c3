"""On which networks a search can be listened for, wherever its words are said."""

from __future__ import annotations

from tertulia.networks.base import Kind, live_networks

LISTENING = (Kind.SEARCH, Kind.HASHTAG, Kind.STREAM)


def listening() -> dict[str, str]:
    """Their names with their titles."""
    return {
        name: str(network.manifest.title)
        for name, network in live_networks().items()
        if any(network.manifest.readable(kind) for kind in LISTENING)
    }
