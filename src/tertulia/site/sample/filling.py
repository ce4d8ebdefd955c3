"""Fills a data folder with the sample: its posts, and the monitors that listen to them. Needs Django."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate
from tqdm import tqdm

from tertulia.home import Home
from tertulia.i18n import Text
from tertulia.listen.measuring.api import is_measured, measure
from tertulia.listen.monitors.api import Draft, create
from tertulia.listen.monitors.api import monitors as stored_monitors
from tertulia.listen.situation.api import name_accounts
from tertulia.posts.api import close_store
from tertulia.site.sample import cast
from tertulia.site.sample.building import Step, build
from tertulia.site.sample.calendar import month
from tertulia.site.sample.monitors import MEASURED, SEED, monitors, verdict
from tertulia.site.sample.plan import plan
from tertulia.team.api import Person


def fill(home: Home, now: datetime) -> None:
    """Fill the folder with the year up to `now`, going on where a start was cut short."""
    wanted = monitors()
    with tqdm(total=3 + len(wanted), desc=str(Text("Making the sample year")), disable=None) as progress:
        if not home.posts.exists():
            build(home, now, progress.update)
        try:
            listen(progress.update)
            plan(localdate(now))
            month(localdate(now))
        finally:
            close_store()


def listen(step: Step) -> None:
    """The monitors of the sample, each matched with all posts; those that are there stay."""
    owner = Person.objects.filter(username="ana").first()
    known = {monitor.name for monitor in stored_monitors()}
    for monitor in monitors():
        if monitor.name not in known:
            create(Draft(monitor.name, monitor.query, monitor.role, monitor.folder), owner)
        step()
    _name_rivals(owner)
    brand = next(monitor.id for monitor in stored_monitors() if monitor.name == MEASURED)
    if not is_measured(brand):
        measure(brand, verdict, owner, SEED)


def _name_rivals(owner: Person | None) -> None:
    """Say which accounts are the competitors' own."""
    rivals = {house.name: house for house in (cast.ALMIRENA, cast.ORBAYA)}
    for monitor in stored_monitors():
        if house := rivals.get(monitor.name):
            accounts = [f"{network}:{account.handle}" for network, account in house.accounts.items()]
            name_accounts(monitor.id, "\n".join(accounts), owner)
