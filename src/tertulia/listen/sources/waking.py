"""A word to the collector of this process that there is a source to look at."""

from __future__ import annotations

from tertulia.waking import Waker

_collector = Waker()
wake, listening = _collector.wake, _collector.listening
