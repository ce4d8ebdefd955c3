from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from tertulia.understand import words
from tertulia.understand.cards import CARDS, HEADINGS, Card, as_markdown, cards
from tertulia.understand.corpora import Examples
from tertulia.understand.decisions import decide
from tertulia.understand.evidence import WEIGHED
from tertulia.understand.figures import calibration_error, f1_by_label, interval, macro_f1
from tertulia.understand.fitting import advise, chances, fit
from tertulia.understand.judging import appoint, held_out
from tertulia.understand.models import load, shipped
from tertulia.understand.recipes import RECIPES, Adviser, Recipe
from tertulia.understand.train import core, without, write_model

pytestmark = pytest.mark.slow

RECIPE = Recipe("tiny", "sentiment", ("negative", "neutral", "positive"), ("none",), ("es",), exclusive=True)


def tiny() -> Examples:
    kinds = ("qué asco, malo", "abre el jueves", "me encanta, gracias")
    texts = [f"{kinds[i % 3]} {word}" for i, word in enumerate(["sala", "cine", "libro", "bar", "sol"] * 12)]
    return Examples(texts, np.arange(60) % 3)


def test_training_is_deterministic_and_learns(tmp_path: Path) -> None:
    first, second = (fit(RECIPE, tiny(), []) for _ in range(2))
    for number, fitted in enumerate((first, second)):
        write_model(tmp_path / f"{number}.npz", [fitted])
    assert (tmp_path / "0.npz").read_bytes() == (tmp_path / "1.npz").read_bytes()
    assert macro_f1(first.truth, first.held_out.argmax(axis=1)) == 1.0


def test_a_stored_model_says_what_the_fitted_one_said(tmp_path: Path) -> None:
    import pyarrow as pa

    from tertulia.understand.vectoriser import vectorise

    fitted = fit(RECIPE, tiny(), [])
    write_model(tmp_path / "tiny.npz", [fitted])
    model = load(tmp_path / "tiny.npz")
    texts = ["qué asco", "me encanta", "abre", "¿qué me encanta? el jueves, gracias"]
    probability = model.probabilities(vectorise(pa.array(texts)), np.arange(4))["sentiment"]
    assert probability[:2].argmax(axis=1).tolist() == [0, 2]
    assert probability == pytest.approx(chances(fitted, texts), abs=0.01)
    assert model.tasks[0].labels == RECIPE.labels


def test_an_adviser_is_heard_and_what_is_stored_says_the_same(tmp_path: Path) -> None:
    import pyarrow as pa

    from tertulia.understand.vectoriser import vectorise

    adviser = Adviser(("none",), 3)
    advice = advise(adviser, Examples(["fatal", "lunes", "bravo"] * 9, np.arange(27) % 3))
    fitted = fit(replace(RECIPE, advisers=(adviser,)), tiny(), [], advice=[advice])
    told_by_adviser = fitted.table.slots.size - fit(RECIPE, tiny(), []).table.slots.size
    assert told_by_adviser > 0
    heard = chances(fitted, ["bravo bravo"])[0, 2]
    write_model(tmp_path / "tiny.npz", [fitted])
    features = vectorise(pa.array(["bravo bravo"]))
    told = load(tmp_path / "tiny.npz").probabilities(features, np.arange(1))["sentiment"][0, 2]
    assert told == pytest.approx(heard, abs=0.02)


def test_a_judge_weighs_what_tells_and_not_what_does_not() -> None:
    random = np.random.default_rng(3)
    truth = np.arange(120) % 2
    columns = np.column_stack([truth + random.normal(0, 0.1, 120), random.normal(0, 1, 120)])
    judge = appoint(columns, truth[:, None], 1, 1.0)
    assert judge.weights[0, 0] > 5 * abs(judge.weights[1, 0])
    assert ((judge.scores(columns)[:, 0] > 0) == (truth == 1)).all()
    assert ((held_out(columns, truth[:, None], 1, 1.0)[:, 0] > 0) == (truth == 1)).all()


