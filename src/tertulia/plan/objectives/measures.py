"""The measures that an indicator may use: each is computed by `listen`, over some days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal
from urllib.parse import parse_qsl

from tertulia.i18n import Text
from tertulia.listen.explorer.api import Selection, panel
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.periods import Days
from tertulia.listen.explorer.statistics import Interval, net_sentiment
from tertulia.listen.monitors.api import MonitorInfo
from tertulia.listen.situation.answering import Answering, answering
from tertulia.listen.situation.api import scope
from tertulia.listen.sources.models import ChannelFigure
from tertulia.posts.api import Store
from tertulia.understand.situation.api import Figure

HAND = "hand"
_SPREAD = 0.98  # half of 1.96: the root of a Poisson count strays by a half


@dataclass(frozen=True)
class Ground:
    """What values are computed on: the posts, the monitors there are, the clock."""

    store: Store
    monitors: Sequence[MonitorInfo]
    zone: str
    today: date

    def selection(self, query: str) -> Selection:
        """The selection of an address; without one, what others say of us."""
        found, _problems = Selection.parse(parse_qsl(query), zone=self.zone, today=self.today)
        return found if query else replace(found, monitors=self.brand, whose="others")

    @property
    def brand(self) -> tuple[int, ...]:
        return tuple(monitor.id for monitor in self.monitors if monitor.role == "brand")


@dataclass(frozen=True)
class Asked:
    """What is measured: which posts, on which days, of which of our channels."""

    ground: Ground
    selection: Selection
    days: Days
    channel: int | None = None

    @property
    def question(self) -> Question:
        return Question(self.selection.on(self.days), self.ground.store, self.ground.monitors)

    def narrowed(self, **filters: Any) -> Asked:
        return replace(self, selection=replace(self.selection, **filters))


@dataclass(frozen=True)
class Found:
    """A value from `n` posts with the bounds of its 95 % interval where it has one, and the address query of
    the posts behind it ("": there are none to show)."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    show: str = ""


Compute = Callable[[Asked], Found]


@dataclass(frozen=True)
class Measure:
    """`unit` is count, share, points or hours; `wants` says which is better ("": either); below `few` posts
    nothing is told; `of_channel`: it is a channel's and not of posts."""

    label: Text
    formula: Text
    unit: str
    compute: Compute
    wants: Literal["more", "less", ""] = ""
    few: int = 0
    of_channel: bool = False


def _totals(asked: Asked) -> dict[str, Any]:
    return asked.question.ask("totals")[0]


def _counted(asked: Asked, key: str) -> Found:
    value = _totals(asked)[key] or 0
    return Found(*_by_chance(value), value, asked.question.selection.query)


def _by_chance(count: float) -> tuple[float, float, float]:
    """A count with the bounds within which chance alone moves one."""
    low = max(0.0, count**0.5 - _SPREAD) ** 2
    return float(count), low, ((count + 1) ** 0.5 + _SPREAD) ** 2 if count else 3.7


def _posts(asked: Asked) -> Found:
    return _counted(asked, "posts")


def _people(asked: Asked) -> Found:
    return _counted(asked, "people")


def _mentions(asked: Asked) -> Found:
    return _counted(asked.narrowed(mentioned="yes", whose="others"), "posts")


def _interactions(asked: Asked) -> Found:
    own = asked.narrowed(whose="own", monitors=(), mentioned="")
    row = _totals(own)
    value = float(row["interactions"]) if row["counted"] else None
    return Found(value, None, None, row["counted"], own.question.selection.query)


def _recommended(asked: Asked) -> Found:
    return _counted(
        asked.narrowed(intents=("recommends",), sentiments=("positive",), whose="others"), "posts"
    )


def _unanswered(asked: Asked) -> Found:
    return _counted(asked.narrowed(reply="unanswered", whose="others"), "posts")


