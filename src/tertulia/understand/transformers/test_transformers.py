from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.errors import Problem
from tertulia.understand.api import read
from tertulia.understand.transformers import encoder, readers
from tertulia.understand.transformers.chosen import chosen, faults, read_over_chosen
from tertulia.understand.transformers.conftest import write_model
from tertulia.understand.transformers.folder import files_of
from tertulia.understand.transformers.labels import TASKS, gathered, meaning
from tertulia.understand.transformers.preparing import preparer
from tertulia.understand.transformers.readers import Reader
from tertulia.understand.transformers.reading import read_over

TEXTS = ["buena buena feria", "mala", "una feria normal normal normal normal", "mala mala feria buena mala"]


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Problem) as told:
        yield
    assert told.value.code == code
    assert told.value.remedy or code == "no-such-reader"


def reader(folder: Path, **given: object) -> Reader:
    told = {
        "number": 1,
        "folder": str(folder),
        "task": "sentiment",
        "langs": ("es",),
        "places": (0, 1, 2),
        "several": False,
        "style": "",
        "temperature": 1.0,
        "digest": files_of(folder).digest,
        "used": True,
    }
    return Reader(**told | given)  # type: ignore[arg-type]


def test_a_model_reads_texts_of_any_length_in_their_order(model: Path) -> None:
    said = encoder.Encoder(files_of(model), "es").logits(TEXTS * 20)
    assert said.argmax(axis=1).tolist() == [2, 0, 1, 0] * 20
    alone = encoder.Encoder(files_of(model), "es").logits(TEXTS[2:3])
    np.testing.assert_allclose(said[2], alone[0], rtol=1e-5)  # what is padded says nothing


def test_long_texts_are_cut_where_the_model_ends(tmp_path: Path) -> None:
    short = write_model(tmp_path / "short", max_position_embeddings=6)
    said = encoder.Encoder(files_of(short), "es").logits(["mala mala mala mala " + "buena " * 40])
    assert said.argmax() == 0


def test_readings_in_the_readers_languages_are_its_own_and_others_stay(model: Path) -> None:
    texts = pa.array(
        ["mala mala mala, otra vez mala, qué mala", "what a wonderful day, thank you all so much"]
    )
    readings = read(pa.table({"text": texts}))
    assert readings["lang"].to_pylist() == ["es", "en"]
    over = read_over(readings, texts, [reader(model)])
    assert over.schema == readings.schema
    assert over["sentiment"].to_pylist()[0] == "negative"
    assert over["negative_p"].to_pylist()[0] != readings["negative_p"].to_pylist()[0]
    assert over.slice(1) == readings.slice(1)
    untouched = [name for name in readings.column_names if name not in ("sentiment", *_SENTIMENT_P)]
    assert over.select(untouched) == readings.select(untouched)


_SENTIMENT_P = ("negative_p", "neutral_p", "positive_p")


def test_an_unsure_model_says_so(tmp_path: Path) -> None:
    model = write_model(tmp_path / "five", {str(n): f"LABEL_{n}" for n in range(3)})
    texts = pa.array(["feria feria feria de la ciudad y de su gente"])
    readings = read(pa.table({"text": texts}))
    over = read_over(readings, texts, [reader(model, temperature=50.0)])
    assert over["sentiment"].to_pylist() == [None]
    assert sum(over[name].to_pylist()[0] for name in _SENTIMENT_P) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("task", "names", "places"),
    [
        ("sentiment", {0: "NEG", 1: "NEU", 2: "POS"}, (0, 1, 2)),
        ("sentiment", {0: "positive", 1: "negative"}, (2, 0)),
        ("sentiment", {n: f"{n + 1} star{'s' * (n > 0)}" for n in range(5)}, (0, 0, 1, 2, 2)),
        ("emotion", {0: "others", 1: "joy", 2: "sadness"}, (6, 3, 4)),
        ("irony", {0: "not ironic", 1: "ironic"}, (1, 0)),
    ],
)
def test_labels_of_published_models_are_known(
    task: str, names: dict[int, str], places: tuple[int, ...]
) -> None:
    assert meaning(task, names) == places


@given(st.sampled_from(sorted(TASKS)), st.dictionaries(st.integers(0, 6), st.text(), min_size=2, max_size=7))
def test_labels_map_or_are_refused_with_a_remedy(task: str, names: dict[int, str]) -> None:
    try:
        places = meaning(task, names)
    except Problem as problem:
        assert problem.code == "unknown-labels"
        assert problem.remedy
    else:
        assert len(places) == len(names)


