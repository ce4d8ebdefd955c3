"""`tertulia demo`: a workspace full of sample data, on this machine only."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.i18n import Text
from tertulia.site.commands.up import add_port
from tertulia.site.server import LOOPBACK, open_browser, serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help=str(Text("which of this machine's addresses to take")),
    )
    add_port(parser)


def demo_home(given: str | None) -> Home:
    """The folder given, else `demo` inside the person's data folder: never that of real data."""
    return Home.of(given) if given else Home(Home.of().path / "demo")


def run(arguments: argparse.Namespace) -> int:
    if arguments.host not in LOOPBACK:
        raise Problem(
            "demo-is-local",
            Text("The demo signs people in without a password, so it answers this machine only."),
            Text("Use --host 127.0.0.1, or `tertulia up` for a workspace that others can reach."),
        )
    home = prepare(demo_home(arguments.home))
    print(Text("Sample workspace in {folder}", folder=str(home.path)), flush=True)

    def ready(address: str) -> None:
        print(Text("Tertulia answers at {address}", address=address), flush=True)
        print(Text("Ctrl-C stops it."), flush=True)
        if not arguments.no_browser:
            open_browser(address)

    return serve(arguments.host, arguments.port, ready=ready)


def prepare(home: Home) -> Home:
    """The sample workspace, made where it is not there yet. Everything after works in this folder."""
    _refuse_real_data(home)
    os.environ["TERTULIA_HOME"], os.environ["TERTULIA_SAMPLE"] = str(home.path), "1"
    from tertulia.site.bootstrap import prepare_desk

    prepare_desk()
    (home.path / MARK).touch()
    from tertulia.site.sample.api import ensure_sample

    make_cast()
    ensure_sample(home)
    return home


MARK = "sample"


def _refuse_real_data(home: Home) -> None:
    if home.desk.exists() and not Path(home.path / MARK).exists():
        raise Problem(
            "not-a-sample",
            Text("This folder holds a workspace that the demo did not make."),
            Text("Choose an empty folder with --home, or open yours with `tertulia up`."),
            str(home.path),
        )


def make_cast() -> None:
    """The invented people who work in the sample: Ana owns it, Bruno manages. Neither has a password."""
    from tertulia.team.models import Person, Role

    for username, name, role in (("ana", "Ana Robles", Role.OWNER), ("bruno", "Bruno Salas", Role.MANAGER)):
        if not Person.objects.filter(username=username).exists():
            person = Person(username=username, first_name=name, role=role)
            person.set_unusable_password()
            person.save()
