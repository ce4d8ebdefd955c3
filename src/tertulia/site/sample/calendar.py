"""What stands in the sample's calendar: a month of contents and attentions, none of them published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from tertulia.plan.calendar import keydates, service
from tertulia.plan.calendar.models import Entry
from tertulia.plan.calendar.moments import moment
from tertulia.plan.calendar.service import EntryDraft
from tertulia.plan.objectives.models import Objective
from tertulia.team.api import Person


@dataclass(frozen=True)
class Planned:
    """An entry so many days from today, at a time of the clock; None: without a day. `states` lead to its
    own."""

    days: int | None
    at: time
    title: str
    text: str = ""
    attention: str = ""
    pillar: str = ""
    kind_of_aim: str = ""
    states: tuple[str, ...] = ()


_TEN, _NOON, _SIX = time(10), time(12, 30), time(18)
MONTH = (
    Planned(-9, _TEN, "Dar las gracias por las fotos del mercadillo", attention="thank", states=("done",)),
    Planned(-4, _NOON, "Responder a la vecina del horario de verano", attention="answer", states=("done",)),
    Planned(-2, _SIX, "Preguntar cómo fue la visita del colegio", attention="follow_up"),
    Planned(
        0,
        _TEN,
        "Horario de la sala de estudio",
        "La sala de estudio abre de lunes a viernes de 9 a 21 h, y los sábados de 10 a 14 h. "
        "Entrada libre, con wifi y enchufes en todas las mesas.",
        pillar="Servicios",
        kind_of_aim="care",
        states=("in_review", "approved"),
    ),
    Planned(1, _NOON, "Leer el hilo sobre el autobús nocturno", attention="read"),
    Planned(
        2,
        _SIX,
        "Cómo sacar entradas sin colas",
        "Las entradas del ciclo de cine se sacan en la web desde el lunes anterior y en taquilla una hora "
        "antes. Si no puedes venir, devuélvela: otra persona la está esperando.",
        pillar="Cine",
        kind_of_aim="care",
        states=("in_review",),
    ),
    Planned(
        4,
        _TEN,
        "El coro del barrio ensaya a puerta abierta",
        "El jueves a las 19 h el coro ensaya con las puertas abiertas. Pasa, escucha y, si te animas, canta.",
        pillar="Barrio",
        kind_of_aim="notoriety",
    ),
    Planned(6, _NOON, "Felicitar al club de ajedrez por su aniversario", attention="congratulate"),
    Planned(8, _TEN, "Receta de la abuela: lo que nos mandáis", pillar="Barrio", kind_of_aim="notoriety"),
    Planned(
        11,
        _SIX,
        "Preguntas que nos hacéis sobre accesibilidad",
        "Hay rampa por la calle de atrás, bucle magnético en el salón y aseo adaptado en la planta baja. "
        "¿Qué echas en falta?",
        pillar="Servicios",
        kind_of_aim="care",
    ),
    Planned(15, _TEN, "Tras el telón: montar una exposición", pillar="Exposiciones", kind_of_aim="notoriety"),
    Planned(None, _TEN, "Entrevista a quien lleva la biblioteca de barrio", pillar="Barrio"),
)


def month(today: date) -> None:
    """The calendar as it stands on that day; one that is there stays."""
    if Entry.objects.exists():
        return
    owner = Person.objects.filter(username="ana").first()
    aims = {one.kind: one.pk for one in Objective.objects.all()}
    with transaction.atomic():
        for planned in MONTH:
            _write(planned, today, owner, aims)
        keydates.add(today + timedelta(days=9), "Fiesta del barrio", True, owner)


def _write(planned: Planned, today: date, owner: Person | None, aims: dict[str, int]) -> None:
    at: datetime | None = None
    if planned.days is not None:
        local = datetime.combine(today + timedelta(days=planned.days), planned.at)
        at = moment(local, settings.TIME_ZONE).at
    draft = EntryDraft(
        planned.title,
        kind="attention" if planned.attention else "content",
        attention=planned.attention,
        at=at,
        text=planned.text,
        lang="es" if planned.text else "",
        pillar=planned.pillar,
        objective=aims.get(planned.kind_of_aim),
        owner=owner.pk if owner else None,
    )
    entry = service.create(draft, owner)
    for state in planned.states:
        service.set_state(entry, state, owner)
