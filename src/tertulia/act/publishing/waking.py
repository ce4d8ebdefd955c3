"""A word to the clock of this process that something may be due."""

from __future__ import annotations

from tertulia.waking import Waker

_clock = Waker()
wake, listening = _clock.wake, _clock.listening