def test_a_person_may_say_what_labels_mean() -> None:
    names = {0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2"}
    assert meaning("sentiment", names, ("positive", "neutral", "negative")) == (2, 1, 0)
    for wrong in (("positive", "negative"), ("good", "so-so", "bad")):
        with refused("bad-labels"):
            meaning("sentiment", names, wrong)


def test_outputs_of_one_meaning_are_added() -> None:
    assert gathered(np.array([[0.1, 0.2, 0.7]], np.float32), (0, 0, 2), 3).tolist() == [
        pytest.approx([0.3, 0, 0.7])
    ]


@pytest.mark.parametrize(
    ("gone", "code"),
    [("model.onnx", "no-graph"), ("tokenizer.json", "no-tokenizer"), ("config.json", "no-labels")],
)
def test_a_folder_that_lacks_a_file_is_refused(model: Path, gone: str, code: str) -> None:
    (model / gone).unlink()
    (model / "pytorch_model.bin").write_bytes(b"a pickle, never loaded")
    with refused(code):
        files_of(model)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_broken_file_is_told(model: Path, name: str) -> None:
    (model / name).write_bytes(b"nothing of the kind")
    with refused("broken-model"):
        encoder.Encoder(files_of(model), "es")


def test_texts_are_written_as_the_models_saw_them() -> None:
    tweet = preparer("tweets", "")
    assert tweet("@ana mira https://a.es/x?y=1 #Feria") == "@user mira http #Feria"
    spanish = preparer("pysentimiento", "es")
    assert spanish("@ana jajajajaja #FeriaDeAbril holaaaaaa «sí» https://a.es/x") == (
        '@usuario jaja hashtag feria de abril holaaa "sí" url'
    )
    assert spanish("bien 😂") == "bien  emoji cara llorando de risa emoji"
    assert preparer("pysentimiento", "en")("@ana 😂") == "@USER  emoji face with tears of joy emoji"


def test_one_reader_for_a_task_and_language(tmp_path: Path, model: Path) -> None:
    first, second = (readers.add(tmp_path, reader(model, used=False)) for _ in range(2))
    other = readers.add(tmp_path, reader(model, used=False, langs=("en",)))
    for one in (first, other, second):
        readers.use(tmp_path, one.number)
    assert [one.number for one in readers.readers(tmp_path) if one.used] == [second.number, other.number]
    readers.remove(tmp_path, second.number)
    assert readers.add(tmp_path, reader(model)).number == 4
    with refused("no-such-reader"):
        readers.use(tmp_path, 2)


def test_a_change_of_readers_counts_from_the_next_batch_on(tmp_path: Path, model: Path) -> None:
    assert chosen(tmp_path / "nowhere") == ()
    one = readers.add(tmp_path, reader(model, used=False))
    assert chosen(tmp_path) == ()
    readers.use(tmp_path, one.number)
    assert [each.number for each in chosen(tmp_path)] == [1]
    texts = pa.array(["mala mala mala, otra vez mala, qué mala"])
    readings = read(pa.table({"text": texts}))
    over = read_over_chosen(readings, texts, chosen(tmp_path))
    assert over["sentiment"].to_pylist() == ["negative"]
    assert over["model"].to_pylist() == [f"{readings['model'][0]};sentiment={one.digest}"]


def test_posts_do_not_wait_for_a_reader_that_fails(
    tmp_path: Path, model: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = write_model(tmp_path / "broken")
    one = readers.add(tmp_path, reader(broken))
    (broken / "model.onnx").write_bytes(b"cut off")
    texts = pa.array(["mala mala mala, otra vez mala, qué mala"])
    readings = read(pa.table({"text": texts}))
    assert read_over_chosen(readings, texts, chosen(tmp_path)) == readings
    assert "did not read 1 posts" in caplog.text
    assert [(each.number, problem.code) for each, problem in faults(tmp_path) if problem] == [
        (one.number, "other-model")
    ]


def test_a_reader_that_can_read_has_no_fault(tmp_path: Path, model: Path) -> None:
    readers.add(tmp_path, reader(model))
    assert [problem for _, problem in faults(tmp_path)] == [None]
