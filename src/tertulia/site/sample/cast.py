"""The invented people of Marjalba: who they are, where they write and how."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from tertulia.site.sample import names

NETWORKS = ("mastodon", "bluesky", "x", "instagram", "facebook", "wordpress")
_SHARE = {"mastodon": 17, "bluesky": 16, "x": 24, "instagram": 23, "facebook": 17, "wordpress": 3}
_LANGUAGES = {"es": 84, "ca": 5, "en": 5, "gl": 3, "pt": 3}
MANNERS = {"neat": 30, "plain": 26, "lazy": 20, "emoji": 12, "formal": 6, "loud": 6}
_DAYS = 365
_NEWCOMERS_SHARE = 0.14


@dataclass(frozen=True)
class Account:
    """A person's or a house's account on a network."""

    network: str
    handle: str
    name: str
    followers: int


@dataclass(frozen=True)
class Persona:
    """Someone who writes. `joined`: the day of the year they first did (negative: before it began).

    `warmth` goes from 0 (finds fault) to 1 (finds joy); a climber from liking to contributing to creating.
    """

    name: str
    lang: str
    manner: str
    accounts: dict[str, Account]
    joined: int
    activity: float
    warmth: float
    climber: bool = False
    likes_only_until: int = 0

    def phase(self, day: int) -> int:
        """1 connection, 2 feedback, 3 contribution, 4 influence: how far a climber has come on a day."""
        if not self.climber:
            return 2
        since = day - self.joined
        return 1 if since < 20 else 2 if since < 90 else 3 if since < 180 else 4


@dataclass
class Crowd:
    """The people of one network, drawn by how active they are among those who have joined."""

    people: list[Persona]
    joined: list[int] = field(init=False)
    weights: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self.people.sort(key=lambda person: person.joined)
        self.joined = [person.joined for person in self.people]
        self.weights = list(accumulate(person.activity for person in self.people))

    def draw(self, random: Random, day: int) -> Persona:
        present = max(1, bisect_right(self.joined, day))
        return self.people[
            bisect_right(self.weights, random.random() * self.weights[present - 1], 0, present - 1)
        ]


def cast(random: Random, newcomers_day: int, size: int = 2400) -> dict[str, Crowd]:
    """Everyone, by network. A person with two networks stands in both."""
    people = [_person(random, number, newcomers_day) for number in range(size)]
    return {
        network: Crowd([person for person in people if network in person.accounts]) for network in NETWORKS
    }


def _person(random: Random, number: int, newcomers_day: int) -> Persona:
    name, stem = names.person(random, number)
    lang = _weighted(random, _LANGUAGES)
    first = _weighted(random, _SHARE)
    networks = [first]
    if random.random() < 0.09:
        networks.append(random.choice([network for network in NETWORKS[:5] if network != first]))
    followers = int(random.lognormvariate(5.2, 1.1))
    climber = number % 34 == 0
    return Persona(
        name=name,
        lang="es" if climber else lang,
        manner=_weighted(random, MANNERS),
        accounts={
            network: Account(
                network, names.handle(network, stem), name, max(3, int(followers * random.uniform(0.4, 1.5)))
            )
            for network in networks
        },
        joined=random.randrange(-200, 60) if climber else _joined(random, newcomers_day),
        activity=12.0 if climber else min(20.0, random.paretovariate(1.3)),
        warmth=min(0.95, max(0.05, random.gauss(0.9 if climber else 0.62, 0.2))),
        climber=climber,
    )


def _joined(random: Random, newcomers_day: int) -> int:
    """Half were there before the year; the rest come along it, a cohort of them with the mural."""
    draw = random.random()
    if draw < _NEWCOMERS_SHARE:
        return newcomers_day + int(random.expovariate(0.35))
    return -1 if draw < 0.6 else random.randrange(_DAYS)


def _weighted(random: Random, shares: dict[str, int]) -> str:
    return random.choices(list(shares), list(shares.values()))[0]


def house(name: str, stems: dict[str, str], followers: Sequence[int]) -> Persona:
    """An organisation with a channel on each network it is on."""
    accounts = {
        network: Account(network, stem, name, count)
        for (network, stem), count in zip(stems.items(), followers, strict=True)
    }
    return Persona(name, "es", "neat", accounts, -1000, 1.0, 0.8)


CARDADORA = house(
    "La Cardadora",
    {
        "mastodon": "lacardadora@marjalba.example",
        "bluesky": "lacardadora.example",
        "x": "la_cardadora_marjalba",
        "instagram": "lacardadora.marjalba",
        "facebook": "lacardadora.marjalba",
        "wordpress": "lacardadora",
    },
    (2140, 1710, 9420, 11830, 8260, 640),
)
ALMIRENA = house(
    "Teatro Almirena",
    {
        "x": "teatro_almirena_marjalba",
        "instagram": "teatroalmirena.marjalba",
        "facebook": "teatroalmirena.marjalba",
    },
    (12400, 9100, 15300),
)
ORBAYA = house(
    "Espacio Orbaya",
    {
        "x": "espacio_orbaya_marjalba",
        "instagram": "espacioorbaya.marjalba",
        "facebook": "espacioorbaya.marjalba",
        "bluesky": "espacioorbaya.example",
        "mastodon": "orbaya@marjalba.example",
    },
    (7300, 14200, 5100, 610, 330),
)
PRESS = house(
    "El Eco de Marjalba",
    {
        "x": "el_eco_de_marjalba",
        "facebook": "elecodemarjalba.mjb",
        "bluesky": "elecodemarjalba.example",
        "wordpress": "elecodemarjalba",
    },
    (38100, 41200, 5300, 1200),
)
AGENDA_BOT = house("Agenda Marjalba (bot)", {"mastodon": "agenda_bot@marjalba.example"}, (910,))
WEATHER_BOT = house("El tiempo en Marjalba (bot)", {"bluesky": "eltiempo-marjalba.example"}, (1480,))