def test_what_nobody_or_everybody_has_is_told_so() -> None:
    judge = appoint(np.ones((4, 1)), np.array([[0, 1]] * 4), 2, 1.0)
    assert judge.scores(np.ones((1, 1))).tolist() == [[-20, 20]]


def test_copies_of_a_post_are_known_by_their_core() -> None:
    assert core("Gracias @ana! https://t.co/x 🙂") == core("gracias @user http")
    kept = without(Examples(["hola @ana", "adiós"], np.array([0, 1])), {core("HOLA @user")})
    assert kept.texts == ["adiós"]
    assert kept.labels.tolist() == [1]


def test_figures_by_hand() -> None:
    truth, said = np.array([0, 0, 1, 1, 2]), np.array([0, 1, 1, 1, 0])
    assert f1_by_label(truth[:, None] == range(3), said[:, None] == range(3)).tolist() == pytest.approx(
        [0.5, 0.8, 0]
    )
    assert macro_f1(truth, said) == pytest.approx(1.3 / 3)
    assert calibration_error(
        np.array([0.8, 0.8, 0.8, 0.8]), np.array([True, True, True, False])
    ) == pytest.approx(0.05)
    low, high = interval(macro_f1, np.tile(truth, 40), np.tile(said, 40), draws=50)
    assert low < 1.3 / 3 < high


def test_decisions() -> None:
    p = np.array([[0.5, 0.4, 0.1], [0.3, 0.3, 0.4]])
    assert decide(p, np.ones(3), exclusive=True).tolist() == [0, 2]
    assert decide(p, np.array([1, 0.5, 1]), exclusive=True).tolist() == [1, 1]
    assert decide(p, np.array([0.5, 0.4, 0.4]), exclusive=False).tolist() == [[1, 1, 0], [0, 0, 1]]
    rest = decide(p, np.array([0.5, 0.5, 0.4]), exclusive=False, rest=1)
    assert rest.tolist() == [[1, 0, 0], [0, 1, 1]]


def test_every_recipe_has_its_model_and_its_card() -> None:
    tasks = {(model.name, task.name): task for model in shipped() for task in model.tasks}
    by_name = {(card.model, card.task): card for card in cards()}
    assert set(tasks) == set(by_name) == {(recipe.model, recipe.task) for recipe in RECIPES}
    for recipe in RECIPES:
        card, task = by_name[recipe.model, recipe.task], tasks[recipe.model, recipe.task]
        assert card.labels == task.labels == recipe.labels
        assert card.languages == task.languages == recipe.languages
        assert tuple(source.name for source in card.sources) == recipe.sources
        assert task.rest == recipe.rest
        assert len(task.evidence) == (len(WEIGHED) if recipe.evidence else 0)
        assert [part.name for part in card.parts] == [name.rsplit("-", 1)[1] for name in recipe.parts]
        assert tuple(card.thresholds.values()) == pytest.approx(task.thresholds, abs=1e-4)


@pytest.mark.parametrize("path", sorted(CARDS.glob("*.json")), ids=lambda path: path.stem)
def test_a_card_is_complete(path: Path) -> None:
    assert set(json.loads(path.read_text("utf-8"))) == {field.name for field in fields(Card)}
    [card] = [card for card in cards() if f"{card.model}-{card.task}" == path.stem]
    assert 0 < card.macro_f1_low <= card.macro_f1 <= card.macro_f1_high <= 1
    assert card.calibration_error < 0.1
    assert all(source.licence and source.cite for source in card.sources)
    assert all(part.name in words.PARTS and part.name in HEADINGS for part in card.parts)
    assert card.task in words.TASKS and card.task in words.LIMITS
    assert {*card.f1} <= {*words.LABELS} and {*card.languages} <= {*words.LANGUAGES}
    assert all(source.licence in as_markdown(card) for source in card.sources)
