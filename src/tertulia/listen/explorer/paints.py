"""The same colour for the same thing on all pages. A paint is a name that the style sheet gives a colour."""

from __future__ import annotations

from collections.abc import Iterable

SENTIMENTS = {"negative": "negative", "neutral": "neutral", "positive": "positive", "unread": "series-8"}
EMOTIONS = {
    "anger": "negative",
    "disgust": "series-5",
    "fear": "series-3",
    "joy": "positive",
    "sadness": "series-6",
    "surprise": "series-4",
    "none": "neutral",
}
_NETWORKS = {
    "bluesky": 6,
    "mastodon": 3,
    "x": 8,
    "wordpress": 1,
    "rss": 2,
    "instagram": 4,
    "facebook": 5,
    "youtube": 7,
    "linkedin": 1,
    "reddit": 2,
    "pinterest": 4,
    "googleplus": 7,
}
# On paper and in files, where there is no style sheet: the colours of the light theme.
COLOURS = {
    "negative": "#a8422d",
    "neutral": "#8a847a",
    "positive": "#1d7a60",
    "series-1": "#0d6e6b",
    "series-2": "#c05a1c",
    "series-3": "#5a62b8",
    "series-4": "#93306b",
    "series-5": "#7d7b16",
    "series-6": "#2f86c4",
    "series-7": "#6d4b36",
    "series-8": "#7c7a78",
}


def of_networks(names: Iterable[str]) -> dict[str, str]:
    """A paint for each network: its own, or the next free one where two in a chart would look alike."""
    given: dict[str, str] = {}
    taken: set[int] = set()
    for name in sorted(names, key=lambda n: (n not in _NETWORKS, n)):
        wanted = _NETWORKS.get(name, 1)
        free = [(wanted - 1 + step) % 8 + 1 for step in range(8)]
        number = next((n for n in free if n not in taken), wanted)
        taken.add(number)
        given[name] = f"series-{number}"
    return given
