"""What one open page follows: a selection, for a person, in their language and on their clock."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone, translation

from tertulia import i18n
from tertulia.listen.explorer.cards import card
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.live.news import News, news
from tertulia.listen.monitors.api import MonitorInfo, monitors
from tertulia.listen.monitors.models import COLORS
from tertulia.posts.api import store
from tertulia.team.api import Person

SHOWN = 50  # posts sent in one piece; of more than these the number is told


@dataclass(frozen=True)
class Following:
    """A selection that someone follows; `counted`: they are only told how many posts came in."""

    selection: Selection
    language: str
    person: int
    session: str
    counted: bool

    def look(self, after: int) -> News:
        """What came in after a post. Called in a thread: it asks the store."""
        return news(self.selection, store(), after, 0 if self.counted else SHOWN)

    def event(self, found: News) -> str:
        """The news as a server-sent event. Called in a thread: it renders."""
        told: dict[str, Any] = {"count": found.count}
        if not self.counted:
            told["html"] = self._html(found)
        return f"id: {found.upto}\nevent: posts\ndata: {json.dumps(told, ensure_ascii=False)}\n\n"

    def _html(self, found: News) -> str:
        with translation.override(self.language):
            i18n.activate(self.language[:2])
            try:
                return items_html(found.posts, self.selection.zone)
            finally:
                connection.close()

    def is_welcome(self) -> bool:
        """Whether the person may still see anything and has not signed out. Called in a thread."""
        try:
            alive = Session.objects.filter(pk=self.session, expire_date__gt=timezone.now()).exists()
            return alive and Person.objects.filter(pk=self.person, is_active=True).exists()
        finally:
            connection.close()


@dataclass(frozen=True)
class Mark:
    """A monitor's mark on a post: its name and the number of its colour."""

    number: int
    name: str
    series: int


def items_html(posts: list[dict[str, Any]], zone: str) -> str:
    """The posts as list items, the newest first."""
    return render_to_string("live/items.html", {"items": items(posts, zone)})


def items(posts: list[dict[str, Any]], zone: str) -> list[dict[str, Any]]:
    """A card and the monitors' marks for each post, the newest first."""
    known = {monitor.id: _mark(monitor) for monitor in monitors()}
    return [
        {"card": card(post, zone), "marks": [known[number] for number in post["monitors"] if number in known]}
        for post in reversed(posts)
    ]


def _mark(monitor: MonitorInfo) -> Mark:
    return Mark(monitor.id, monitor.name, monitor.color % COLORS + 1)
