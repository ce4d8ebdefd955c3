"""What a network tells of itself is kept with the channel."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tertulia.listen.sources import channels
from tertulia.listen.sources.conftest import SECRET

if TYPE_CHECKING:
    from tertulia.listen.sources.conftest import Corrala

pytestmark = pytest.mark.django_db


def test_what_a_server_tells_of_its_limits_is_kept(corrala: Corrala, ana: Any) -> None:
    corrala.identity = replace(corrala.identity, settings={"max_characters": "500"})
    channel = channels.connect("corrala", {"address": "c.example", "word": SECRET}, None)
    assert channels.find(channel.pk).settings["max_characters"] == "500"
    corrala.identity = replace(corrala.identity, settings={"max_characters": "700"})
    channels.test(channel)
    assert channels.find(channel.pk).settings["max_characters"] == "700"
    assert "word" not in channels.find(channel.pk).settings
    channels.reconnect(channel, {"address": "c.example", "word": SECRET}, None)
    assert channels.find(channel.pk).settings["max_characters"] == "700"
