"""What the sample's team plans: two objectives with their chain and figures, ideas, a month's hours."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from tertulia.listen.monitors.api import monitors
from tertulia.plan.ideas import taking
from tertulia.plan.ideas.models import Idea, IdeaSource, IdeaState, Permission
from tertulia.plan.ideas.service import add
from tertulia.plan.objectives.measures import Ground
from tertulia.plan.objectives.models import Audience, Indicator, Message, Objective, TypedValue
from tertulia.plan.objectives.service import fill_baseline
from tertulia.plan.resources.models import Allotment
from tertulia.plan.resources.reckoning import first_of
from tertulia.posts.api import Store, store
from tertulia.team.api import Person

_BEGUN = 90  # days ago
_PRAISED = """
SELECT post FROM posts
WHERE NOT own AND kind = 'post' AND list_contains(intents, 'recommends') AND sentiment = 'positive'
    AND author IS NOT NULL AND length(text) BETWEEN 60 AND 160
ORDER BY likes DESC NULLS LAST, post LIMIT $most
"""


def plan(today: date) -> None:
    """The plan as it stands on that day; one that is there stays."""
    if Objective.objects.exists():
        return
    owner = Person.objects.filter(username="ana").first()
    with transaction.atomic():
        care, known = _objectives(today, owner)
        askers, neighbours = _audiences(care, known)
        _messages(care, known, askers, neighbours)
        _indicators(care, known, today, owner)
        _ideas(store(), owner, (care, askers), (known, neighbours))
        Allotment.objects.create(month=first_of(today), person=owner, hours=40, note="Redes y respuestas")
        Allotment.objects.create(month=first_of(today), budget=250, note="Carteles y subtítulos")


def _objectives(today: date, owner: Person | None) -> tuple[Objective, Objective]:
    span = {"starts": today - timedelta(days=_BEGUN), "ends": today + timedelta(days=_BEGUN), "owner": owner}
    return (
        Objective.objects.create(
            kind="care",
            title="Responder a quien nos pregunta",
            why="Mucha gente pregunta por horarios y entradas y se queda esperando.",
            **span,
        ),
        Objective.objects.create(
            kind="notoriety",
            title="Que Marjalba hable más de La Cardadora",
            why="El Teatro Almirena suena más que nosotros, y el barrio apenas nos nombra.",
            **span,
        ),
    )


def _audiences(care: Objective, known: Objective) -> tuple[Audience, Audience]:
    askers = Audience.objects.create(
        title="Quienes preguntan antes de venir",
        description="Deciden el mismo día; quieren horario, precio y cómo llegar.",
        query="intent=question&whose=others&mentioned=yes",
    )
    neighbours = Audience.objects.create(
        title="Quienes recomiendan planes en Marjalba",
        description="Cuentan a los demás adónde ir; les gusta que se les lea.",
        query="intent=recommends&whose=others",
    )
    askers.objectives.add(care)
    neighbours.objectives.add(known)
    return askers, neighbours


def _messages(care: Objective, known: Objective, askers: Audience, neighbours: Audience) -> None:
    Message.objects.create(
        objective=care, audience=askers, text="Pregunta y te contestamos el mismo día, también los domingos."
    )
    Message.objects.create(
        objective=known, audience=neighbours, text="En La Cardadora pasa algo cada semana, y lo cuentas tú."
    )


def _indicators(care: Objective, known: Objective, today: date, owner: Person | None) -> None:
    chosen: list[tuple[Objective, str, float, dict[str, str]]] = [
        (care, "answered", 0.75, {}),
        (care, "waited", 4.0, {}),
        (care, "hand", 120.0, {"name": "Llamadas a taquilla al mes", "unit": "llamadas"}),
        (known, "mentions", 900.0, {}),
        (known, "voice", 0.8, {}),
        (known, "net", 40.0, {}),
    ]
    ground = Ground(store(), monitors(), settings.TIME_ZONE, today)
    for objective, measure, target, more in chosen:
        one = Indicator(objective=objective, measure=measure, target=target, window=30, **more)
        one.since, one.due = objective.starts, objective.ends or today
        fill_baseline(one, ground)
        one.save()
        if measure == "hand":
            _calls(one, today, owner)


def _calls(one: Indicator, today: date, owner: Person | None) -> None:
    one.baseline = 210.0
    one.save(update_fields=["baseline"])
    for days, value in ((75, 205), (45, 188), (15, 158)):
        TypedValue.objects.create(
            indicator=one, on=today - timedelta(days=days), value=value, source="Centralita", by=owner
        )


def _ideas(
    posts: Store, owner: Person | None, care: tuple[Objective, Audience], known: tuple[Objective, Audience]
) -> None:
    of_team = [
        ("Horario de la semana en una imagen, cada lunes", IdeaState.READY, "image", care),
        ("¿Qué te gustaría ver en la sala de estudio?", IdeaState.NEW, "question", care),
        ("Un paseo por el taller con quien lo lleva", IdeaState.NEW, "video", known),
    ]
    for title, state, form, (objective, audience) in of_team:
        idea = Idea(title=title, state=state, format=form, source=IdeaSource.TEAM)
        idea.objective, idea.audience = objective, audience
        add(idea, owner)
    praised = [row["post"] for row in posts.query(_PRAISED, {"most": 2}).to_pylist()]
    for number, permission in zip(praised, (Permission.GRANTED, Permission.ASKED), strict=False):
        theirs = taking.from_post(number, posts, owner, theirs=True)
        theirs.objective, theirs.audience = known
        theirs.permission = permission
        theirs.permission_text = "Claro, encantada." if permission == Permission.GRANTED else ""
        theirs.save()
