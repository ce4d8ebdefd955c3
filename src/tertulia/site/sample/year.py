"""The year, day by day: who writes what, where, and who answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from tertulia.site.sample import cast, topics
from tertulia.site.sample.cast import NETWORKS, Account, Crowd, Persona
from tertulia.site.sample.drafts import Draft, Heap, moment, profile
from tertulia.site.sample.happenings import HAPPENINGS, MURAL_DAY
from tertulia.site.sample.programme import Act, programme
from tertulia.site.sample.teller import Scene, Teller, local_part
from tertulia.site.sample.topics import Topic

DAYS = 365
SEED = "la-cardadora-1"
_WEEK = (0.86, 0.9, 1.0, 1.15, 1.2, 1.12, 0.86)
_HOURS = (3, 1, 0.5, 0.3, 0.3, 0.6, 2, 5, 8, 10, 11, 11, 11, 11, 11, 9, 8, 9, 11, 13, 14, 15, 12, 7)
_TALKATIVE = {
    "x": 1.0,
    "instagram": 1.0,
    "facebook": 0.8,
    "mastodon": 0.75,
    "bluesky": 0.75,
    "wordpress": 0.0,
}
_REPLY_KIND = {"instagram": "comment", "facebook": "comment", "wordpress": "comment"}


def seeded(part: str) -> Random:
    """The chance of one part of the sample, which does not change when another part does."""
    return Random(f"{SEED}-{part}")  # noqa: S311


@dataclass
class Year:
    """Everything needed to make the year that ends on the day before `today`."""

    today: date
    random: Random = field(default_factory=lambda: seeded("year"))
    first: datetime = field(init=False)
    acts: list[Act] = field(init=False)
    crowds: dict[str, Crowd] = field(init=False)
    teller: Teller = field(init=False)
    heap: Heap = field(init=False)

    def __post_init__(self) -> None:
        start = self.today - timedelta(DAYS)
        self.first = datetime(start.year, start.month, start.day)  # noqa: DTZ001  (local; `moment` gives it its zone)
        self.acts = programme(seeded("acts"), start, DAYS)
        self.crowds = cast.cast(seeded("cast"), MURAL_DAY)
        handles = {
            network: [person.accounts[network].handle for person in crowd.people]
            for network, crowd in self.crowds.items()
        }
        self.teller = Teller(seeded("words"), handles)
        self.heap = Heap(moment(self.first, DAYS, 0))

    # --- time -----------------------------------------------------------------------------------------------

    def at(self, day: float, minute: float | None = None) -> datetime:
        """A time of the day as people write (most in the evening), or the local minute given."""
        if minute is None:
            minute = self.random.choices(range(24), _HOURS)[0] * 60 + self.random.random() * 60
        return moment(self.first, day, minute) + timedelta(milliseconds=self.random.randrange(60_000))

    def pace(self, day: int) -> float:
        """How much is written on a day: the week's rhythm, lows in August and at Christmas, slow growth."""
        when = (self.first + timedelta(day)).date()
        low = (
            0.42
            if when.month == 8
            else 0.6
            if (when.month, when.day) > (12, 22) or when.timetuple().tm_yday < 7
            else 1.0
        )
        return _WEEK[when.weekday()] * low * (0.82 + 0.4 * day / DAYS)

    def day_of(self, at: datetime) -> int:
        return int((at - moment(self.first, 0, 0)).total_seconds() // 86_400)

    def some(self, mean: float) -> int:
        """A count around a mean (Poisson)."""
        limit, count, product = math.exp(-min(mean, 600)), 0, self.random.random()
        while product > limit:
            count, product = count + 1, product * self.random.random()
        return count

    def busy(self, day: int) -> bool:
        """Whether the house is overwhelmed by what happened lately: it answers less."""
        return any(h.by == "Cardadora" and h.mood == "anger" and 0 <= day - h.day < 4 for h in HAPPENINGS)

    # --- acts -----------------------------------------------------------------------------------------------

    def act(self, day: int, about: str) -> Act:
        """An act that people would speak of on a day: one that was lately, or one that comes soon."""
        low, high = (day - 3, day) if about == "past" else (day + 1, day + 9)
        near = [act for act in self.acts if low <= act.day <= high]
        return self.random.choice(near) if near else min(self.acts, key=lambda act: abs(act.day - low))

    # --- people ---------------------------------------------------------------------------------------------

    def someone(self, network: str, day: int) -> Persona:
        """A person of the network who writes by that day; climbers in their first weeks only like."""
        person = self.crowds[network].draw(self.random, day)
        while person.phase(day) == 1:
            person = self.crowds[network].draw(self.random, day)
        return person

    def topic(self, choices: Sequence[Topic], person: Persona, day: int) -> Topic:
        """What a person would write about, by their warmth and, for climbers, their phase."""
        phase = person.phase(day)
        if phase > 2 and self.random.random() < 0.4:
            return topics.CREATION if phase == 4 and self.random.random() < 0.5 else topics.CONTRIBUTION
        lean = 2 * person.warmth - 1
        weights = [topic.weight * (1 + 0.8 * topic.warm * lean) for topic in choices]
        return self.random.choices(choices, weights)[0]

    # --- posts ----------------------------------------------------------------------------------------------

    def write(
        self,
        person: Persona,
        topic: Topic,
        network: str,
        at: datetime,
        *,
        act: Act,
        parent: Draft | None = None,
        rival: str = "Almirena",
        kind: str = "post",
        pull: float = 1.0,
    ) -> Draft:
        """A person's post about an act (or an answer to `parent`), kept if it falls within the year."""
        scene = Scene(at, network, act, rival)
        text, lang = self.teller.say(topic.rule, topic.general, person, topic.mood, scene)
        account = person.accounts[network]
        elsewhere = [profile(each) for each in person.accounts.values() if each.network != network]
        if parent is not None:
            kind = _REPLY_KIND.get(network, "reply")
            text = self._address(text, parent, network)
        draft = Draft(network, at, text, account, kind, parent, topic.rule, topic.mood, lang, pull=pull)
        if elsewhere:
            draft.extra["profile_links"] = elsewhere
        self.heap.add(draft)
        return draft

    def _address(self, text: str, parent: Draft, network: str) -> str:
        """On some networks an answer begins with the handle of whom it answers."""
        if network in {"x", "mastodon"} and not text.startswith("@") and self.random.random() < 0.55:
            return f"@{local_part(parent.account.handle)} {text}"
        return text

    def say(
        self,
        house: Persona,
        rule: str,
        network: str,
        at: datetime,
        act: Act,
        *,
        parent: Draft | None = None,
        own: bool = False,
        values: dict[str, str] | None = None,
        kind: str = "post",
        pull: float = 1.0,
    ) -> Draft:
        """A post of an organisation."""
        name = parent.account.name.split(" ")[0] if parent else ""
        scene = Scene(at, network, act, name=name, values=values or {})
        text = self.teller.house(rule, scene)
        if parent is not None:
            kind = _REPLY_KIND.get(network, "reply")
            text = self._address(text, parent, network)
        draft = Draft(
            network, at, text, house.accounts[network], kind, parent, rule, "joy", own=own, pull=pull
        )
        self.heap.add(draft)
        return draft

    # --- answers --------------------------------------------------------------------------------------------

    def after(self, draft: Draft, topic: Topic, act: Act, *, house: Persona | None = cast.CARDADORA) -> None:
        """What a post sets off: the house's answer or its silence, thanks or insistence, others who help."""
        if draft.at >= self.heap.end:
            return
        day = self.day_of(draft.at)
        answers = topic.answered * (0.72 + 0.4 * day / DAYS) * (0.5 if self.busy(day) else 1.0)
        if house and topic.answer and self.random.random() < answers:
            self._answer(draft, topic, act, house)
        elif topic.mood == "ask" and self.random.random() < 0.16:
            self._reply(draft, "insiste", "anger", act, hours=40)
        if topic.rule == "pide_plan":
            for _ in range(self.some(1.6)):
                self._reply(draft, "responde_plan", "joy", act, hours=6)

    def _answer(self, draft: Draft, topic: Topic, act: Act, house: Persona) -> None:
        at = self._open_hours(draft.at + timedelta(hours=self.random.lognormvariate(0.9, 1.1)))
        answer = self.say(house, topic.answer, draft.network, at, act, parent=draft, own=True)
        answer.extra["team"] = self.random.choice(("ana", "bruno"))
        if self.random.random() < (0.42 if topic.mood == "ask" else 0.12):
            rule = "gracias_respuesta" if self.random.random() < 0.85 else "insiste"
            self._reply(answer, rule, "joy", act, hours=3, person=draft.account)

    def _open_hours(self, at: datetime) -> datetime:
        """The team answers between nine and half past nine in the evening, and not on Sundays."""
        while not (7 <= at.hour < 20) or at.weekday() == 6:
            at += timedelta(hours=1)
        return at

    def _reply(
        self, parent: Draft, rule: str, mood: str, act: Act, *, hours: float, person: Account | None = None
    ) -> None:
        at = parent.at + timedelta(hours=0.05 + self.random.expovariate(1 / hours))
        if person is None:
            someone = self.someone(parent.network, self.day_of(at))
        else:
            someone = next(
                p for p in self.crowds[parent.network].people if p.accounts[parent.network] == person
            )
        self.write(someone, Topic(rule, mood, 1, general=rule), parent.network, at, act=act, parent=parent)

    # --- comments -------------------------------------------------------------------------------------------

    def comments(self, draft: Draft, choices: Sequence[Topic], act: Act, mean: float, **known: str) -> None:
        """What people write under a post."""
        for _ in range(self.some(mean * draft.pull)):
            at = draft.at + timedelta(hours=self.random.lognormvariate(1.4, 1.4))
            if at >= self.heap.end:
                continue
            day = self.day_of(at)
            person = self.someone(draft.network, day)
            topic = self.topic(choices, person, day)
            comment = self.write(person, topic, draft.network, at, act=act, parent=draft, **known)  # type: ignore[arg-type]
            self.after(comment, topic, act, house=cast.CARDADORA if draft.own else None)

    def network(self, talkative: dict[str, float] | None = None) -> str:
        """A network, by how much is said there."""
        shares = talkative or _TALKATIVE
        return self.random.choices(NETWORKS, [shares.get(network, 0) for network in NETWORKS])[0]
