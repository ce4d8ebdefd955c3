"""What the other parts may use of conduct."""

from __future__ import annotations

from tertulia.act.conduct import service
from tertulia.act.conduct.checks.base import Source
from tertulia.act.conduct.checks.run import Finding
from tertulia.act.conduct.forgetting import forget as forget_in_conduct
from tertulia.team.api import Person

__all__ = ["Finding", "Source", "check", "forget_in_conduct", "let_pass", "tell_origin"]
let_pass, tell_origin = service.let_pass, service.tell_origin


def check(
    text: str,
    channel: int | None,
    by: Person | None,
    *,
    reply_to: int | None = None,
    conversation: int | None = None,
    entry: int | None = None,
) -> tuple[Finding, ...]:
    """What the rules of conduct find in a text that goes out on a channel of ours, stops first.

    Each finding has code, severity ("stop" or "warning"), span (start and end in the text; 0, 0: all of it),
    cause, remedy, source (what the rule rests on) and override (why somebody let it pass, "" where nobody
    did); `stops` says whether it keeps the text from going out. `reply_to` (a post of the store) and
    `conversation` tell that it answers someone; `entry` is the calendar's.
    """
    del reply_to, conversation  # a rule may ask for them; none does
    return service.check(text, channel, by, entry=entry)
