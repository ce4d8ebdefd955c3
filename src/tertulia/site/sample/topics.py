"""What people write about La Cardadora: topics, their mood, how often, and how the house answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """A rule of the grammar. `about` says whether it looks at past acts or coming ones; `general` is the rule
    that other languages have for it; `answer` the house's rule, with the chance that it answers at all."""

    rule: str
    mood: str
    weight: float
    about: str = "next"
    general: str = "general"
    answer: str = ""
    answered: float = 0.0
    warm: float = 0.0  # how much more a warm person writes it (1) than a cold one (-1)


def _ask(rule: str, weight: float, answer: str, answered: float = 0.72) -> Topic:
    return Topic(rule, "ask", weight, "next", "question", answer, answered)


def _gripe(rule: str, weight: float, answered: float = 0.5) -> Topic:
    return Topic(rule, "anger", weight, "past", "complaint", "r_queja", answered, -1)


QUESTIONS = (
    _ask("pregunta_hora", 10, "r_hora", 0.86),
    _ask("pregunta_entradas", 10, "r_entradas", 0.82),
    _ask("pregunta_precio", 5, "r_precio", 0.8),
    _ask("necesidad_acceso", 8, "r_acceso", 0.6),
    _ask("necesidad_estudio", 8, "r_estudio", 0.42),
    _ask("necesidad_ninos", 7, "r_ninos", 0.66),
    _ask("necesidad_llegar", 5, "r_llegar", 0.62),
    _ask("necesidad_digital", 5, "r_digital", 0.55),
    _ask("pregunta_publico_general", 5, "r_general", 0.7),
)
COMPLAINTS = (
    _gripe("queja_cola", 5),
    _gripe("queja_web", 5),
    _gripe("queja_acceso", 4, 0.6),
    _gripe("queja_aire", 3),
    _gripe("queja_precio", 4, 0.3),
    _gripe("queja_sonido", 3),
    _gripe("queja_trato", 2, 0.65),
    _gripe("queja_info", 3),
    Topic("ironia", "anger", 3, "past", "complaint", "", 0.0, -1),
    Topic("ofensa", "anger", 0.9, "past", "complaint", "", 0.0, -1),
)
PRAISE = (
    Topic("elogio_acto", "joy", 20, "past", "praise", "r_elogio", 0.32, 1),
    Topic("elogio_centro", "joy", 6, "past", "praise", "r_elogio", 0.3, 1),
    Topic("elogio_equipo", "joy", 3, "past", "praise", "r_elogio", 0.6, 1),
    Topic("gracias", "joy", 4, "past", "thanks", "r_elogio", 0.55, 1),
)
IDEAS = (
    Topic("sugerencia", "ask", 5, "next", "general", "r_sugerencia", 0.5),
    Topic("peticion", "ask", 4, "past", "question", "r_sugerencia", 0.4),
    Topic("proyecto", "joy", 0.8, "next", "general", "r_proyecto", 0.85, 1),
)
ADVICE = (Topic("recomienda", "joy", 6, "next", "praise", "", 0.0, 1),)
STANDALONE = QUESTIONS + COMPLAINTS + PRAISE + IDEAS + ADVICE
CONTRIBUTION = Topic("aporta", "joy", 1, "past", "praise", "r_aporta", 0.6)
CREATION = Topic("crea", "joy", 1, "past", "praise", "r_aporta", 0.7)
EXPECTATION = Topic("ilusion", "joy", 10, "next", "praise", "", 0.0, 1)
TAGGING = Topic("etiqueta", "joy", 6, "next", "general", "", 0.0, 1)
REMARK = Topic("comentario_suelto", "joy", 8, "past", "praise", "", 0.0, 1)
BEFORE_ACT = (*QUESTIONS[:4], QUESTIONS[5], EXPECTATION, TAGGING, *COMPLAINTS[1:2], COMPLAINTS[4])
AFTER_ACT = (REMARK, PRAISE[0], PRAISE[2], *COMPLAINTS[:6], QUESTIONS[7], IDEAS[1])
ON_HOUSE = (REMARK, PRAISE[1], PRAISE[3], *QUESTIONS[3:6], *IDEAS, COMPLAINTS[2], COMPLAINTS[6])
REVIEWS = (
    Topic("resena_buena", "joy", 10, "past", "praise", "r_elogio", 0.4, 1),
    Topic("resena_media", "ask", 4, "past", "praise", "r_queja", 0.35),
    Topic("resena_mala", "anger", 4, "past", "complaint", "r_queja", 0.6, -1),
)
STARS = {"resena_buena": (4, 5), "resena_media": (3, 3), "resena_mala": (1, 2)}
