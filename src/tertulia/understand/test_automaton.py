from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from tertulia.posts.unicode_tables import text_buffers
from tertulia.understand.automaton import PACKED, _says_the_same, _tree, automaton, pack
from tertulia.understand.language import LANGUAGES
from tertulia.understand.language_kernel import score

TEXTS = [
    "Mañana abrimos la nueva sala de lectura",
    "Tomorrow we open the new reading room",
    "Demà obrim la nova sala de lectura, us hi esperem",
    "明日は新しい閲覧室を開きます",
    "\x00 \x7f 😍😍",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaa",
]


def test_packing_gives_the_shipped_file(tmp_path: Path) -> None:
    pack(tmp_path / "automaton.npz", LANGUAGES)
    assert (tmp_path / "automaton.npz").read_bytes() == PACKED.read_bytes()


def test_texts_score_as_with_py3langid_itself() -> None:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    columns = [model.nb_classes.index(language) for language in LANGUAGES]
    model.nb_ptc, model.nb_pc = model.nb_ptc[:, columns].astype(np.float32), model.nb_pc[columns]
    scores, seen = score(*text_buffers(pa.array(TEXTS, pa.large_string())), *automaton().arrays)
    assert seen.all()
    for text, given in zip(TEXTS, scores, strict=True):
        theirs = model._raw_score(text.encode()) / np.sqrt(len(text.encode()))
        assert given == pytest.approx(theirs, rel=1e-4, abs=1e-4)


def test_a_table_that_is_no_tree_with_suffixes_is_refused() -> None:
    moves = np.zeros((3, 256), np.uint16)
    moves[0, 97], moves[1, 98] = 1, 2  # "a", then "ab"; "aa" should lead to "a"
    rows = np.arange(3)
    with pytest.raises(ValueError, match="no longer"):
        _tree(moves, rows, np.array([-1, -1, 0], np.int32))
    moves[:, 97] = 1
    first, letters, suffix, dense, output = _tree(moves, rows, np.array([-1, -1, 0], np.int32))
    assert (first.tolist(), letters.tolist(), suffix.tolist()) == ([1, 2, 3, 3], [0, 97, 98], [0, 0, 0])
    assert (dense.shape, output.tolist()) == ((2, 256), [-1, -1, 0])
    assert _says_the_same(moves, rows, np.arange(3), (first, letters, suffix))
