"""Finds the words: a topic, a person, an act and a network become a text as that person would write it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from tertulia.site.sample import grammar, style
from tertulia.site.sample.cast import CARDADORA, Persona
from tertulia.site.sample.drafts import ZONE
from tertulia.site.sample.programme import DAYS, Act, said

LANGUAGES = ("es", "ca", "en", "gl", "pt")
_TRIES = 6
_SHOWS = {"Almirena": "obra_rival", "Orbaya": "expo_rival"}


def local_part(handle: str) -> str:
    """A handle as people of the same server write it."""
    return handle.split("@")[0]


@dataclass
class Scene:
    """What a text is about."""

    at: datetime
    network: str
    act: Act
    rival: str = "Almirena"
    name: str = ""
    values: dict[str, str] = field(default_factory=dict)


@dataclass
class Teller:
    """Says things in five languages, hardly ever the same twice."""

    random: Random
    friends: dict[str, list[str]]
    said: set[str] = field(default_factory=set)
    grammars: dict[str, grammar.Grammar] = field(init=False)

    def __post_init__(self) -> None:
        self.grammars = {language: grammar.load(language, self.random) for language in LANGUAGES}

    def say(self, rule: str, general: str, persona: Persona, mood: str, scene: Scene) -> tuple[str, str]:
        """The text and its language: the person's own where it has words for the topic, else Spanish."""
        lang, rule = self._language(rule, general, persona)
        text = ""
        for _ in range(_TRIES):
            plain = self.grammars[lang].say(rule, self._values(scene))
            text = style.write(plain, persona.manner, mood, self.random)
            if text not in self.said:
                break
        self.said.add(text)
        return text, lang

    def house(self, rule: str, scene: Scene) -> str:
        """What an organisation writes."""
        return self.say(rule, "", CARDADORA, "joy", scene)[0]

    def _language(self, rule: str, general: str, persona: Persona) -> tuple[str, str]:
        if persona.lang != "es":
            for candidate in (rule, general):
                if candidate in self.grammars[persona.lang]:
                    return persona.lang, candidate
        return "es", rule

    def _values(self, scene: Scene) -> dict[str, str]:
        act, local = scene.act, scene.at.astimezone(ZONE)
        friends = self.friends[scene.network]
        day = DAYS[act.date.weekday()]
        return {
            "marca": self._brand(scene.network),
            "marca_propia": "La Cardadora",
            "rival": self._rival(scene.rival),
            "lo_de_rival": self.grammars["es"].say(_SHOWS[scene.rival], {}),
            "acto": act.title,
            "artista": act.artist,
            "sala": act.room,
            "hora": act.hour,
            "dia": day,
            "dia_may": day.capitalize(),
            "fecha": said(act.date),
            "precio": "9 €" if act.price == "gratis" else act.price,
            "programa": act.campaign,
            "enlace": f"{act.link}?utm_source={scene.network}&utm_medium=social&utm_campaign={act.campaign}",
            "tag": f"#{act.campaign.capitalize()}",
            "slug": f"{act.slug}-{local:%d%m}",
            "amigo": self._friend(friends),
            "amigo2": self._friend(friends),
            "nombre": scene.name,
            "hoy": DAYS[local.weekday()],
            "manana": DAYS[(local + timedelta(1)).weekday()],
            **scene.values,
        }

    def _friend(self, friends: list[str]) -> str:
        return f"@{local_part(self.random.choice(friends))}"

    def _brand(self, network: str) -> str:
        draw = self.random.random()
        if draw < 0.36 and network not in {"facebook", "wordpress"}:
            return f"@{local_part(CARDADORA.accounts[network].handle)}"
        return "La Cardadora" if draw < 0.74 else "la Carda" if draw < 0.94 else "#LaCardadora"

    def _rival(self, rival: str) -> str:
        if rival == "Almirena":
            return self.random.choice(("el Almirena", "el Teatro Almirena", "el Almirena"))
        return self.random.choice(("Orbaya", "el Espacio Orbaya", "la Fundación Orbaya", "Orbaya"))
