"""The ready-made exclusions are sound, and tell what they are for from what looks like it."""

from __future__ import annotations

import pytest

from tertulia.listen.matcher.naive import Document, holds
from tertulia.listen.measuring.editing import exclude
from tertulia.listen.monitors.ready import find, ready_made
from tertulia.listen.query.api import parse

NAMES = [each.name for each in ready_made()]


def test_each_subject_is_there_in_both_languages() -> None:
    assert len(NAMES) == 6
    assert {name.rpartition(".")[2] for name in NAMES} == {"en", "es"}


@pytest.mark.parametrize("name", NAMES)
def test_they_are_sound_searches(name: str) -> None:
    ready = find(name)
    assert ready is not None
    parsed = parse(ready.text)
    assert parsed.tree is not None
    assert not parsed.findings
    assert parse(exclude("feria NOT lluvia", f"(\n{ready.text}\n)")).tree is not None


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("job-offers.es", "Buscamos camarera para fines de semana. Envía tu CV a…", True),
        ("job-offers.es", "#Empleo: 3 plazas de auxiliar administrativo en Sevilla", True),
        ("job-offers.es", "Mi trabajo en la feria fue agotador", False),
        ("job-offers.es", "Buscamos sitio para cenar", False),
        ("job-offers.en", "We're hiring! Apply now for the role", True),
        ("job-offers.en", "I hate my job", False),
        ("giveaways.es", "¡SORTEO! Sigue a @bar, menciona a dos amigos y gana una cena", True),
        ("giveaways.es", "El sorteo de la Champions es mañana", False),
        ("giveaways.en", "GIVEAWAY 🎉 follow us and RT to enter", True),
        ("giveaways.en", "They give away the plot in the trailer", False),
        ("automatic-accounts.es", "Soy un bot y publico el tiempo", True),
        ("automatic-accounts.en", "I'm a bot, beep boop", True),
        ("automatic-accounts.en", "Talking to your bot is useless", False),
    ],
)
def test_they_tell_apart(name: str, text: str, found: bool) -> None:
    ready = find(name)
    assert ready is not None
    tree = parse(ready.text).tree
    assert tree is not None
    assert holds(tree, Document.of({"text": text}, {})) is found


def test_a_network_s_mark_is_enough() -> None:
    ready = find("automatic-accounts.es")
    assert ready is not None
    tree = parse(ready.text).tree
    assert tree is not None
    assert holds(tree, Document.of({"text": "Hoy, 20 grados", "extra": '{"bot": true}'}, {}))
