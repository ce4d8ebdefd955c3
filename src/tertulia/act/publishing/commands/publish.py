"""`tertulia publish`: send what is due, show how publications fare, pause everything and let it go on."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from tertulia.errors import Problem
from tertulia.i18n import Text

if TYPE_CHECKING:
    from tertulia.act.publishing.models import Publication
    from tertulia.team.api import Person

DONE, ANSWER_IS_NO = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_mutually_exclusive_group()
    acts.add_argument("--once", action="store_true", help=str(Text("send what is due now, and end")))
    acts.add_argument("--pause", metavar="WHY", help=str(Text("stop everything scheduled; needs --by")))
    acts.add_argument(
        "--resume",
        action="store_true",
        help=str(Text("let publishing go on; what came due meanwhile asks; needs --by")),
    )
    parser.add_argument("--by", metavar="NAME", help=str(Text("the person who pauses or resumes (username)")))


def run(arguments: argparse.Namespace) -> int:
    """Without an act: what waits and what must be looked at; exit 1 if something must."""
    from tertulia.act.publishing import pausing

    if arguments.pause is not None:
        pausing.pause(_person(arguments.by), arguments.pause)
        print(Text("Publishing is paused."))
        return DONE
    if arguments.resume:
        asking = pausing.resume(_person(arguments.by))
        print(Text("Publishing goes on. Came due meanwhile, and ask a person: {n}.", n=asking))
        return DONE
    if arguments.once:
        _once()
    return _show()


def _once() -> None:
    from tertulia.act.publishing.clock import Clock
    from tertulia.act.publishing.lease import lease
    from tertulia.act.publishing.matching import Matcher
    from tertulia.home import Home
    from tertulia.posts.api import store

    with lease(Home.of()):
        asyncio.run(Clock(matcher=Matcher(store())).once())


def _show() -> int:
    from tertulia.act.publishing import pausing
    from tertulia.act.publishing.info import STUCK
    from tertulia.act.publishing.models import Publication

    paused = pausing.current()
    if paused:
        who, since = paused.by.shown_name, f"{paused.at:%Y-%m-%d %H:%M}"
        print(Text("Paused since {since} UTC by {who}: {why}", since=since, who=who, why=paused.why))
    rows = list(Publication.objects.filter(state__in=["waiting", "sending", *STUCK]))
    if not rows:
        print(Text("Nothing waits, and nothing must be looked at."))
    for row in rows:
        print(_line(row))
    return ANSWER_IS_NO if any(row.state in STUCK for row in rows) else DONE


def _line(row: Publication) -> str:
    from tertulia.listen.sources.problems import in_words

    problem = in_words(row.problem).get("cause", "")
    state = str(row.get_state_display())
    return (
        f"{row.pk}  {row.due:%Y-%m-%d %H:%M}  {row.network}  {state}  {str(row)[:60]!r}  {problem}".rstrip()
    )


def _person(name: str | None) -> Person:
    from tertulia.team.api import Person, Role, may

    person = Person.objects.filter(username=name or "").first()
    if person is None or not may(person, Role.EDITOR):
        raise Problem(
            "who-missing",
            Text("Say who does it: a person of the team who may publish."),
            Text("Add --by with their username."),
            "--by",
        )
    return person
