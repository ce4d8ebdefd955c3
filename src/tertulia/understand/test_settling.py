from __future__ import annotations

import numpy as np
import pytest

from tertulia.understand.evidence import COLUMNS, REFUSED
from tertulia.understand.labelled import ASKED, NEEDS_REPLY
from tertulia.understand.settling import DOUBT, OFTENER, SHARE, TRUST, settled

COMPLAINT, THANKS = ASKED.index("complaint"), ASKED.index("thanks")


def told(chances: dict[str, float], **marks: float) -> np.ndarray:
    """One text with these probabilities and evidence, settled."""
    probability = np.array([[chances.get(name, 0.0) for name in ASKED]])
    names = {name.replace(" ", "_"): name for name in COLUMNS}
    evidence = np.zeros((1, len(COLUMNS)))
    for mark, value in marks.items():
        evidence[0, COLUMNS.index(names[mark])] = value
    return settled(probability, evidence, ASKED)[0]


def test_nothing_seen_changes_nothing() -> None:
    assert told({"complaint": 0.3})[COMPLAINT] == pytest.approx(0.3)


def test_who_speaks_to_an_account_complains_oftener() -> None:
    odds = OFTENER * 0.3 / 0.7
    assert told({"complaint": 0.3}, to_an_account=1)[COMPLAINT] == pytest.approx(odds / (1 + odds))
    assert told({"complaint": 1.0}, to_an_account=1)[COMPLAINT] == pytest.approx(1)


def test_a_pattern_counts_beside_the_judge() -> None:
    assert told({"thanks": 0.5}, thanks=0.8)[THANKS] == pytest.approx(1 - 0.5 * (1 - TRUST * 0.8))


def test_what_is_refused_is_doubted() -> None:
    assert "refuses thanks" in REFUSED
    assert told({"thanks": 0.5}, refuses_thanks=1)[THANKS] == pytest.approx(0.5 * DOUBT)


def test_who_asks_an_account_waits_for_an_answer() -> None:
    reply = ASKED.index(NEEDS_REPLY)
    assert told({"question": 0.8}, to_an_account=1)[reply] == pytest.approx(SHARE * 0.8)
    assert told({"question": 0.8})[reply] == 0
    assert told({"question": 0.8, NEEDS_REPLY: 0.9}, to_an_account=1)[reply] == pytest.approx(0.9)


def test_other_tasks_are_left_alone() -> None:
    probability = np.array([[0.2, 0.8]])
    assert settled(probability, np.ones((1, len(COLUMNS))), ("irony", "none")) is probability
