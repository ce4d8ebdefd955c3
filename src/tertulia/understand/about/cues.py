"""Turns of phrase that set one subject against another, in Spanish and English.

Each gives who comes off well (`well`) and who badly (`badly`); `firm` 1 is as sure as "X is better than Y".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tertulia.understand.about.marks import MARK, Marked

Whom = frozenset[int]
NOBODY: Whom = frozenset()
_T = f"({MARK}) *"
_NO = r"[^\ue000-\ue0ff.!?;]"  # anything but a mark or a sentence's end
_BETTER = (
    r"(?:mejor(?:es)?|mas barat[oa]s?|superior|mil vueltas|mil veces|"
    r"better|cheaper|lower|nicer|faster|safer|sooner)"
)
_WORSE = r"(?:peor(?:es)?|worse|slower|inferior)"
_NOT = re.compile(r"\b(?:no|not|nunca|never|tampoco|\w+n't|ni)\s+(?:\w+\s+){0,2}$")


@dataclass(frozen=True)
class Cue:
    """What a turn of phrase says, and where."""

    well: Whom
    badly: Whom
    start: int
    end: int
    firm: float = 1.0


@dataclass(frozen=True)
class _Turn:
    """A pattern whose marks are given as numbers of groups; 0 is everyone else the text names."""

    pattern: re.Pattern[str]
    well: tuple[int, ...]
    badly: tuple[int, ...]
    firm: float = 1.0


def _turn(pattern: str, well: tuple[int, ...], badly: tuple[int, ...], firm: float = 1.0) -> _Turn:
    return _Turn(re.compile(pattern.replace("<T>", _T).replace("<n>", _NO)), well, badly, firm)


_TURNS = (
    # X has the better sound, Y the better programme
    _turn(
        rf"<T><n>{{0,40}}\b{_BETTER}\b(?:(?!\b(?:que|than)\b)<n>){{0,40}}<T><n>{{0,25}}\b{_BETTER}\b",
        (1, 2),
        (),
    ),
    # X is better than Y; better service on X than on Y; X > Y
    _turn(rf"<T><n>{{0,60}}\b{_BETTER}\b<n>{{0,40}}\b(?:que|than|then|a)\b<n>{{0,15}}<T>", (1,), (2,)),
    _turn(rf"\b{_BETTER}\b<n>{{0,60}}<T><n>{{0,30}}\b(?:que|than|then)\b<n>{{0,15}}<T>", (1,), (2,)),
    _turn(r"<T>\s*>+\s*<T>", (1,), (2,)),
    _turn(r"<T>\s*<+\s*<T>", (2,), (1,)),
    # better … than Y, with X not named
    _turn(rf"\b{_BETTER}\b<n>{{0,40}}\b(?:que|than|then)\b<n>{{0,10}}<T>", (0,), (1,), 0.8),
    # X is worse than Y: bad for X, and hardly praise of Y
    _turn(rf"<T><n>{{0,60}}\b{_WORSE}\b<n>{{0,40}}\b(?:que|than|then)\b<n>{{0,15}}<T>", (), (1,)),
    _turn(
        rf"<T><n>{{0,25}}\b(?:todavia|aun|even|mucho|muchisimo|far|way|still)\s+{_WORSE}\b", (), (0, 1), 0.8
    ),
    _turn(
        rf"\b{_BETTER}\b<n>{{0,60}}\b(?:from|on|with|at|en|con|de)\b<n>{{0,10}}<T>",
        (1,),
        (0,),
        0.7,
    ),
    _turn(
        rf"<T>(?!<n>{{0,30}}\b(?:need|should|could|must|necesita|deberia|podria))<n>{{0,40}}\b{_BETTER}\b",
        (1,),
        (0,),
        0.5,
    ),
    # X instead; instead of X
    _turn(r"<T><n>{0,25}\binstead\b(?! of)", (1,), (0,), 0.8),
    _turn(r"\b(?:instead of|en vez de|en lugar de|rather than|antes que)\b<n>{0,12}<T>", (0,), (1,), 0.5),
    # neither X nor Y
    _turn(r"\b(?:ni|neither)\s+<T>", (), (1,), 0.6),
    # I prefer X to Y; rather X than Y
    _turn(
        r"\b(?:prefier[oe]|prefiero|prefer|rather|i'd rather)\b<n>{0,40}<T><n>{0,30}"
        r"\b(?:a|al|antes que|que|to|over|than|before)\b<n>{0,20}<T>",
        (1,),
        (2,),
    ),
    # I do not leave X for Y; I leave X for Y
    _turn(r"\bno (?:cambio|dejo|cambiaria)\b<n>{0,10}<T><n>{0,5}\bpor\b<n>{0,10}<T>", (1,), (2,)),
    _turn(
        r"\b(?:me (?:paso|cambio|voy|pase|cambie|fui|he (?:pasado|cambiado))|cambiar|pasarme|cambiarme|"
        r"dejo|deje|switch(?:ed|ing)?|mov(?:e|ed|ing)|left|leav(?:e|ing)|ditch(?:ed|ing)?)\b<n>{0,20}<T>\s*"
        r"(?:a|al|por|to|for|y me voy a)\s*<T>",
        (2,),
        (1,),
    ),
    _turn(r"\b(?:switch\w*|mov\w+|chang\w+)\b<n>{0,25}<T><n>{0,10}\bfrom\b<n>{0,5}<T>", (), ()),
    # off to X, and away from whoever else is named
    _turn(
        r"\b(?:me (?:voy|paso|cambio) a|(?:vuelvo|volver|regreso) (?:a|con)|"
        r"(?:going|go|switch\w*|moving) (?:back )?(?:to|with)|back (?:to|on)|fly(?:ing)?|"
        r"(?:take|taking|took) my \w+(?: \w+)? to|hay que \w+ (?:con|por|en)|next time(?: \w+)?|"
        r"la proxima(?: vez)? (?:con|en)|(?:stick|stay)(?:ing)? (?:to|with)|sigo (?:con|en)|"
        r"me quedo (?:con|en)|rescued by|saved by)\s+(?:the\s+)?<T>(?!\s*(?:next|in)\b)",
        (1,),
        (0,),
        0.8,
    ),
    _turn(r"<T>\s*(?:ftw|all the way|for the win|here i come|rocks|forever|al poder|siempre)\b", (1,), (0,)),
    _turn(r"\b(?:gana|gano|wins?|won)\s*(?:el |la |los |las )?<T>", (1,), (0,), 0.6),
    # learn from X
    _turn(
        r"\b(?:aprend\w+ (?:algo )?de|tom\w+ (?:ejemplo|nota) de|learn\b<n>{0,15}\bfrom|"
        r"(?:leaf|page|lesson)s? (?:out of|from)|copia\w* (?:a|de))\s*<T>",
        (1,),
        (0,),
    ),
    _turn(r"\b(?:should|deberia\w*|ojala)\b<n>{0,40}\b(?:like|como)\s*<T>", (1,), (0,), 0.8),
    # that is why I fly X; I should have flown X
    _turn(
        r"\b(?:why|por eso)\b<n>{0,12}\b(?:love|fly|choose|prefer|use|vuelo|elijo|uso|prefiero|compro)"
        r"\b(?: con| en| with)?\s*<T>",
        (1,),
        (0,),
    ),
    _turn(
        r"\b(?:should have|should've|shoulda|tenia que haber|deberia haber|tendria que haber)\b<n>{0,20}<T>",
        (1,),
        (0,),
        0.8,
    ),
    # as bad as X
    _turn(r"\b(?:as bad as|tan mal[oa]s? como|igual de mal[oa]s? que)\b<n>{0,8}<T>", (), (0, 1)),
    # never had this with X
    _turn(
        r"\b(?:(?:jamas|nunca|never|no)\b<n>{0,25}\b(?:paso|pasado|pasa|had|happen\w*|fallado|problem\w*|issue\w*)"
        r"\b<n>{0,15}\b(?:con|en|with|on)|(?:cero|ningun|zero|no|sin) problem\w* (?:con|en|with))\s*<T>",
        (1,),
        (0,),
    ),
    _turn(
        r"\b(?:con|with)\s*<T><n>{0,15}\b(?:jamas|nunca|never|cero|zero|ningun|sin|no)\b<n>{0,15}"
        r"\b(?:paso|pasado|pasa|had|happen\w*|problem\w*|issue\w*)",
        (1,),
        (0,),
    ),
    _turn(
        r"\b(?:esto|eso|this|it)\b<n>{0,8}\b(?:no|never|doesn't|nunca)\b<n>{0,6}\b(?:pasa|happens?)\b<n>{0,10}<T>",
        (1,),
        (0,),
    ),
    # why can't X … like Y
    _turn(r"\b(?:por que|why)\b<n>{0,10}<T><n>{0,40}\b(?:como|like|as)\s*<T>", (2,), (1,)),
    # luckily X; thanks to X
    _turn(
        r"\b(?:menos mal|por suerte|afortunadamente|luckily|thanks? (?:god|goodness|heavens?))\b"
        r"<n>{0,30}<T>",
        (1,),
        (),
        0.8,
    ),
    _turn(
        r"\b(?:gracias|thanks|thank you|thx|enhorabuena|felicidades|congrats|congratulations|kudos)"
        r"\s*,?\s*(?:a\s*)?<T>",
        (1,),
        (),
        0.4,  # people thank in mockery, too
    ),
    # because of X
    _turn(r"\b(?:por culpa (?:de|del)|blame|fault of|because of|thanks to)\s*(?:la |el )?<T>", (), (1,), 0.8),
)


def cues(marked: Marked) -> list[Cue]:
    """The turns of phrase of a text; each stretch is taken for the first that fits it."""
    found: list[Cue] = []
    for turn in _TURNS:
        for match in turn.pattern.finditer(marked.plain):
            if any(match.start() < cue.end and cue.start < match.end() for cue in found):
                continue
            found.append(_cue(turn, match, marked))
    return [cue for cue in found if cue.well != cue.badly]


def _cue(turn: _Turn, match: re.Match[str], marked: Marked) -> Cue:
    named = [NOBODY, *(marked.whom(char) for char in match.groups())]
    rest = marked.subjects - frozenset().union(*named)
    named[0] = rest
    well = frozenset().union(*(named[group] for group in turn.well))
    badly = frozenset().union(*(named[group] for group in turn.badly))
    if turn.well and 0 not in (*turn.well, *turn.badly) and _NOT.search(marked.plain, 0, match.start()):
        well, badly = badly, well
    return Cue(well - badly, badly - well, match.start(), match.end(), turn.firm)
