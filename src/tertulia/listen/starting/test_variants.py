"""Names as people write them are found; what merely looks alike is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.listen.matcher.naive import occurrences
from tertulia.listen.query.api import parse
from tertulia.listen.starting.variants import host_of, search_of, variants, words_search
from tertulia.listen.tokens import tokens


def finds(query: str, text: str) -> bool:
    tree = parse(query).tree
    assert tree is not None, query
    children = getattr(tree, "children", (tree,))
    return any(any(True for _ in occurrences(child, tokens(text))) for child in children)


@pytest.mark.parametrize(
    "name,texts",
    [
        ("Café Pérez", ["cafe perez", "CAFÉ PÉREZ", "#CafePerez", "@cafe_perez", "en Café-Pérez"]),
        ("Ayuntamiento de Zaragoza", ["el ayto. de Zaragoza", "@aytozaragoza", "#AyuntamientoDeZaragoza"]),
        ("Ajuntament de València", ["ajuntament de valencia", "Ayuntamiento de Valencia"]),
        ("Peña Bética", ["pena betica", "la Peña Bética", "#penabetica"]),
        ("Coca-Cola", ["una coca cola", "cocacola", "Coca-Cola"]),
        ("MediaMarkt", ["en media markt", "mediamarkt"]),
        ("Marks & Spencer", ["Marks & Spencer", "marks and spencer", "marks y spencer", "#marksspencer"]),
        ("L'Oréal", ["L’Oréal", "loreal"]),
        ("Panadería Gómez, S.L.", ["panaderia gomez"]),
        ("Universidad Politécnica de Madrid", ["uni politecnica de madrid", "#universidadpolitecnicamadrid"]),
        ("A Coruña", ["a coruña", "A Coruna", "#acoruña"]),
        ("El Corte Inglés S.A.", ["el corte ingles", "#elcorteingles"]),
    ],
)
def test_the_ways_to_write_a_name_are_found(name, texts):
    query = search_of(variants(name))
    assert [text for text in texts if not finds(query, text)] == []


@pytest.mark.parametrize(
    "name,text",
    [
        ("La Cardadora", "una cardadora de lana"),  # without its article only on demand
        ("Ayuntamiento de Zaragoza", "me voy a Zaragoza"),
        ("Universidad Politécnica de Madrid", "el upm"),
        ("Peña Bética", "qué pena"),
    ],
)
def test_what_merely_looks_alike_is_not_found(name, text):
    assert not finds(search_of(variants(name)), text)


def test_a_site_is_found_by_its_address_and_not_by_two_words_of_spanish():
    query = search_of(variants("Zaragoza Cultura", "https://www.zaragoza.es/cultura"))
    assert finds(query, "más en https://zaragoza.es/agenda") and finds(query, "www.zaragoza.es")
    assert not finds(query, "Zaragoza es una ciudad")
    plain = search_of(variants("Teatro Viejo", "teatroviejo.org"))
    assert plain.endswith('OR "teatroviejo org"') and finds(plain, "mira teatroviejo.org/agenda")
    assert "127" not in search_of(variants("Teatro Viejo", "http://127.0.0.1:8000"))


def test_initials_are_offered_and_not_taken():
    found = {variant.term: variant.sure for variant in variants("Universidad Politécnica de Madrid")}
    assert found["{UPM}"] is False
    assert "{CP}" not in {variant.term for variant in variants("Café Pérez")}


def test_accounts_are_named_whole():
    assert "@cardadora.bsky.social" in search_of(variants("La Cardadora", handles=["@Cardadora.bsky.social"]))
    assert search_of(variants("X", handles=["nobody at all"])) == "x"


@pytest.mark.parametrize(
    "site,host",
    [
        ("https://www.cardadora.es/agenda", "cardadora.es"),
        ("cardadora.es", "cardadora.es"),
        ("http://[", ""),
        ("La Cardadora", ""),
        ("", ""),
    ],
)
def test_hosts(site, host):
    assert host_of(site) == host


def test_words_of_the_sector():
    assert (
        words_search("Café de especialidad, tostador*\n#coffee,,")
        == '"cafe de especialidad" OR tostador* OR #coffee'
    )
    assert words_search(" ,*,") == ""


@given(name=st.text(max_size=60), site=st.text(max_size=40))
def test_any_name_gives_a_sound_search_or_none(name, site):
    query = search_of(variants(name, site))
    assert not query or parse(query).tree is not None
    assert not words_search(name) or parse(words_search(name)).tree is not None
