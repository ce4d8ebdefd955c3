"""Bluesky and the AT protocol, read and written without their SDK: plain calls, JSON and CBOR streams."""

from __future__ import annotations

from tertulia.networks.base import Network
from tertulia.networks.bluesky.live import Bluesky
from tertulia.networks.bluesky.manifest import MANIFEST
from tertulia.networks.bluesky.publishing import Publishing

NETWORK = Network(MANIFEST, live=Bluesky(), publisher=Publishing())
