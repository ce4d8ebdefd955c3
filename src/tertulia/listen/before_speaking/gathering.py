"""Rows of posts as what a conversation is read from: each with its answers, and who is an organisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

from tertulia.listen.before_speaking.asking import Record
from tertulia.understand.conversation.api import Answer, How, Said, accounts_of, organisations


def person_of(row: Record) -> Hashable:
    """Who wrote a post: its account, or for want of one somebody of whom this is the only post."""
    return row["author_key"] if row["author_key"] is not None else ("post", row["post"])


def organisations_in(found: Sequence[Record], known: Mapping[Hashable, How]) -> dict[Hashable, How]:
    """The accounts among the authors that are organisations', each with how that is told."""
    told = [
        (person_of(row), row["author"] or "", row["author_name"] or "", row["text"], row["answered_key"])
        for row in found
    ]
    ours: dict[Hashable, How] = {person_of(row): "ours" for row in found if row["own"]}
    return organisations(accounts_of(told), {**known, **ours})


def said(found: Sequence[Record], answers: Sequence[Record], theirs: Mapping[Hashable, How]) -> list[Said]:
    """The posts, with their answers."""
    of: dict[int, list[Answer]] = defaultdict(list)
    for row in answers:
        of[row["parent"]].append(_answer(row, theirs))
    return [_said(row, tuple(of.get(row["post"], ())), theirs) for row in found]


def _answer(row: Record, theirs: Mapping[Hashable, How]) -> Answer:
    person = person_of(row)
    is_one = row["own"] or person in theirs
    return Answer(row["post"], person, row["created_at"], row["sentiment"], row["shared"], is_one)


def _said(row: Record, answers: tuple[Answer, ...], theirs: Mapping[Hashable, How]) -> Said:
    person = person_of(row)
    return Said(
        number=row["post"],
        person=person,
        network=row["network"],
        at=row["created_at"],
        text=row["text"],
        lang=row["lang"],
        sentiment=row["sentiment"],
        irony=row["irony"],
        offensive=row["offensive"],
        intents=frozenset(row["intents"] or ()),
        hashtags=tuple(row["hashtags"] or ()),
        mentions=tuple(row["mentions"] or ()),
        links=len(row["links"] or ()),
        media=row["media"],
        answering=row["answering"],
        own=row["own"],
        organisation=row["own"] or person in theirs,
        reactions=_reactions(row, answers),
        replies=row["replies"],
        answers=answers,
    )


def _reactions(row: Record, answers: tuple[Answer, ...]) -> int | None:
    """What the network counts; where it counts nothing, the answers that we have, if it has any at all."""
    if row["reactions"] is not None:
        return int(row["reactions"])
    return len(answers) if answers else None
