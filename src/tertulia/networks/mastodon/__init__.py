"""Mastodon and what answers like it: see README.md."""

from __future__ import annotations

from tertulia.networks.base import Network
from tertulia.networks.mastodon.manifest import MANIFEST
from tertulia.networks.mastodon.network import Mastodon
from tertulia.networks.mastodon.publishing import Publishing

LIVE = Mastodon()
NETWORK = Network(MANIFEST, live=LIVE, publisher=Publishing(LIVE.memories))
