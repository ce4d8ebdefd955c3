"""The workspace's time zone: whose days the dates are of, where a person chose no zone of their own."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

from tertulia.errors import Problem
from tertulia.i18n import Text

VARIABLE = "TERTULIA_TIME_ZONE"
_FOLDER = "zoneinfo/"


def workspace_zone(link: Path = Path("/etc/localtime")) -> str:
    """What TERTULIA_TIME_ZONE says, else the machine's zone (TZ, then where `link` leads), else UTC.

    Raises `Problem` (bad-time-zone) where TERTULIA_TIME_ZONE names no zone.
    """
    chosen = os.environ.get(VARIABLE, "")
    if chosen:
        if not _is_zone(chosen):
            raise Problem(
                "bad-time-zone",
                Text("There is no time zone “{zone}”.", zone=chosen),
                Text("Give a name of the IANA database, such as Europe/Madrid."),
                place=VARIABLE,
            )
        return chosen
    target = str(link.resolve())
    machine = target.partition(_FOLDER)[2]
    return next((zone for zone in (os.environ.get("TZ", ""), machine) if _is_zone(zone)), "UTC")


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and ZoneInfo(name).key == name
    except (KeyError, ValueError, OSError):  # no such zone, or no name of one
        return False
