"""Before you speak: a conversation in five to seven sentences, put together by rules."""

from __future__ import annotations

from collections.abc import Sequence

from tertulia.i18n import Text
from tertulia.listen.before_speaking.customs_told import address_told, custom_told, links_told
from tertulia.listen.before_speaking.finding import Found
from tertulia.listen.before_speaking.sentences import Sentence
from tertulia.listen.before_speaking.taking_told import praised, punished
from tertulia.listen.before_speaking.words import PULSE, VOICES, WELCOME
from tertulia.listen.explorer import labels
from tertulia.understand.statistics import Interval

TOLD_TOPICS, TOLD_LEADERS = 4, 3
_TONE = ("coarse", "slang", "contractions", "greeting", "humour", "irony", "capitals")
_FORM = ("emoji", "hashtag", "media")


def about(found: Found) -> Sentence:
    """What it is about, and whether it is alive."""
    life = found.life
    assert life is not None  # there are posts
    things = [topic.subject.label for topic in found.topics if topic.subject.kind not in ("account", "site")]
    names = things[:TOLD_TOPICS]
    last = labels.day(found.question.local_day(life.last))
    pulse = Text(PULSE[life.pulse].template, day=last)
    told = {
        "pulse": pulse,
        "size": labels.posts(found.size.posts),
        "people": labels.people(found.size.people),
    }
    if names:
        text = Text("People speak of {topics}: {size} by {people}. {pulse}", topics=", ".join(names), **told)
    else:
        text = Text("Nothing in particular stands out in {size} by {people}. {pulse}", **told)
    return Sentence(str(text), showing=found.typical)


def leads(found: Found) -> Sentence | None:
    """Who is taken up, and whether a few carry it."""
    told = found.told.leading
    half = {"half": labels.number(told.half), "people": labels.people(told.people)}
    voices = Text(VOICES[told.voices].template, **half)
    leaders = told.leaders[:TOLD_LEADERS]
    names = list(dict.fromkeys(found.names[leader.person][0] for leader in leaders))
    shown = tuple(n for leader in told.leaders[:TOLD_LEADERS] for n in leader.showing)
    if not names:
        return Sentence(str(voices))
    who = ", ".join(names)
    if told.by == "people":
        return Sentence(
            str(Text("Taken up most: {names}. {voices}", names=who, voices=voices)), showing=shown
        )
    return Sentence(
        str(Text("Most reactions go to {names}. {voices}", names=who, voices=voices)), showing=shown
    )


def tone(found: Found) -> Sentence | None:
    """How to address people and what else marks the tone: at most two rules that are clear."""
    rows = address_told(found.told.customs.address)
    clear = [c for c in found.told.customs.customs if c.level in ("usual", "rare") and c.mark in _TONE]
    clear.sort(key=lambda custom: _TONE.index(custom.mark))
    rows = [*rows, *(custom_told(custom) for custom in clear)][:3]
    if not rows:
        return None
    shown = tuple(number for row in rows for number in row.showing[:1])
    return Sentence(" ".join(row.text for row in rows), showing=shown)


def form(found: Found) -> Sentence | None:
    """Links, emoji, hashtags."""
    clear = [c for c in found.told.customs.customs if c.level in ("usual", "rare") and c.mark in _FORM]
    rows = [*links_told(found), *(custom_told(custom) for custom in clear)]
    rows = [row for row in rows if row.interval is not None][:3]
    if not rows:
        return None
    return Sentence(
        " ".join(row.text for row in rows), showing=tuple(n for row in rows for n in row.showing[:1])
    )


def takes(found: Found) -> Sentence:
    """The surest of what is praised and of what is punished."""
    rows = [*praised(found)[:1], *punished(found)[:1]]
    if not rows:
        return Sentence(str(Text("No way of writing is surely praised or punished in these posts.")))
    return Sentence(
        " ".join(row.text for row in rows), showing=tuple(n for row in rows for n in row.showing[:2])
    )


def waits(found: Found) -> Sentence:
    """Where one could be of help."""
    told = found.told.openings
    if told.asked and not told.told:
        text = Text(
            "Too few answers were read to tell what was answered; {asked} questions and requests may "
            "still wait.",
            asked=labels.number(told.count),
        )
        return Sentence(str(text), showing=told.open[:3], behind="open")
    if not told.asked:
        return Sentence(str(Text("Nobody asked anything that could still be answered.")))
    numbers = {"count": labels.number(told.count), "asked": labels.number(told.asked)}
    if not told.count:
        return Sentence(
            str(Text("Every question was answered, as far as we know: {asked} of {asked}.", **numbers))
        )
    text = Text(
        "{count} of {asked} questions and requests have no answer that we know of: begin by helping there.",
        **numbers,
    )
    return Sentence(str(text), of_unanswered(told.unanswered), told.unanswered, told.open[:3], "open")


def of_unanswered(share: Interval | None) -> str:
    if share is None:
        return ""
    return f"{labels.share(share.value)} ({labels.share_range(share.low, share.high)})"


def welcome(found: Found) -> Sentence:
    """Whether an organisation has been welcome."""
    told = found.told.received
    return Sentence(
        str(WELCOME[told.verdict]), showing=(*told.well[:2], *told.badly[:2]), behind="organisations"
    )


def summary(found: Found) -> list[Sentence]:
    """Before you speak: five to seven sentences."""
    if found.is_few:
        return [row for row in (about(found), leads(found), waits(found)) if row is not None]
    rows: Sequence[Sentence | None] = (
        about(found),
        leads(found),
        tone(found),
        form(found),
        takes(found),
        waits(found),
        welcome(found),
    )
    return [row for row in rows if row is not None]


def welcome_figures(found: Found) -> list[str]:
    """What the welcome stands on, each in words."""
    told = found.told.received
    if not told.posts:
        return []
    size = {"posts": labels.posts(told.posts), "accounts": labels.people(told.organisations)}
    lines = [str(Text("{posts} of {accounts}.", **size))]
    if told.reactions:
        share, bounds = (
            labels.share(told.reactions.value, 0),
            labels.share_range(told.reactions.low, told.reactions.high),
        )
        lines.append(
            str(
                Text(
                    "One of theirs gets more reactions than one of a person’s in {share} of cases ({range}).",
                    share=share,
                    range=bounds,
                )
            )
        )
    else:
        lines.append(str(Text("Reactions: too few to tell.")))
    if told.negative and told.positive and told.negative_share and told.positive_share:
        lines.append(_feelings(told.negative_share, told.negative, negative=True))
        lines.append(_feelings(told.positive_share, told.positive, negative=False))
    else:
        number = labels.people(told.answers)
        lines.append(
            str(Text("How people feel who answer them: too few to tell ({people} did).", people=number))
        )
    return lines


def _feelings(share: Interval, gap: Interval, *, negative: bool) -> str:
    points = Interval(*(100 * value for value in (gap.value, gap.low, gap.high)))
    values = {
        "share": labels.share(share.value, 0),
        "gap": labels.points(points.value),
        "range": labels.points_range(points),
    }
    if negative:
        template = Text(
            "Of those who answer them {share} do so negatively: {gap} points against answers to people "
            "({range}).",
            **values,
        )
    else:
        template = Text(
            "Of those who answer them {share} do so kindly: {gap} points against answers to people "
            "({range}).",
            **values,
        )
    return str(template)
