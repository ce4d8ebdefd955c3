"""The words for values, and numbers, shares and days as the reader's language writes them."""

from __future__ import annotations

from datetime import date, datetime

from tertulia.i18n import Text, current_language, ngettext
from tertulia.listen.explorer.periods import Bucket, Days
from tertulia.listen.explorer.statistics import Interval

SENTIMENTS = {
    "negative": Text("Negative"),
    "neutral": Text("Neutral"),
    "positive": Text("Positive"),
    "unread": Text("Not read"),
}
EMOTIONS = {
    "anger": Text("Anger"),
    "disgust": Text("Disgust"),
    "fear": Text("Fear"),
    "joy": Text("Joy"),
    "sadness": Text("Sadness"),
    "surprise": Text("Surprise"),
    "none": Text("No emotion"),
}
INTENTS = {
    "question": Text("Question"),
    "request": Text("Request"),
    "complaint": Text("Complaint"),
    "suggestion": Text("Suggestion"),
    "praise": Text("Praise"),
    "seeks_recommendation": Text("Seeks a recommendation"),
    "recommends": Text("Recommends"),
    "thanks": Text("Thanks"),
    "purchase_interest": Text("Interest in buying"),
    "information": Text("Information"),
    "other": Text("Other"),
}
KINDS = {
    "post": Text("Post"),
    "comment": Text("Comment"),
    "reply": Text("Reply"),
    "repost": Text("Repost"),
    "quote": Text("Quote"),
    "review": Text("Review"),
    "article": Text("Article"),
    "story": Text("Story"),
    "message": Text("Message"),
}
OFFENSES = {
    "none": Text("Not offensive"),
    "mild": Text("Coarse words"),
    "person": Text("Offends a person"),
    "group": Text("Offends a group"),
}
NEEDS_REPLY = {"true": Text("Needs a reply"), "false": Text("Needs none")}
PERIODS = {
    "today": Text("Today"),
    "7d": Text("Last 7 days"),
    "30d": Text("Last 30 days"),
    "90d": Text("Last 90 days"),
    "365d": Text("Last 365 days"),
    "month": Text("This month"),
    "year": Text("This year"),
    "all": Text("All time"),
}
# Why a span was not read; `posts.api.Gap.reason`.
GAPS = {
    "stopped": Text("Tertulia was not running"),
    "paused": Text("reading was paused"),
    "too-old": Text("the network no longer gave it"),
    "overflow": Text("more was published than the network gives at once"),
    "too-many": Text("more was published than is read at once"),
    "unreachable": Text("the network could not be reached"),
    "timeout": Text("the network did not answer in time"),
    "rate-limited": Text("the network asked to wait"),
    "server-error": Text("the network failed"),
    "host-resting": Text("the network failed again and again"),
    "bad-answer": Text("the network’s answer could not be read"),
    "unauthorized": Text("the network did not accept the credentials"),
    "forbidden": Text("the network did not allow it"),
    "not-found": Text("the network did not find it"),
    "gone": Text("the network no longer has it"),
    "silent": Text("nothing came, against its habit"),
    "disk-full": Text("the disk was full"),
}
WEEKDAYS = (
    Text("Monday"),
    Text("Tuesday"),
    Text("Wednesday"),
    Text("Thursday"),
    Text("Friday"),
    Text("Saturday"),
    Text("Sunday"),
)
NETWORKS = {
    "x": "X",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "pinterest": "Pinterest",
    "googleplus": "Google+",
    "youtube": "YouTube",
    "reddit": "Reddit",
    "wordpress": "WordPress",
    "rss": "RSS",
    "tiktok": "TikTok",
    "threads": "Threads",
    "telegram": "Telegram",
}
_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"),
}
_VALUES = {
    "sentiments": SENTIMENTS,
    "emotions": EMOTIONS,
    "intents": INTENTS,
    "kinds": KINDS,
}


def label(filter_name: str, value: str) -> str:
    """The word for a value of a filter; values that people wrote stand for themselves."""
    if filter_name == "networks":
        return network(value)
    if filter_name == "languages":
        return language(value)
    if filter_name == "hours":
        return hour_of_week(int(value))
    if filter_name == "themes":
        from tertulia.listen.triggers.naming import names_of  # asks the desk

        return names_of([int(value)])[int(value)]
    known = _VALUES.get(filter_name, {}).get(value)
    return str(known) if known else value