def _net(asked: Asked) -> Found:
    row = _totals(asked)
    found = net_sentiment(row["positive"], row["negative"], row["read"])
    return _bounded(found, row["read"], asked.question.selection.query)


def _bounded(found: Interval | None, n: int, show: str) -> Found:
    return Found(found.value, found.low, found.high, n, show) if found else Found(None, None, None, n, show)


def _voice(asked: Asked) -> Found:
    """The share of the first monitor asked for, else of our brand, among us and our competitors."""
    ours = (asked.selection.monitors or asked.ground.brand)[:1]
    selection = replace(asked.selection, monitors=()).on(asked.days)
    made = panel("voice", selection, asked.ground.store, asked.ground.monitors)
    for row in made.rows:
        if ours and row.select is not None and row.select.monitors == ours:
            share, low, high = (_number(made.value(row, key)) for key in ("share", "share_low", "share_high"))
            return Found(share, low, high, made.total, row.select.query)
    return Found(None, None, None, 0)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _answering(asked: Asked) -> Answering:
    selection = replace(asked.selection, whose="").on(asked.days)
    about = scope(selection, asked.ground.store, asked.ground.monitors)
    return answering(about, about.us, asked.days)


def _answered(asked: Asked) -> Found:
    return _figure(_answering(asked).share, asked)


def _waited(asked: Asked) -> Found:
    return _figure(_answering(asked).median, asked)


def _figure(figure: Figure, asked: Asked) -> Found:
    show = replace(asked.selection, reply="needed", whose="others").on(asked.days).query
    return Found(figure.value, figure.low, figure.high, figure.n, show)


def _followers(asked: Asked) -> Found:
    """The newest figure that the network told on these days."""
    told = ChannelFigure.objects.filter(
        channel=asked.channel, followers__isnull=False, day__range=(asked.days.first, asked.days.last)
    ).first()
    value = float(told.followers) if told and told.followers is not None else None
    return Found(value, value, value, int(value or 0))


MEASURES: dict[str, Measure] = {
    "mentions": Measure(
        Text("Mentions"),
        Text("Posts of other people that a monitor finds; without a choice of posts, those of our brand."),
        "count",
        _mentions,
    ),
    "posts": Measure(Text("Posts"), Text("Posts of the choice."), "count", _posts),
    "people": Measure(
        Text("People who write"), Text("Distinct accounts among the posts of the choice."), "count", _people
    ),
    "interactions": Measure(
        Text("Interactions with our posts"),
        Text("Likes + reposts + replies + quotes of our own posts, as last observed."),
        "count",
        _interactions,
    ),
    "voice": Measure(
        Text("Share of voice"),
        Text("Posts about us ÷ distinct posts about us or a competitor."),
        "share",
        _voice,
        few=10,
        wants="more",
    ),
    "net": Measure(
        Text("Net sentiment"),
        Text("(positive − negative) ÷ posts read × 100, neutral ones in the denominator."),
        "points",
        _net,
        few=10,
        wants="more",
    ),
    "recommends": Measure(
        Text("Positive recommendations"),
        Text("Posts of other people that recommend and are read as positive."),
        "count",
        _recommended,
        wants="more",
    ),
    "answered": Measure(
        Text("Questions answered"),
        Text("Of what people ask of us, the share to which we replied; answers in private are not seen."),
        "share",
        _answered,
        few=10,
        wants="more",
    ),
    "waited": Measure(
        Text("Time to our answer, median"),
        Text("Hours from what people ask of us to our first reply, of what was answered."),
        "hours",
        _waited,
        wants="less",
        few=10,
    ),
    "unanswered": Measure(
        Text("Posts that still need a reply"),
        Text("Posts of other people read as needing a reply that none of our own posts answers."),
        "count",
        _unanswered,
        wants="less",
    ),
    "followers": Measure(
        Text("Followers of a channel"),
        Text("The newest number that the network told of the channel."),
        "count",
        _followers,
        of_channel=True,
        wants="more",
    ),
}
