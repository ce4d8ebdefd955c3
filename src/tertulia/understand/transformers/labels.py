"""What a model calls its labels, in the words of the readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.posts.schema import EMOTIONS, SENTIMENTS

# What may be read by a transformer: the labels of each task, in the order of the readings' columns.
TASKS: dict[str, tuple[str, ...]] = {
    "sentiment": SENTIMENTS,
    "emotion": EMOTIONS,
    "irony": ("true", "false"),
}
# Names that published models give to the labels, folded to lower case.
_NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "sentiment": {
        "negative": ("neg", "negative", "negativo", "1 star", "2 stars"),
        "neutral": ("neu", "neutral", "neutro", "none", "3 stars"),
        "positive": ("pos", "positive", "positivo", "4 stars", "5 stars"),
    },
    "emotion": {
        "anger": ("anger", "ira", "enfado"),
        "disgust": ("disgust", "asco"),
        "fear": ("fear", "miedo"),
        "joy": ("joy", "alegría", "alegria", "happiness"),
        "sadness": ("sadness", "tristeza"),
        "surprise": ("surprise", "sorpresa"),
        "none": ("none", "others", "other", "neutral", "otros"),
    },
    "irony": {
        "true": ("ironic", "irony", "irónico", "ironico"),
        "false": ("not ironic", "non_irony", "non-irony", "not_irony", "no irónico", "no ironico"),
    },
}


def meaning(task: str, names: Mapping[int, str], told: Sequence[str] = ()) -> tuple[int, ...]:
    """For each output of a model the place of its label in TASKS[task]; `told` are our labels in the model's
    order, where its own names say nothing ("LABEL_0").

    Raises `Problem` ("unknown-labels", "bad-labels").
    """
    if told:
        return _as_told(task, names, told)
    found = {at: _known(task, name) for at, name in sorted(names.items())}
    if "" in found.values() or len(set(found.values())) < 2:
        raise Problem(
            "unknown-labels",
            Text("The labels {labels} do not say what they mean.", labels=", ".join(names.values())),
            Text("Say it in their order with --labels, for instance {labels}.", labels=",".join(TASKS[task])),
        )
    return tuple(TASKS[task].index(label) for label in found.values())


def _known(task: str, name: str) -> str:
    """Our label of a model's; "" where its name tells nothing."""
    plain = name.strip().lower()
    return next((label for label, several in _NAMES[task].items() if plain in several), "")


def _as_told(task: str, names: Mapping[int, str], told: Sequence[str]) -> tuple[int, ...]:
    if len(told) != len(names) or not set(told) <= set(TASKS[task]):
        raise Problem(
            "bad-labels",
            Text("{told} are not the {count} labels of the model.", told=", ".join(told), count=len(names)),
            Text("Give as many as it has, each one of: {labels}.", labels=", ".join(TASKS[task])),
        )
    return tuple(TASKS[task].index(label) for label in told)


def gathered(outputs: npt.NDArray[np.float32], places: Sequence[int], labels: int) -> npt.NDArray[np.float32]:
    """The outputs (posts, outputs of the model) as probabilities of our labels (posts, labels): outputs that
    mean the same are added; a label that the model does not know gets 0."""
    gathered = np.zeros((len(outputs), labels), np.float32)
    for output, place in enumerate(places):
        gathered[:, place] += outputs[:, output]
    return gathered
