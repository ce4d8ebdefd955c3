"""Posts that ask the same come together, others do not, and what has its place keeps it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.understand.needs import grouping, learn
from tertulia.understand.needs.api import NONE, group
from tertulia.understand.needs.features import features, told
from tertulia.understand.needs.merging_kernel import merged
from tertulia.understand.needs.vectors import vectors
from tertulia.understand.needs.words import stem, things, tokens

FOLDER = Path(__file__).parents[4] / "tests" / "data" / "needs"
LIBRARY = [
    "¿A qué hora abre la biblioteca los sábados?",
    "@ayto horario de la biblioteca por favor",
    "what time does the public library open on Saturday?",
]
BINS = [
    "Los contenedores de basura de mi calle están a rebosar",
    "rubbish bins overflowing again in our street",
]
ALONE = "¿Se puede volar un dron en la plaza mayor?"


def posts(name: str) -> tuple[list[str], list[int]]:
    texts, needs, need = [], [], -1
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("= "):
            need += 1
        elif line and not line.startswith("#"):
            texts.append(line.partition("|")[2])
            needs.append(need)
    return texts, needs


def labels(needs: np.ndarray) -> list[int]:
    return [int(need) if need >= 0 else 10_000 + at for at, need in enumerate(needs)]


def test_paraphrases_of_both_languages_are_one_need_and_the_odd_one_is_none() -> None:
    found = group([*LIBRARY, *BINS, ALONE])
    assert found.needs.tolist() == [0, 0, 0, 1, 1, NONE]
    assert found.typical[0] in (0, 1, 2) and found.typical[1] in (3, 4)


def test_new_posts_join_what_is_known_and_what_is_known_stays() -> None:
    texts = [*LIBRARY[:2], BINS[0], "nothing of the sort", LIBRARY[2], BINS[1], ALONE]
    found = group(texts, [0, 0, 1, 1, NONE, NONE, NONE])
    assert found.needs.tolist() == [0, 0, 1, 1, 0, NONE, NONE] or found.needs.tolist()[:5] == [0, 0, 1, 1, 0]


def test_two_new_ones_found_a_need_with_the_next_number() -> None:
    assert group([*BINS, *LIBRARY], [NONE, NONE, 0, 0, 0]).needs.tolist() == [1, 1, 0, 0, 0]


def test_nothing_and_posts_without_words_ask_nothing() -> None:
    assert group([]).needs.tolist() == []
    assert group(["", "@ana", "👍", "https://x.example", "?!"]).needs.tolist() == [NONE] * 5


def test_the_groups_agree_with_those_made_by_hand() -> None:
    from sklearn.metrics import adjusted_rand_score

    texts, needs = posts("held_out")
    assert len(texts) == 150 and len(set(needs)) == 20
    assert adjusted_rand_score(needs, labels(group(texts).needs)) >= 0.6


def test_blocks_lose_little_against_comparing_all(monkeypatch: pytest.MonkeyPatch) -> None:
    from sklearn.metrics import adjusted_rand_score

    texts, _ = posts("developing")
    whole = labels(group(texts).needs)
    monkeypatch.setattr(grouping, "BLOCK", 60)
    assert adjusted_rand_score(whole, labels(group(texts).needs)) > 0.7


def test_the_kernel_merges_as_scipy_does() -> None:
    from scipy.cluster.hierarchy import fcluster, linkage
    from sklearn.metrics import adjusted_rand_score

    chance = np.random.default_rng(3)
    points = chance.random((60, 4))
    likeness = 1 / (1 + np.linalg.norm(points[:, None] - points[None], axis=2))
    upper = 1 - likeness[np.triu_indices(60, 1)]
    for least in (0.5, 0.6, 0.7):
        expected = fcluster(linkage(upper, "average"), 1 - least, "distance")
        found = merged(likeness.astype(np.float32), np.ones(60), least)
        assert adjusted_rand_score(expected, found) == 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60) | st.sampled_from([*LIBRARY, *BINS]), max_size=25), st.data())
def test_any_texts_have_a_place_and_known_ones_keep_theirs(texts: list[str], data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(NONE, 2), min_size=len(texts), max_size=len(texts)))
    used = sorted(set(numbers) - {NONE})
    known = [used.index(number) if number != NONE else NONE for number in numbers]
    found = group(texts, known).needs.tolist()
    assert len(found) == len(texts)
    assert all(now == was for now, was in zip(found, known, strict=True) if was != NONE)
    new = [need for need in found if need >= len(used)]
    assert all(new.count(need) > 1 for need in new) and sorted(set(new)) == list(
        range(len(used), len(used) + len(set(new)))
    )


def test_words_are_told_by_things_stems_and_letters() -> None:
    assert tokens("@ana ¿La piscina, cuándo? https://x.example/piscina") == ["la", "piscina", "cuando"]
    assert stem("farolas") == stem("farola") and stem("reembolsado")
    assert things().of("maleta") == things().of("luggage") != ()
    named = told(tokens("hay carril bici en el zzzpolígono"))
    assert any(name.startswith("stem zzz") for name in named)
    assert any(name.startswith("gram zzz") for name in named)


def test_likeness_lies_between_nothing_and_one() -> None:
    found = features([*LIBRARY, *BINS, ALONE, ""])
    likeness = (found.words @ found.words.T).toarray() + found.meaning @ found.meaning.T
    assert likeness.max() <= 1.0001 and likeness[-1].max() == 0


def test_words_of_one_meaning_point_the_same_way() -> None:
    known = vectors()

    def near(one: str, other: str) -> float:
        return float(known.direction([stem(one)]) @ known.direction([stem(other)]))

    assert near("biblioteca", "library") > 0.7 > near("biblioteca", "flight")
    assert not known.direction(["zzzz"]).any()


def test_learning_brings_translations_together(tmp_path: Path) -> None:
    pairs = [(f"gato{n % 120} negro", f"cat{n % 120} black") for n in range(2_400)]
    stems, rarity, directions = learn.learn(pairs)
    learn.write(tmp_path / "v.npz", stems, rarity, directions)
    one, other, away = (stems.index(word) for word in ("gato3", "cat3", "cat9"))
    alike, apart = directions[one] @ directions[other], directions[one] @ directions[away]
    assert alike > 0.9 > apart
