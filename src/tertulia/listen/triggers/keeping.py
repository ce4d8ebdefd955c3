"""The workspace's themes: found in all its posts of a year, followed from look to look, named by people."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.digest import need_readings
from tertulia.listen.explorer.conditions import STEPS
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.query.api import MAX_LENGTH, check
from tertulia.listen.triggers.asking import ask, sizes
from tertulia.listen.triggers.models import Theme, ThemeEvent, ThemeFit
from tertulia.outbound.isolated import Isolated
from tertulia.posts.api import Store, store
from tertulia.team.api import Person, record
from tertulia.understand.themes.api import Kept, Refit, refit

LOOKED_AT = 60_000  # posts of a look, at most
LEAST_POSTS = 300  # below which no look is worth its while
AGE = timedelta(days=7)
_STALE = timedelta(minutes=15)
_WITHIN_S, _MEMORY = 600.0, 4 << 30
_FIRST_S, _EVERY_S = 60.0, 6 * 3600.0
_log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()


def live() -> list[Theme]:
    """The themes that have not ended."""
    return list(Theme.objects.filter(ended_at=None))


def rarity() -> dict[str, float]:
    """How much each word tells, by the newest look."""
    newest = ThemeFit.objects.filter(state=ThemeFit.State.DONE).first()
    return dict(newest.rarity) if newest else {}


def is_looking() -> bool:
    """Whether a look is under way; one that a stop of the process cut short is not."""
    since = timezone.now() - _STALE
    return ThemeFit.objects.filter(state=ThemeFit.State.RUNNING, at__gte=since).exists()


def look_in_background() -> None:
    """Begin a look and return at once; `ThemeFit.state` tells how it went. Nothing while one is under way."""
    if is_looking():
        return
    made = ThemeFit.objects.create()
    threading.Thread(target=_look_alone, args=(made.pk,), name="themes", daemon=True).start()


def watch() -> None:
    """Look once a week, from a minute after the start on, for as long as the process runs."""
    threading.Thread(target=_watch, name="themes-watch", daemon=True).start()


def _watch() -> None:
    waiting = threading.Event()
    wait = _FIRST_S
    while not waiting.wait(wait):
        try:
            if is_old() and sizes(_everything(store())).all >= LEAST_POSTS:
                look_in_background()
        except Exception:  # tomorrow is another day
            _log.exception("Whether it is time to look for themes could not be told")
        finally:
            connection.close()
        wait = _EVERY_S


def is_old() -> bool:
    """Whether the newest look is a week old, or there is none."""
    return not ThemeFit.objects.filter(at__gte=timezone.now() - AGE).exists()


def _look_alone(number: int) -> None:
    made = ThemeFit.objects.get(pk=number)
    try:
        look(made, store())
    except Exception as fault:
        _log.exception("The themes could not be found")
        made.state, made.error = (
            ThemeFit.State.FAILED,
            str(fault) if isinstance(fault, Problem) else type(fault).__name__,
        )
        made.save()
    finally:
        connection.close()


def look(made: ThemeFit, posts: Store) -> None:
    """Find the themes of the last year's posts and write what became of those that are kept.

    Raises `Problem` ("too-few-posts", and those of a worker).
    """
    with _one_at_a_time:
        texts, people = texts_of(posts)
        if len(texts) < LEAST_POSTS:
            cause = Text(
                "There are {number} posts, and themes need {least}.", number=len(texts), least=LEAST_POSTS
            )
            raise Problem("too-few-posts", cause, Text("Come back when more was said."))
        kept = live()
        next_number = (Theme.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        known = [Kept(theme.number, theme.terms, theme.pinned) for theme in kept]
        with Isolated(within_s=_WITHIN_S, memory=_MEMORY) as worker:
            found: Refit = worker.run(refit, texts, people, known, rarity(), next_number)
        _write(made, found, {theme.number: theme for theme in kept})


def _everything(posts: Store) -> Question:
    today = datetime.now(timezone.get_default_timezone()).date()
    return Question(Selection(zone=settings.TIME_ZONE, today=today, period="365d"), posts)


def texts_of(posts: Store) -> tuple[list[str], list[str]]:
    """A uniform sample of the last year's texts, and their authors."""
    question = _everything(posts)
    size = sizes(question).all
    threshold = STEPS if size <= LOOKED_AT else max(1, round(STEPS * LOOKED_AT / size))
    found = ask(question, "texts", formats={"steps": str(STEPS)}, threshold=threshold)
    return [row["text"] for row in found], [row["person"] for row in found]


