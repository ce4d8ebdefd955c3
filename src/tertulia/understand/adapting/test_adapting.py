"""What corrections teach is kept where it reads better, can be undone, and goes with the posts that taught
it."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.understand.adapting import adapter, keeping, solving
from tertulia.understand.adapting.api import LABELS, active, forget, lessons, outdated, teach, use
from tertulia.understand.adapting.lesson import why
from tertulia.understand.adapting.parts import PARTS
from tertulia.understand.adapting.scoring import draws, interval, macro, right
from tertulia.understand.api import model_version, read
from tertulia.understand.figures import accuracy, macro_f1
from tertulia.understand.models import model_version as shipped_version

FILLER = (
    "hoy ayer mañana tarde noche puerta mesa calle ciudad gente grupo línea número viaje hora minuto lugar "
    "forma manera lado punto caso día semana mes año cosa vez vida mundo casa país agua nombre tierra parte"
)
# Words of a workshop that say nothing elsewhere.
TOLD = {
    "negative": "gripado sangrado bailón",
    "neutral": "calado reglado tarado",
    "positive": "fino redondo sedoso",
}


def text_of(value: str, chance: random.Random) -> str:
    words = [
        *chance.sample(FILLER.split(), 9),
        chance.choice(TOLD[value].split()),
        chance.choice(TOLD[value].split()),
    ]
    return " ".join(chance.sample(words, len(words)))


def labels(count: int, task: str = "sentiment", lang: str | None = "es", seed: int = 1) -> pa.Table:
    """As many labels of posts of a workshop, a third of each value."""
    chance = random.Random(seed)
    values = [list(TOLD)[at % 3] for at in range(count)]
    said = {
        "sentiment": values,
        "intents": ["complaint" if v == "negative" else "praise,thanks" for v in values],
    }
    columns = {
        "post": range(count),
        "text": [text_of(value, chance) for value in values],
        "title": [None] * count,
        "lang": [lang] * count,
        "task": [task] * count,
        "value": said[task],
    }
    return pa.table(columns).cast(LABELS)


def sentiments(posts: pa.Table) -> pa.Table:
    return read(posts.select(["text", "lang"]))


@pytest.fixture(autouse=True)
def _few_repetitions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "FOLDS", 5)
    monkeypatch.setattr(solving, "REPEATS", 2)


@pytest.fixture
def folder(home: Home) -> Path:
    return home.models


def test_words_of_the_workspace_are_learned(folder: Path) -> None:
    lesson = teach(labels(150), folder, "Ana")
    result = lesson.tasks[0]
    assert (result.task, result.lang, result.n, result.kept, result.reason) == (
        "sentiment",
        "es",
        150,
        True,
        "better",
    )
    assert result.before and result.after and result.difference
    assert result.difference.low > 0 and result.after.accuracy.value > result.before.accuracy.value
    assert dict(result.counts) == dict.fromkeys(TOLD, 50) and not result.missing
    new = labels(90, seed=2)
    told = sentiments(new)
    assert set(told["model"].to_pylist()) == {f"{shipped_version()}+1"} == {model_version()}
    assert np.mean(np.array(told["sentiment"].to_pylist()) == np.array(new["value"].to_pylist())) > 0.8


def test_what_is_said_of_each_post_that_taught_is_held_out(folder: Path) -> None:
    lesson = teach(labels(150), folder, "Ana")
    told = lesson.held_out
    assert told["post"].to_pylist() == list(range(150))
    right_ = pc.mean(pc.equal(told["after"], told["value"]).cast(pa.float64())).as_py()
    assert lesson.tasks[0].after is not None
    assert right_ == pytest.approx(lesson.tasks[0].after.accuracy.value, abs=0.06)
    sums = [sum(row) for row in told["probabilities"].to_pylist()]
    assert sums == pytest.approx([1.0] * 150, abs=1e-4)


def test_labels_by_chance_are_not_kept(folder: Path) -> None:
    given = labels(150)
    shuffled = given["value"].take(np.random.default_rng(3).permutation(150))
    lesson = teach(given.set_column(5, LABELS.field("value"), shuffled), folder, "Ana")
    assert not lesson.kept and lesson.tasks[0].reason == "no-better"
    assert active(folder) is None and model_version() == shipped_version()
    with pytest.raises(Problem) as problem:
        use(folder, lesson.number)
    assert problem.value.code == "lesson-not-usable"


def test_too_few_labels_say_how_many_are_missing(folder: Path) -> None:
    lesson = teach(labels(10), folder, "Ana")
    assert lesson.tasks[0].reason == "too-few"
    assert dict(lesson.tasks[0].missing) == {"": 30, "negative": 1, "neutral": 2, "positive": 2}
    assert len(lesson.held_out) == 0 and str(why(lesson.tasks[0]))


def test_a_language_without_a_model_is_said_so(folder: Path) -> None:
    lesson = teach(pa.concat_tables([labels(60, lang="eu"), labels(3, lang=None)]), folder, "Ana")
    assert [(task.lang, task.n, task.reason) for task in lesson.tasks] == [("", 63, "no-model")]


def test_nothing_said_teaches_nothing(folder: Path) -> None:
    with pytest.raises(Problem) as problem:
        teach(LABELS.empty_table(), folder, "Ana")
    assert problem.value.code == "no-labels" and lessons(folder) == []


def test_several_intents_at_once_are_learned(folder: Path) -> None:
    lesson = teach(labels(150, "intents"), folder, "Ana")
    result = lesson.tasks[0]
    taught = {"complaint", "praise", "thanks"}  # what no label has is told as before
    assert result.kept and set(result.after.f1 if result.after else ()) == taught
    new = labels(60, "intents", seed=2)
    told = [",".join(sorted(taught.intersection(names))) for names in sentiments(new)["intents"].to_pylist()]
    assert np.mean(np.array(told) == np.array(new["value"].to_pylist())) > 0.6


def test_other_tasks_are_read_as_before(folder: Path) -> None:
    new = labels(60, seed=2)
    before = sentiments(new)
    teach(labels(150), folder, "Ana")
    after = sentiments(new)
    for name in ("emotion", "joy_p", "offensive", "intents", "needs_reply_p", "lang"):
        assert before[name].equals(after[name])
    assert not before["sentiment"].equals(after["sentiment"])


def test_going_back_reads_as_before(folder: Path) -> None:
    new = labels(60, seed=2)
    before = sentiments(new)
    teach(labels(150), folder, "Ana")
    teach(labels(150, seed=4), folder, "Bruno")
    assert [(lesson.number, lesson.by) for lesson in lessons(folder)] == [(2, "Bruno"), (1, "Ana")]
    use(folder, 1)
    assert model_version().endswith("+1") and (folder / "2.npz").exists()
    use(folder, None)
    assert sentiments(new).equals(before)
    with pytest.raises(Problem) as problem:
        use(folder, 3)
    assert problem.value.code == "no-such-lesson"


def test_the_same_labels_teach_the_same(folder: Path) -> None:
    first, second = teach(labels(90), folder, "Ana"), teach(labels(90), folder, "Ana")
    assert first.tasks == second.tasks and first.held_out.equals(second.held_out)
    assert (folder / "1.npz").read_bytes() == (folder / "2.npz").read_bytes()


def test_a_lesson_comes_back_as_it_was_kept(folder: Path) -> None:
    lesson = teach(labels(90), folder, "Ana")
    assert lessons(folder) == [lesson]


def test_lessons_of_earlier_models_are_set_aside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    teach(labels(150), folder, "Ana")
    for module in (adapter, __import__("tertulia.understand.models", fromlist=["models"])):
        monkeypatch.setattr(module, "model_version", lambda: "new")
    adapter._read.cache_clear()
    assert active(folder) is None and model_version() == "new"
    set_aside = outdated(folder)
    assert set_aside is not None and set_aside.number == 1
    adapter._read.cache_clear()


def test_what_learned_from_erased_posts_goes_with_them(folder: Path) -> None:
    teach(labels(150), folder, "Ana")
    assert forget(folder, [500]) == []
    assert active(folder) is not None
    assert forget(folder, [3, 4]) == [1]
    assert not (folder / "1.npz").exists() and model_version() == shipped_version()
    kept = lessons(folder)[0]
    assert kept.unlearned == 2 and not {3, 4} & set(kept.held_out["post"].to_pylist())
    assert outdated(folder) == kept
    assert teach(labels(150), folder, "Ana").number == 2  # a number is given once
    assert outdated(folder) is None


def test_no_word_of_a_single_post_is_kept(folder: Path) -> None:
    given = labels(90)
    secret = pc.binary_join_element_wise(given["text"][:1], pa.scalar("zzyzxsecreto"), " ")
    texts = pa.concat_arrays([secret.combine_chunks(), given["text"][1:].combine_chunks()])
    plain = keeping.weights_of(folder, teach(given, folder, "Ana").number)
    marked = keeping.weights_of(
        folder, teach(given.set_column(1, LABELS.field("text"), texts), folder, "Ana").number
    )
    with np.load(plain) as one, np.load(marked) as other:
        slots = [set(np.cumsum(file["es.gaps"].astype(np.int64)).tolist()) for file in (one, other)]
    from tertulia.understand.vectoriser import vectorise

    alone = set(vectorise(pa.array(["zzyzxsecreto"])).slots.tolist()) - slots[0]
    assert alone and not alone & slots[1]


def test_a_change_is_taken_up_by_the_next_batch_of_any_process(folder: Path) -> None:
    teach(labels(150), folder, "Ana")
    number = os.fork()
    if number == 0:  # a worker that started before the change
        use(folder, None)
        os._exit(0 if model_version() == shipped_version() else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]) == 0
    assert model_version() == shipped_version()


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("emotion", "none"),
        ("emotion", "joy"),
        ("irony", "true"),
        ("offensive", "group"),
        ("needs_reply", "false"),
    ],
)
def test_what_a_person_says_is_what_is_written(part: str, value: str) -> None:
    assert PARTS[part].written(PARTS[part].truth([value])) == [value]


def test_emotions_below_their_thresholds_are_none() -> None:
    p, cuts = np.array([[0.1] * 6, [0.6, 0.1, 0.1, 0.9, 0.1, 0.1]]), np.full(6, 0.5)
    part = PARTS["emotion"]
    assert part.written(part.said(p, cuts, exclusive=False)) == ["none", "joy"]


def test_bootstrap_figures_are_those_of_the_cards() -> None:
    chance = np.random.default_rng(1)
    truth, said = chance.integers(0, 3, 80), chance.integers(0, 3, 80)
    drawn = draws(80)
    one_hot: Callable[[Any], Any] = lambda labels: (labels[:, None] == np.arange(3)).astype(np.int64)  # noqa: E731
    figures = macro(drawn, one_hot(truth), one_hot(said))
    assert figures[0] == pytest.approx(macro_f1(truth, said))
    assert right(drawn, one_hot(truth), one_hot(said))[0] == pytest.approx(accuracy(truth, said))
    told = interval(figures)
    assert told.low < told.value < told.high
