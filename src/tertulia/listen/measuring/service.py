"""What people do to measure a monitor: draw a sample, say whether each post is relevant, take it back."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.measuring import results, sampling
from tertulia.listen.measuring.models import Label, Measurement, Verdict
from tertulia.listen.measuring.trying import refresh
from tertulia.listen.monitors.looking import look_at
from tertulia.listen.monitors.models import Monitor
from tertulia.posts.api import store
from tertulia.team.api import Person, record


def begin(monitor: Monitor, by: Person | None, seed: int | None = None) -> Measurement:
    """Draw a new sample. Raises `Problem` as `sampling.begin` does."""
    return sampling.begin(monitor, store(), by, seed)


def label(monitor: Monitor, verdicts: Mapping[int, str], by: Person | None) -> None:
    """Keep a person's word on posts, by their number; it takes the place of an earlier one.

    Raises `Problem` (bad-verdict, no-such-post).
    """
    for verdict in verdicts.values():
        if verdict not in Verdict.values:
            cause = Text("There is no label “{verdict}”.", verdict=verdict[:40])
            raise Problem("bad-verdict", cause, Text("Say yes, no or undecided."), "verdict")
    stored = set(look_at(store(), list(verdicts)).posts.column("post").to_pylist())
    for post in verdicts:
        if post not in stored:
            cause = Text("There is no post {number}.", number=post)
            raise Problem("no-such-post", cause, Text("It may have been erased."), "post")
    with transaction.atomic():
        if _is_first(monitor, by):
            record(by, "monitor.labelled", monitor.name, monitor=monitor.pk)
        for post, verdict in verdicts.items():
            given = {"verdict": verdict, "by": by}
            Label.objects.update_or_create(monitor=monitor, post=post, defaults=given)
    refresh(monitor, store())


def _is_first(monitor: Monitor, by: Person | None) -> bool:
    """Whether the person labels for the first time since the newest sample: the log has a line for that, and
    each label itself says who gave it and when."""
    own = Label.objects.filter(monitor=monitor, by=by)
    measurement = results.latest(monitor.pk)
    return not (own.filter(at__gte=measurement.at) if measurement else own).exists()


def undo(measurement: Measurement, by: Person) -> int | None:
    """Take back the newest label that a person gave in the sample: its turn, None where there is none."""
    turns = {post: turn for turn, post in measurement.sampled.values_list("turn", "post")}
    own = Label.objects.filter(monitor=measurement.monitor_id, by=by, post__in=list(turns))
    newest = own.order_by("-at", "-id").first()
    if newest is None:
        return None
    newest.delete()
    refresh(measurement.monitor, store())
    return turns[newest.post]
