"""The tasks whose readings people check: their values, the words and keys for them, and how they are asked of
the store."""

from __future__ import annotations

from dataclasses import dataclass

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.posts.schema import EMOTIONS, INTENTS, OFFENSES, SENTIMENTS
from tertulia.understand.api import cards

UNDECIDED = "undecided"
NOT_SURE = ""  # what a model gives that does not dare to say
MULTI = "intents"
_KEYS = "1234567890x"


@dataclass(frozen=True)
class Checked:
    """A task as people check it. `values` in the order of their keys; `several`: a post may have many."""

    name: str
    title: Text
    question: Text
    values: dict[str, Text]
    seconds: int  # what a person takes for a post
    several: bool = False

    @property
    def keys(self) -> dict[str, str]:
        return dict(zip(self.values, _KEYS, strict=False))

    @property
    def languages(self) -> tuple[str, ...]:
        """Those in which the models read it."""
        of_cards = "intents" if self.name == "needs_reply" else self.name
        return tuple(sorted({code for card in cards() if card.task == of_cards for code in card.languages}))

    def label(self, value: str) -> str:
        """What people read for a value; of several, by commas."""
        if value == UNDECIDED:
            return str(Text("Undecided"))
        if not value:
            return str(Text("None") if self.several else Text("Not sure"))
        return ", ".join(str(self.values[each]) for each in value.split(","))

    def admits(self, value: str) -> bool:
        """Whether a person may say it."""
        if value == UNDECIDED:
            return True
        if self.several:
            return all(each in self.values for each in value.split(",") if each)
        return value in self.values


TASKS = {
    "sentiment": Checked(
        "sentiment",
        Text("Sentiment"),
        Text("How does this post feel?"),
        {name: labels.SENTIMENTS[name] for name in SENTIMENTS},
        10,
    ),
    "emotion": Checked(
        "emotion",
        Text("Emotion"),
        Text("Which emotion is strongest in it?"),
        {name: labels.EMOTIONS[name] for name in EMOTIONS},
        10,
    ),
    "intents": Checked(
        "intents",
        Text("Intents"),
        Text("What does it want? Choose all that fit."),
        {name: labels.INTENTS[name] for name in INTENTS},
        12,
        several=True,
    ),
    "needs_reply": Checked(
        "needs_reply",
        Text("Needs a reply"),
        Text("Should the organisation that it speaks to answer?"),
        dict(labels.NEEDS_REPLY),
        10,
    ),
    "offensive": Checked(
        "offensive",
        Text("Offence"),
        Text("Does it offend?"),
        {name: labels.OFFENSES[name] for name in OFFENSES},
        10,
    ),
}
