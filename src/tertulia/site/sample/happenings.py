"""What happened that year: the peaks, with their causes."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Happening:
    """A peak: `day` counts from the year's beginning; `posts` by people, fading by half every `half` days.

    `house` are the hours after the start at which those concerned speak, in the order of the grammar's rule.
    """

    name: str
    rule: str
    day: int
    minute: int
    posts: int
    half: float
    mood: str
    house: tuple[float, ...]
    by: str = "Cardadora"
    answered: float = 0.3
    answer: str = "r_queja"
    networks: dict[str, float] = field(default_factory=dict)
    before: int = 0  # days of build-up, with the rule "<rule>_previa"
    pull: float = 1.0


_PICTURES = {"instagram": 4.0, "mastodon": 1.4, "bluesky": 1.2, "x": 1.6, "facebook": 1.4, "wordpress": 0.0}
_TALK = {"instagram": 1.0, "mastodon": 1.3, "bluesky": 1.4, "x": 3.0, "facebook": 1.6, "wordpress": 0.1}
MURAL_DAY = 214
FESTIVAL_DAY = 318
HAPPENINGS = (
    Happening(
        "orbaya", "orbaya_lio", 46, 11 * 60, 330, 1.2, "anger", (20, 60), "Orbaya", 0.0, networks=_TALK
    ),
    Happening(
        "cancelled",
        "cancelacion",
        103,
        19 * 60,
        430,
        0.7,
        "anger",
        (0.1, 14, 40, 110),
        networks=_TALK,
        answered=0.42,
    ),
    Happening(
        "prize",
        "premio",
        160,
        12 * 60,
        240,
        0.9,
        "joy",
        (0, 30),
        networks=_TALK,
        answered=0.25,
        answer="r_elogio",
    ),
    Happening(
        "mural",
        "mural",
        MURAL_DAY,
        9 * 60,
        760,
        2.4,
        "joy",
        (0, 50, 100, 170),
        networks=_PICTURES,
        answered=0.15,
        answer="r_elogio",
        pull=6,
    ),
    Happening(
        "festival",
        "festival",
        FESTIVAL_DAY,
        17 * 60,
        980,
        1.1,
        "joy",
        (4, 30, 70, 120),
        networks=_PICTURES,
        answered=0.2,
        answer="r_elogio",
        before=24,
        pull=2,
    ),
    Happening(
        "tickets",
        "web_caida",
        344,
        10 * 60,
        560,
        0.9,
        "anger",
        (0.9, 6, 9, 75),
        networks=_TALK,
        answered=0.38,
    ),
    Happening(
        "almirena", "almirena_gratis", 360, 10 * 60, 170, 1.3, "joy", (0,), "Almirena", 0.0, networks=_TALK
    ),
)