def network(name: str) -> str:
    """A network's name as it writes itself."""
    return NETWORKS.get(name, name.capitalize())


def gap(reason: str) -> str:
    """Why a span was not read; the code itself where we have no words for it."""
    return str(GAPS.get(reason, reason))


def language(code: str) -> str:
    """A language in its own words (español, català), its code where the name is not known."""
    if code == "und":
        return str(Text("Not recognised"))
    from django.conf.locale import LANG_INFO

    return str(LANG_INFO.get(code, {}).get("name_local", code))


def hour_of_week(hour: int) -> str:
    """ "Monday, 18:00–19:00" of 18."""
    day, at = divmod(hour, 24)
    return str(Text("{day}, {start}:00–{end}:00", day=WEEKDAYS[day], start=f"{at:02}", end=f"{at + 1:02}"))


def number(value: float, digits: int = 0) -> str:
    """Digits in groups as the language writes them; Spanish leaves four digits whole (RAE)."""
    text = f"{abs(value):,.{digits}f}"
    minus = "−" if value < 0 and text.strip("0.,") else ""
    if current_language() == "es":
        plain = text.replace(",", "") if abs(value) < 10_000 else text.replace(",", " ")
        text = plain.replace(".", ",").replace(" ", "\u202f")
    return minus + text


def share(value: float | None, digits: int | None = None) -> str:
    """0.184 as "18%", "18,4 %" …; one decimal below 10 %."""
    if value is None:
        return "–"
    places = digits if digits is not None else int(0 < abs(value) < 0.0995)
    return str(Text("{number}%", number=number(100 * value, places)))


def share_range(low: float, high: float) -> str:
    """An interval of shares as people read it: "18–24%"."""
    places = int(high < 0.0995)
    first, last = number(100 * low, places), number(100 * high, places)
    return str(Text("{low}–{high}%", low=first, high=last)) if first != last else share(low, places)


def points(value: float | None) -> str:
    """Percentage points with their sign: "+12", "−3"."""
    if value is None:
        return "–"
    text = number(value)
    return f"+{text}" if value > 0 and text != "0" else text


def points_range(interval: Interval) -> str:
    """ "between −3 and +12": an interval whose ends may be negative."""
    return str(Text("between {low} and {high}", low=points(interval.low), high=points(interval.high)))


def posts(count: int) -> str:
    """ "1 post", "212 posts"."""
    return ngettext("{number} post", "{number} posts", count).format(number=number(count))


def people(count: int) -> str:
    return ngettext("{number} account", "{number} accounts", count).format(number=number(count))


def day(value: date, *, year: bool = True) -> str:
    """ "23 Nov 2026", "23 nov 2026"."""
    month = _MONTHS.get(current_language(), _MONTHS["en"])[value.month - 1]
    return f"{value.day} {month} {value.year}" if year else f"{value.day} {month}"


def days(span: Days) -> str:
    """The days in as few words as tell them."""
    if span.first == span.last:
        return day(span.first)
    return f"{day(span.first, year=span.first.year != span.last.year)} – {day(span.last)}"


def moment(value: datetime) -> str:
    """ "23 Nov 2026, 18:05"."""
    return f"{day(value)}, {value:%H:%M}"


def bucket(start: datetime, grain: Bucket) -> str:
    """What a bucket is called under a chart and in its table."""
    if grain == "hour":
        return f"{day(start, year=False)}, {start:%H:%M}"
    if grain == "month":
        return f"{_MONTHS.get(current_language(), _MONTHS['en'])[start.month - 1]} {start.year}"
    if grain == "week":
        return str(Text("week of {day}", day=day(start)))
    return day(start)


def bucket_short(start: datetime, grain: Bucket) -> str:
    """What stands under a chart: as little as tells the place in time."""
    if grain == "hour":
        return f"{start:%H:%M}" if start.hour else day(start, year=False)
    return bucket(start, grain) if grain == "month" else day(start, year=False)
