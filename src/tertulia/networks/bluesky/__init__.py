"""Bluesky and the AT protocol, read without their SDK: plain calls, JSON and CBOR streams."""

from __future__ import annotations

from tertulia.networks.base import Network
from tertulia.networks.bluesky.live import Bluesky
from tertulia.networks.bluesky.manifest import MANIFEST

NETWORK = Network(MANIFEST, live=Bluesky())
