"""Themes over invented posts whose themes are known, and over weeks."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.understand.themes.api import (
    NONE,
    Fit,
    Kept,
    assign,
    counts,
    examples,
    fit,
    follow,
    groups,
    names,
    state,
    words_of,
)
from tertulia.understand.themes.fitting import Tried, choose
from tertulia.understand.themes.words import singular

SUBJECTS = {
    "queue": "cola entrada puerta espera taquilla turno fila acceso",
    "music": "concierto guitarra banda escenario cantante público bises sonido",
    "bikes": "bicicleta carril calle tráfico semáforo coche acera aparcamiento",
    "library": "biblioteca libro lectura préstamo sala estantería novela silencio",
    "food": "cafetería menú comida camarero cocina plato precio mesa",
    "trees": "árbol sombra parque jardín riego césped banco fuente",
}


def told(posts: int, seed: int = 0, subjects: tuple[str, ...] = tuple(SUBJECTS)) -> list[tuple[str, str]]:
    """(subject, text): four words of the subject among small talk, no two texts the same."""
    chance = random.Random(seed)
    chosen = [chance.choice(subjects) for _ in range(posts)]
    small = [
        f"{first}{second}" for first in ("bro", "cla", "dri", "fle") for second in ("mo", "nu", "pi", "to")
    ]
    return [
        (name, " ".join(chance.sample(SUBJECTS[name].split(), 4) + chance.sample(small, 2)))
        for name in chosen
    ]


@pytest.fixture(scope="module")
def posts() -> list[tuple[str, str]]:
    return told(900)


@pytest.fixture(scope="module")
def found(posts: list[tuple[str, str]]) -> Fit:
    return fit([text for _, text in posts], [f"p{number % 200}" for number in range(len(posts))])


def test_the_themes_of_posts_are_found_and_named(posts: list[tuple[str, str]], found: Fit) -> None:
    words = words_of([text for _, text in posts])
    assigned = assign(words, found.themes)
    right = 0
    for theme in range(len(found.themes)):
        inside = Counter(posts[at][0] for at in np.flatnonzero(assigned.theme == theme))
        right += inside.most_common(1)[0][1]
    assert right > 0.9 * (assigned.theme != NONE).sum() > 0.8 * len(posts)
    assert min(found.coherence) > 0
    for theme, name in enumerate(names(words, assigned, len(found.themes))):
        subject = Counter(posts[at][0] for at in np.flatnonzero(assigned.theme == theme)).most_common(1)[0][0]
        assert set(name) <= set(SUBJECTS[subject].split())


def test_the_same_posts_give_the_same_themes(posts: list[tuple[str, str]], found: Fit) -> None:
    again = fit([text for _, text in posts], [f"p{number % 200}" for number in range(len(posts))])
    assert again == found


def test_few_posts_have_no_themes() -> None:
    found = fit(["una cola enorme en la puerta"] * 30, [str(number) for number in range(30)])
    assert len(found.themes) == 0 and found.posts == 30 and found.distinct == 1
    assert assign(words_of(["la cola"]), found.themes).theme.tolist() == [NONE]
    assert len(fit([], []).themes) == 0


def test_what_one_account_repeats_is_no_theme(posts: list[tuple[str, str]]) -> None:
    alone = [
        f"{text} zapatos rebajas oferta{number % 7} descuento" for number, (_, text) in enumerate(told(90, 5))
    ]
    texts = [text for _, text in posts] + alone
    found = fit(texts, [f"p{number % 200}" for number in range(len(posts))] + ["shop"] * len(alone))
    assert all(
        people >= 5
        for _, people in counts(
            assign(words_of(texts), found.themes),
            len(found.themes),
            [f"p{number % 200}" for number in range(len(posts))] + ["shop"] * len(alone),
        )
    )


def test_texts_that_say_the_same_are_one() -> None:
    base = "El concierto de la banda municipal empieza tarde en la plaza mayor del pueblo"
    texts = [
        base,
        f"{base} https://a.example/1",
        f"RT {base}!",
        "La biblioteca cierra por obras todo el verano",
    ]
    assert groups(words_of(texts)).tolist() == [0, 0, 0, 3]
    assert groups(words_of(["sí", "sí", "claro"])).tolist() == [0, 1, 2]  # too short to tell


@given(st.lists(st.text(alphabet="abcde ñé#@", max_size=60), max_size=12))
@settings(deadline=None)
def test_every_text_has_a_group_that_is_its_own_first(texts: list[str]) -> None:
    words = words_of(texts)
    found = groups(words)
    assert len(found) == len(texts) == len(words)
    assert all(found[found[at]] == found[at] <= at for at in range(len(texts)))


def test_words_are_folded_and_plurals_join_their_singular() -> None:
    words = words_of(["Árbol árboles", "árbol", "el árbol de @ana https://x.example #Sombra", "crisis"])
    assert words.folded == ("arbol", "crisis", "sombra") and words.written[0] == "árbol"
    assert [words.text(number).tolist() for number in range(4)] == [[0, 0], [0], [0, 2], [1]]
    assert (
        singular("gracias", Counter({"gracias": 9, "gracia": 1})) == "gracias"
    )  # hardly ever in the singular


def test_examples_are_of_different_people_and_say_different_things(
    posts: list[tuple[str, str]], found: Fit
) -> None:
    texts = [text for _, text in posts]
    people = [f"p{number % 200}" for number in range(len(posts))]
    words = words_of(texts)
    chosen = examples(words, assign(words, found.themes), 0, people, groups(words).tolist())
    assert len(chosen) == 3 == len({people[at] for at in chosen})


def test_the_number_of_themes_gives_up_little_agreement_for_detail() -> None:
    trials = [Tried(6, 0.8, 0.3), Tried(9, 0.75, 0.28), Tried(12, 0.7, 0.22), Tried(16, 0.5, 0.25)]
    assert choose(trials).number == 12 and choose(trials, 8).number == 9


def test_a_theme_keeps_its_number_when_posts_come_in(posts: list[tuple[str, str]], found: Fit) -> None:
    kept = [Kept(number + 1, terms) for number, terms in enumerate(found.themes.terms)]
    later = told(900, 1, tuple(name for name in SUBJECTS if name != "trees"))
    texts = [text for _, text in posts[450:] + later]
    second = fit(texts, [f"p{number % 200}" for number in range(len(texts))])
    words = words_of(texts)
    before, now = assign(words, found.themes).theme, assign(words, second.themes).theme
    followed = follow(kept, second.themes.terms, before, now, len(kept) + 1)
    for place, number in enumerate(followed.numbers):
        if number <= len(kept):
            old = Counter(
                posts[at][0]
                for at in np.flatnonzero(
                    assign(words_of([t for _, t in posts]), found.themes).theme == number - 1
                )
            ).most_common(1)[0][0]
            new = Counter((posts[450:] + later)[at][0] for at in np.flatnonzero(now == place)).most_common(1)[
                0
            ][0]
            assert old == new
    assert sum(number <= len(kept) for number in followed.numbers) >= len(SUBJECTS) - 2


def test_what_is_new_what_is_merged_and_what_is_lost_is_told() -> None:
    kept = [
        Kept(1, {"cola": 1.0}),
        Kept(2, {"puerta": 1.0}),
        Kept(3, {"nieve": 1.0}),
        Kept(4, {"wifi": 1.0}, True),
    ]
    before = np.array([0] * 10 + [1] * 10 + [2] * 4 + [3] * 5)
    now = np.array([0] * 10 + [0] * 9 + [-1] + [-1] * 4 + [0] * 5)
    followed = follow(kept, [{"cola": 0.9, "puerta": 0.4}, {"sequia": 1.0}], before, now, 5)
    assert followed.numbers == (1, 5)
    told_ = {(event.what, event.number, event.into) for event in followed.events}
    assert told_ == {
        ("words", 1, None),
        ("born", 5, None),
        ("merged", 2, 1),
        ("lost", 3, None),
        ("lost", 4, None),
    }
    assert follow([], [], np.zeros(0, int), np.zeros(0, int), 1).numbers == ()


def test_how_a_theme_stands_is_told_only_beyond_chance() -> None:
    weeks = [1000] * 6
    assert state([0, 0, 0, 0, 0, 30], weeks) == "born"
    assert state([20, 22, 19, 20, 21, 70], weeks) == "growing"
    assert state([60, 62, 59, 60, 61, 10], weeks) == "fading"
    assert state([20, 22, 19, 20, 21, 24], weeks) == "steady"
    assert state([0] * 6, weeks) == "fading"
