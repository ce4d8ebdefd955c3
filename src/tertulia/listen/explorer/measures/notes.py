"""What must be said beside a figure so that it does not mislead: gaps, readings missing, counters
unknown, few posts."""

from __future__ import annotations

from collections.abc import Iterable

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.panel import Gap

_GAPS_TOLD = 5
FEW = 10  # below this a share says nothing: "too few to tell"


def common_notes(question: Question) -> list[Text | str]:
    """The window, the gaps in it, and what of it was read later."""
    notes: list[Text | str] = [
        Text("Days: {days} ({zone}).", days=labels.days(question.days), zone=question.selection.zone)
    ]
    notes += [_unread_span(gap) for gap in question.gaps[:_GAPS_TOLD]]
    if len(question.gaps) > _GAPS_TOLD:
        notes.append(Text("And {number} more gaps in reading.", number=len(question.gaps) - _GAPS_TOLD))
    notes += [_read_later(gap) for gap in question.filled[:_GAPS_TOLD]]
    if len(question.filled) > _GAPS_TOLD:
        notes.append(Text("And {number} more spans read later.", number=len(question.filled) - _GAPS_TOLD))
    return notes


def _unread_span(gap: Gap) -> Text:
    span = {"source": gap.name, "since": labels.moment(gap.since), "reason": labels.gap(gap.reason)}
    if gap.until is None:
        return Text("Not read: {source}, since {since} and still not ({reason}).", **span)
    until = labels.moment(gap.until)
    return Text("Not read: {source}, from {since} to {until} ({reason}).", until=until, **span)


def _read_later(gap: Gap) -> Text:
    """Of a span that was filled: everything that the network still had of it."""
    span = {"source": gap.name, "since": labels.moment(gap.since), "reason": labels.gap(gap.reason)}
    until, filled = labels.moment(gap.until or gap.since), labels.moment(gap.filled_at or gap.since)
    return Text(
        "Read later, on {filled}, as far as the network still had it: {source}, from {since} to {until} "
        "({reason}).",
        until=until,
        filled=filled,
        **span,
    )


def unread(read: int, total: int) -> list[Text | str]:
    """How many posts have no reading and are left out."""
    if read >= total:
        return []
    return [Text("Without a reading and left out: {posts}.", posts=labels.posts(total - read))]


def told_apart(question: Question) -> list[Text | str]:
    """In how many posts what is said of the monitor's subject counts."""
    if not question.told_apart:
        return []
    name = next((m.name for m in question.monitors if m.id == question.subject), str(question.subject))
    return [
        Text(
            "Where a post names another company too, what it says of “{name}” counts: {posts}.",
            name=name,
            posts=labels.posts(question.told_apart),
        )
    ]


def too_few(counts: Iterable[int]) -> list[Text | str]:
    """That points with few posts are not drawn."""
    scarce = sum(1 for count in counts if 0 < count < FEW)
    if not scarce:
        return []
    return [
        Text(
            "Too few to tell (under {few} posts read) and not drawn: {number} points.", few=FEW, number=scarce
        )
    ]


def uncounted(question: Question) -> list[Text | str]:
    """Networks that give no counter, whose interactions are unknown."""
    networks = [labels.network(row["network"]) for row in question.ask("uncounted")]
    if not networks:
        return []
    return [
        Text(
            "Without counters, so their interactions are unknown and not counted: {names}.",
            names=", ".join(networks),
        )
    ]


SAMPLE_NOTE = Text(
    "Intervals hold 95% and take the posts as a sample of the conversation, independent of one "
    "another; posts come "
    "in bursts, so the true uncertainty is somewhat larger."
)

ESTIMATED = Text(
    "Accounts are estimated (HyperLogLog), give or take a few per cent, because the posts are so many."
)


def estimated(question: Question) -> list[Text | str]:
    """That distinct accounts are an estimate."""
    return [ESTIMATED] if question.estimates else []


def sampled(question: Question) -> list[Text | str]:
    """That a ranking is an estimate, and from how many posts."""
    if question.one_in == 1:
        return []
    return [
        Text(
            "≈ Estimated from 1 in {number} posts, drawn evenly over all of them; the intervals say how sure "
            "that is. Of accounts no number is given.",
            number=question.one_in,
        )
    ]
