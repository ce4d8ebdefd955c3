"""Teaches the shipped models with a workspace's corrections. For worker processes: imports scikit-learn."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from tertulia.understand.adapting.lesson import Lesson

LEAST = 40  # labels of a task in a group of languages, below which nothing is tried
LEAST_OF_EACH = 5  # labels of a value; values with fewer are not learned


def teach(labels: pa.Table, folder: Path, person: str) -> Lesson:
    """Learn from all labels (LABELS), keep the lesson in the folder, and put it in use if it reads better.

    Every lesson starts from the shipped models. A task is kept only where repeated cross-validation shows it
    to be better; where none is, the shipped models read on. Raises `Problem` ("no-labels", "disk-full").
    """
    raise NotImplementedError
