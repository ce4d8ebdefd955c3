"""The rules of conduct, each with what it must find and what it must leave alone."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.act.conduct.checks.base import Asked, plain
from tertulia.act.conduct.checks.making import alike
from tertulia.act.conduct.checks.people import is_iban, is_identity_number
from tertulia.act.conduct.checks.run import CHECKS, found_in

US = ("Faro", "cafefaro")


def codes(text: str, **known: object) -> set[str]:
    return {one.code for one in found_in(Asked(text, brands=US, **known))}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Déjanos una reseña de 5 estrellas y entra en el sorteo de un jamón", "incentive"),
        ("Leave us a review and win a €50 gift card!", "incentive"),
        ("Como cliente de Faro solo puedo decir cosas buenas", "posing"),
        ("I love Faro, best coffee I've ever had", "posing"),
        ("No trabajo para Faro, pero es el mejor sitio", "hidden-identity"),
        ("Nobody paid me to say this", "hidden-identity"),
        ("Hola, tu expediente a nombre de 12345678Z ya está", "identity-number"),
        ("Ingrésalo en ES91 2100 0418 4502 0005 1332", "identity-number"),
        ("Llama a Luis al 612 34 56 78", "contact-data"),
        ("Escribe a laura.perez@gmail.com", "contact-data"),
        ("Vive en la calle Mayor 3", "contact-data"),
        ("Fotos de los niños en la fiesta del cole", "minors"),
        ("A 9-year-old girl won the contest", "minors"),
        ("Devolveremos el dinero a todos los pasajeros", "promise"),
        ("We guarantee you will arrive on time", "promise"),
        ("Compra ya. Oferta con 20 % de descuento. Solo hoy.", "only-sells"),
    ],
)
def test_a_rule_finds_what_it_is_for(text: str, code: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Este sábado, música en la plaza a las 19:00. Entrada libre hasta completar aforo.",
        "Sentimos el retraso. Escríbenos por privado con tu localizador y lo miramos.",
        "Oficina de turismo: 900 123 123, info@faro.example",
        "We're sorry for the delay. Please DM us your booking code.",
        "Abierto el plazo de inscripción de la escuela infantil hasta el 30 de junio.",
        "Gracias por tu opinión, Marta. Se la pasamos al equipo de cocina.",
    ],
)
def test_plain_speech_passes(text: str) -> None:
    assert codes(text) == set()


def test_a_tie_must_be_told_where_readers_see_it() -> None:
    assert codes("Qué rico todo en Faro", relation="paid") == {"missing-disclosure"}
    assert codes("Qué rico todo en Faro #sp", relation="paid") == {"missing-disclosure", "unclear-label"}
    assert codes("Publicidad. Qué rico todo en Faro", relation="paid") == set()
    assert codes("Faro #cafe #tarde #publi", relation="paid") == {"unclear-label"}
    assert codes("Qué rico todo en otra parte", relation="paid") == set()
    assert codes("Hoy con @lucia.come en la barra", related=(("lucia.come", "gifted"),)) == {
        "missing-disclosure"
    }
    assert codes("Hoy con @lucia.comeaqui", related=(("lucia.come", "gifted"),)) == set()


def test_who_writes_and_how_count_too() -> None:
    assert codes("Abrimos a las nueve", speaks=False) == {"not-a-speaker"}
    assert codes("Abrimos a las nueve", origin="machine") == {"machine"}
    text = "El sábado abrimos la terraza nueva con música en directo y limonada para quien venga"
    assert codes(text, earlier=(text.replace("limonada", "limonadas") + " https://a.example",)) == {"pasted"}
    assert (
        codes(text, earlier=("El domingo cerramos por inventario, perdonad las molestias que os cause",))
        == set()
    )


def test_severities_of_the_workspace_count() -> None:
    asked = Asked("A 9-year-old girl won")
    assert [one.severity for one in found_in(asked)] == ["warning"]
    assert [one.stops for one in found_in(asked, {"minors": "stop"})] == [True]
    assert found_in(asked, {"minors": "off"}) == ()


def test_every_rule_says_what_it_rests_on() -> None:
    assert len({check.code for check in CHECKS}) == len(CHECKS)
    assert all(check.sources and str(check.why) and str(check.title) for check in CHECKS)


def test_check_letters_and_digits_tell_numbers_from_noise() -> None:
    assert is_identity_number("", "12345678", "Z") and is_identity_number("X", "1234567", "L")
    assert not is_identity_number("", "12345678", "A") and not is_identity_number("", "1234567", "L")
    assert is_iban("GB82 WEST 1234 5698 7654 32") and not is_iban("GB83 WEST 1234 5698 7654 32")


@given(st.text(max_size=300))
def test_plain_text_keeps_places_and_no_text_breaks_a_rule(text: str) -> None:
    assert len(plain(text)) == len(text)
    for one in found_in(Asked(text, brands=US, relation="paid")):
        start, end = one.span
        assert 0 <= start <= end <= len(text) and one.quoted == text[start:end]


@given(st.text(alphabet=string.ascii_lowercase + " ", min_size=10, max_size=80))
def test_a_text_is_like_itself(text: str) -> None:
    assert alike(text, text) in (0.0, 1.0)


JUDGED = Path(__file__).with_name("judged.tsv").read_text(encoding="utf-8").splitlines()
MISSED = 8  # of 120: those that no list of words tells, left in so that nobody thinks there are none


def test_invented_texts_are_found() -> None:
    missed = []
    for line in JUDGED:
        code, text = line.split("\t")
        tied = code in ("missing-disclosure", "unclear-label", "hidden-identity")
        if code not in codes(text, relation="paid" if tied else ""):
            missed.append(line)
    assert len(JUDGED) == 120 and len(missed) <= MISSED, missed
