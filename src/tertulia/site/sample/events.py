"""The peaks of the year: people's posts as they swell and fade, what the house says, whom it answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from tertulia.site.sample import cast
from tertulia.site.sample.drafts import Draft
from tertulia.site.sample.happenings import Happening
from tertulia.site.sample.topics import Topic
from tertulia.site.sample.year import Year

_HOUSES = {"Cardadora": cast.CARDADORA, "Almirena": cast.ALMIRENA, "Orbaya": cast.ORBAYA}
_RIVALS = {"Cardadora": "Almirena", "Almirena": "Almirena", "Orbaya": "Orbaya"}


def happen(year: Year, happening: Happening) -> None:
    """Write all that is said about a happening."""
    statements = _statements(year, happening)
    for _ in range(happening.before * 7):
        day = happening.day - int(year.random.triangular(0, happening.before, 0)) - 1
        _voice(year, happening, f"{happening.rule}_previa", year.at(day), [])
    for _ in range(happening.posts):
        at = _time(year, happening)
        _voice(year, happening, _stage(happening, year.day_of(at)), at, statements)


def _statements(year: Year, happening: Happening) -> list[Draft]:
    """What those concerned say, on their main networks."""
    house, said = _HOUSES[happening.by], []
    act = year.act(happening.day, "next")
    begin = year.at(happening.day, happening.minute)
    early = [-24.0 * day for day in range(happening.before, 0, -2)]
    for hours in (*early, *happening.house):
        for network in list(house.accounts)[:5]:
            if year.random.random() < (0.4 if hours < 0 else 0.85):
                at = begin + timedelta(hours=hours, minutes=year.random.random() * 12)
                post = year.say(
                    house,
                    f"{happening.rule}_casa",
                    network,
                    at,
                    act,
                    own=house is cast.CARDADORA,
                    pull=happening.pull * 2,
                )
                post.extra["happening"] = happening.name
                said.append(post)
    return said


def _stage(happening: Happening, day: int) -> str:
    """The festival is lived before, during and after; the rest is one thing."""
    if not happening.before:
        return happening.rule
    return f"{happening.rule}_{'durante' if day <= happening.day + 2 else 'despues'}"


def _time(year: Year, happening: Happening) -> datetime:
    """A time after the start: the first hours hold most, then each day as people live it."""
    hours = year.random.expovariate(0.693 / (happening.half * 24))
    at = year.at(happening.day, happening.minute) + timedelta(hours=hours)
    if hours > 8 and at.hour < 6:
        at += timedelta(hours=8)
    return at


def _voice(year: Year, happening: Happening, rule: str, at: datetime, statements: list[Draft]) -> None:
    network = year.network(happening.networks)
    day = min(year.day_of(at), 364)
    person = year.someone(network, day)
    heard = [post for post in statements if post.network == network and post.at < at]
    parent = heard[-1] if heard and year.random.random() < 0.42 else None
    act = year.act(day, "next")
    topic = Topic(rule, happening.mood, 1, "next", rule, happening.answer, happening.answered)
    pull = year.random.lognormvariate(-0.3, 1.0) * happening.pull
    post = year.write(
        person, topic, network, at, act=act, parent=parent, rival=_RIVALS[happening.by], pull=pull
    )
    post.extra["happening"] = happening.name
    if "foto" in post.text.lower() and network != "x":
        post.media.append(_picture(happening, post))
    year.after(post, topic, act, house=cast.CARDADORA if happening.by == "Cardadora" else None)


def _picture(happening: Happening, post: Draft) -> dict[str, str]:
    shown = {
        "mural": "El mural de una hilandera sobre una fachada de ladrillo",
        "festival": "Público bailando de noche en un patio",
    }
    alt = shown.get(happening.name, "Gente a la puerta de una antigua fábrica")
    return {"type": "image", "url": f"https://fotos.marjalba.example/{post.id[-8:]}.jpg", "alt": alt}