@transaction.atomic
def _write(made: ThemeFit, found: Refit, kept: dict[int, Theme]) -> None:
    old = rarity()
    _note(made, found, old)
    themes = dict(kept)
    for place, number in enumerate(found.followed.numbers):
        theme = themes.setdefault(number, Theme(number=number))
        terms, words = dict(found.fit.themes.terms[place]), list(found.names[place])
        was = theme.words
        theme.terms, theme.words = terms, words
        theme.save()
        if number in kept and was != words:
            moved = found.moved[place]
            _event(theme, ThemeEvent.What.WORDS, was=was, words=words, came=moved.came, left=moved.left)
    _events(found, themes)


def _note(made: ThemeFit, found: Refit, old: dict[str, float]) -> None:
    fit = found.fit
    made.state, made.posts, made.distinct = ThemeFit.State.DONE, fit.posts, fit.distinct
    made.agreement = fit.chosen.agreement if fit.chosen else None
    made.coherence = sum(fit.coherence) / len(fit.coherence) if fit.coherence else None
    made.rarity = {**old, **fit.themes.rarity}
    made.save()


def _events(found: Refit, themes: dict[int, Theme]) -> None:
    for event in found.followed.events:
        theme = themes[event.number]
        if event.what == "born":
            _event(theme, ThemeEvent.What.BORN, words=theme.words)
        elif event.what in ("merged", "lost") and not theme.pinned:
            theme.ended_at, theme.into = timezone.now(), themes.get(event.into or 0)
            theme.save()
            _event(theme, ThemeEvent.What(event.what), into=event.into)


def _event(theme: Theme, what: str, by: Person | None = None, **details: Any) -> None:
    ThemeEvent.objects.create(theme=theme, what=what, by=by, details=details)


def find(number: int) -> Theme:
    """The theme of that number. Raises `Problem` ("no-such-theme")."""
    theme = Theme.objects.filter(number=number).first()
    if theme is None:
        raise Problem("no-such-theme", Text("There is no theme {number}.", number=number))
    return theme


@transaction.atomic
def change(theme: Theme, by: Person, *, name: str, pinned: bool, rule: str) -> None:
    """Keep what a person says of a theme. Raises `Problem` ("bad-rule") for a search that is no rule."""
    name, rule = " ".join(name.split())[:120], rule.strip()
    _refuse(rule)
    if name != theme.name:
        _event(theme, ThemeEvent.What.RENAMED, by, was=theme.label, name=name)
    if pinned != theme.pinned:
        _event(theme, ThemeEvent.What.PINNED if pinned else ThemeEvent.What.UNPINNED, by)
    if rule != theme.rule:
        _event(theme, ThemeEvent.What.RULE, by, was=theme.rule, rule=rule)
    theme.name, theme.pinned, theme.rule = name, pinned, rule
    theme.save()
    record(by, "theme.changed", theme.label, theme=theme.number)


def _refuse(rule: str) -> None:
    faults = [finding for finding in check(rule) if finding.severity == "error"] if rule else []
    if len(rule) > MAX_LENGTH or faults:
        cause = faults[0].cause if faults else Text("The rule is too long.")
        raise Problem("bad-rule", cause, faults[0].remedy if faults else None, place="rule")
    if rule and need_readings(((1, rule),)):
        cause = Text("A rule looks at what a post says, not at what was read in it.")
        raise Problem("bad-rule", cause, Text("Take out sentiment:, emotion: and the like."), place="rule")
