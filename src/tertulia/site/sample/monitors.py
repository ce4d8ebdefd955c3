"""What the sample's team listens for."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class SampleMonitor:
    """A monitor of the sample: its role is one of posts.schema.ROLES."""

    name: str
    role: str
    query: str
    folder: str = ""


_BRAND = """
(
    "la cardadora" OR lacardadora OR la_cardadora_marjalba OR "la carda"
)
NOT (moneda* OR merina OR esquilar OR "cardadora de tambor" OR "cardadora industrial" OR "perro ya no")
"""
_SECTOR = """
marjalba AND (
    cultur* OR concierto* OR teatro OR musica OR expo* OR libreria OR cine OR taller*
    OR biblioteca OR poesia OR festival* OR museo OR "planes para" OR agenda
)
"""
_TICKETS = """
#AbonosCarda OR (
    (entrada* OR abono* OR web OR pago OR cobrado OR cobro)
    NEAR/12 (
        error OR cae OR caida OR cuelga OR falla OR fallar OR imposible OR doble OR devolv* OR blanco OR carga
    )
)
"""
_ACCESS = """
ascensor OR accesib* OR rampa OR "silla de ruedas" OR "bucle magnetico" OR "lengua de signos" OR subtitulos
OR "baño adaptado" OR muletas OR "letra grande" OR "step-free" OR elevador
"""
_STUDY = """
"sala de estudio" OR "sala d'estudi" OR "study room" OR "sala de estudo"
OR (enchufes NEAR/8 estudio) OR (domingos NEAR/6 estudi*)
"""


# What the team said of the posts that it was shown: the carding machine, the wool and the dog are not ours.
_NOT_OURS = re.compile(
    r"tambor|industrial|manual|esquil|merina|de este perro|\b(?:compro|vendo|busco|cambio)\b|m[aá]quina",
    re.IGNORECASE,
)
MEASURED = "La Cardadora"
SEED = 2026


def verdict(text: str) -> str:
    """Whether a post is about the sample's centre, as a person would label it."""
    return "no" if _NOT_OURS.search(text) else "yes"


def monitors() -> list[SampleMonitor]:
    """The monitors of the sample, as one would type them."""
    return [
        SampleMonitor("La Cardadora", "brand", _clean(_BRAND)),
        SampleMonitor(
            "Teatro Almirena", "competitor", "almirena* OR teatro_almirena_marjalba", "Competencia"
        ),
        SampleMonitor("Espacio Orbaya", "competitor", "orbaya OR #LosSueldos", "Competencia"),
        SampleMonitor("Cultura en Marjalba", "sector", _clean(_SECTOR)),
        SampleMonitor("Festival Vellón", "campaign", '#FestivalVellon OR "festival vellon"'),
        SampleMonitor("Entradas y web", "crisis", _clean(_TICKETS)),
        SampleMonitor("Accesibilidad", "topic", _clean(_ACCESS), "Necesidades"),
        SampleMonitor("Sala de estudio", "topic", _clean(_STUDY), "Necesidades"),
        SampleMonitor(
            "La hilandera", "topic", "#LaHilandera OR (mural NEAR/10 (zarzal OR hilandera OR batan))"
        ),
    ]


def _clean(query: str) -> str:
    return "\n".join(line.rstrip() for line in query.strip().splitlines())
