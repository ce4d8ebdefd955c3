"""The web of the feeds' tests."""

from __future__ import annotations

from tertulia.networks.rss.conftest import access, web

__all__ = ["access", "web"]
