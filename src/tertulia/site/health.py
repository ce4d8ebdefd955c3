"""What `tertulia doctor` looks at: the installation, then the data folder. Changes nothing."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import stat
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.i18n import Text, catalogue

PACKAGE = Path(__file__).parent.parent
LEAST_FREE = 1 << 30
WRITTEN_S = 1_760_000_000  # no clock is right that stands before this program was written
_STUCK = "SELECT count(*) FROM act_publication WHERE state IN ('unknown', 'failed', 'expired', 'by_hand')"
State = Literal["good", "note", "wrong"]


@dataclass(frozen=True)
class Finding:
    """One check: its code, how it stands (good, note, wrong), what was found and what to do about it."""

    code: str
    state: State
    what: Text
    remedy: Text | None = None

    @property
    def is_wrong(self) -> bool:
        return self.state == "wrong"

    def as_dict(self) -> dict[str, str]:
        return {
            "code": self.code,
            "state": self.state,
            "what": str(self.what),
            "remedy": str(self.remedy or ""),
        }


def examine(home: Home, port: int) -> Iterator[Finding]:
    """All checks, in the order in which a fault in one explains the next."""
    yield python()
    yield packages()
    yield from parts()
    yield clock()
    yield folder(home)
    if home.path.is_dir():
        yield space(home)
        yield secret(home)
        yield desk(home)
        yield posts(home)
        yield publishing(home)
        yield from transformers(home)
    yield listening(port)


def python() -> Finding:
    return Finding(
        "python", "good", Text("Python {version}", version=".".join(map(str, sys.version_info[:3])))
    )


def packages() -> Finding:
    """Whether every package that Tertulia stands on is there."""
    try:
        needed = requires("tertulia") or []
    except PackageNotFoundError:
        remedy = Text("Run script/setup, or `pip install .` in the project's folder.")
        return Finding("packages", "wrong", Text("Tertulia itself is not installed as a package."), remedy)
    names = [_name(line) for line in needed if "extra ==" not in line]
    missing = sorted(name for name in names if not _is_installed(name))
    if missing:
        cause = Text("Packages are missing: {names}.", names=", ".join(missing))
        return Finding("packages", "wrong", cause, Text("Run script/setup again."))
    return Finding("packages", "good", Text("All {count} packages are installed.", count=len(names)))


def _name(requirement: str) -> str:
    return (
        requirement.split(";")[0].strip().partition("[")[0].split(">")[0].split("<")[0].split("=")[0].strip()
    )


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def parts() -> Iterator[Finding]:
    """Whether the parts that are not code came along."""
    remedy = Text("Install Tertulia again: this copy is not whole.")
    checks: tuple[tuple[str, bool, Text, Text], ...] = (
        (
            "templates",
            (PACKAGE / "site/templates/base.html").exists(),
            Text("The pages' templates are there."),
            Text("The pages' templates are missing."),
        ),
        (
            "static",
            (PACKAGE / "site/static/site/tertulia.css").exists(),
            Text("The style sheet and scripts are there."),
            Text("The style sheet and scripts are missing."),
        ),
        (
            "weights",
            any((PACKAGE / "understand/weights").glob("*")),
            Text("The models that read posts are there."),
            Text("The models that read posts are missing."),
        ),
    )
    for code, is_there, good, bad in checks:
        yield Finding(code, "good", good) if is_there else Finding(code, "wrong", bad, remedy)
    if catalogue("es").gettext("Monitors") != "Monitors":
        yield Finding("translations", "good", Text("The Spanish texts are compiled."))
    else:
        compile_them = Text("Run `python script/compile_messages.py`, or install Tertulia again.")
        yield Finding("translations", "wrong", Text("The Spanish texts are not compiled."), compile_them)


def clock() -> Finding:
    if time.time() < WRITTEN_S:
        remedy = Text("Set the computer's date and time: posts and sessions are dated with it.")
        return Finding("clock", "wrong", Text("The computer's clock is in the past."), remedy)
    return Finding("clock", "good", Text("The computer's clock is plausible."))


def folder(home: Home) -> Finding:
    """Whether the data folder is there, ours to write in and closed to others."""
    if not home.path.exists():
        remedy = Text("It is made when Tertulia first starts: `tertulia up` or `tertulia demo`.")
        return Finding("folder", "note", Text("The data folder does not exist yet."), remedy)
    if not os.access(home.path, os.R_OK | os.W_OK | os.X_OK):
        remedy = Text("Make it yours: chown -R $USER {folder}", folder=str(home.path))
        return Finding("folder", "wrong", Text("The data folder cannot be written to."), remedy)
    if home.path.stat().st_mode & 0o077:
        remedy = Text("Close it: chmod 700 {folder}", folder=str(home.path))
        return Finding("folder", "wrong", Text("Other accounts of this computer can read the data."), remedy)
    return Finding("folder", "good", Text("The data folder is yours alone."))


def space(home: Home) -> Finding:
    free = shutil.disk_usage(home.path).free
    shown = f"{free / 1e9:.1f} GB"
    if free < LEAST_FREE:
        remedy = Text("Make room: imports and backups need at least 1 GB.")
        return Finding("space", "wrong", Text("Only {free} of disk are free.", free=shown), remedy)
    return Finding("space", "good", Text("{free} of disk are free.", free=shown))


def secret(home: Home) -> Finding:
    """Whether the signing key is there and closed to others."""
    if not home.secret.exists():
        return Finding("secret", "note", Text("The signing key will be made at the first start."))
    if stat.S_IMODE(home.secret.stat().st_mode) & 0o077:
        remedy = Text("Close it: chmod 600 {file}", file=str(home.secret))
        return Finding("secret", "wrong", Text("Other accounts can read the signing key."), remedy)
    return Finding("secret", "good", Text("The signing key is yours alone."))


def desk(home: Home) -> Finding:
    """Whether the desk opens, is whole and knows the migrations of this version."""
    if os.environ.get("TERTULIA_DATABASE"):
        return Finding("desk", "note", Text("The desk is in PostgreSQL: its own tools check it."))
    if not home.desk.exists():
        return Finding("desk", "note", Text("The desk (people, monitors) will be made at the first start."))
    try:
        with sqlite3.connect(f"{home.desk.as_uri()}?mode=ro", uri=True) as connection:
            whole = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            applied = {tuple(row) for row in connection.execute("SELECT app, name FROM django_migrations")}
    except sqlite3.Error as error:
        return _broken_desk(Text("The desk does not open: {reason}.", reason=str(error)))
    if not whole:
        return _broken_desk(Text("The desk's file is damaged."))
    waiting = len(_migrations() - applied)
    if waiting:
        return Finding(
            "desk",
            "note",
            Text("The desk will be brought up to date at the next start (steps: {count}).", count=waiting),
        )
    return Finding("desk", "good", Text("The desk (people, monitors) is whole and up to date."))


def publishing(home: Home) -> Finding:
    """Whether a publication waits for a person, or all of them are paused."""
    if os.environ.get("TERTULIA_DATABASE") or not home.desk.exists():
        return Finding("publishing", "note", Text("What is to be published is not looked at here."))
    try:
        with sqlite3.connect(f"{home.desk.as_uri()}?mode=ro", uri=True) as connection:
            stuck = connection.execute(_STUCK).fetchone()[0]
            paused = connection.execute("SELECT count(*) FROM act_pause WHERE open").fetchone()[0]
    except sqlite3.Error:
        return Finding("publishing", "note", Text("Nothing is to be published yet."))
    if stuck:
        remedy = Text("Look at the page Publishing, or `tertulia publish`.")
        return Finding("publishing", "wrong", Text("Publications wait for a person: {n}.", n=stuck), remedy)
    if paused:
        remedy = Text("`tertulia publish --resume` lets it go on.")
        return Finding("publishing", "note", Text("Publishing is paused."), remedy)
    return Finding("publishing", "good", Text("No publication failed or is late."))


def _broken_desk(cause: Text) -> Finding:
    return Finding("desk", "wrong", cause, Text("Bring back your last backup: `tertulia restore`."))


def _migrations() -> set[tuple[str, str]]:
    files = PACKAGE.glob("*/migrations/[0-9]*.py")
    return {(file.parent.parent.name, file.stem) for file in files}


def posts(home: Home) -> Finding:
    """Whether the posts open and answer, here or through the process that owns them."""
    if not home.posts.exists():
        return Finding("posts", "note", Text("There are no posts yet."))
    try:
        count = _count(home)
    except Problem as problem:
        return Finding("posts", "wrong", problem.cause, problem.remedy)
    return Finding("posts", "good", Text("The posts open: {count} of them.", count=f"{count:,}"))


def _count(home: Home) -> int:
    from tertulia.posts.api import open_store

    with open_store(home) as store:
        return int(store.query("SELECT count(*) AS n FROM posts").column(0)[0].as_py())


def transformers(home: Home) -> Iterator[Finding]:
    """Whether each transformer that posts are read with can read."""
    from tertulia.understand.transformers.chosen import faults

    for reader, problem in faults(home.models):
        name = Path(reader.folder).name
        if problem is None:
            yield Finding(
                "transformer", "good", Text("{task} is read by {name}", task=reader.task, name=name)
            )
        else:
            yield Finding("transformer", "wrong", problem.cause, problem.remedy)


def listening(port: int) -> Finding:
    """Whether the port is free; a port taken is a note, because it may be Tertulia itself."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            remedy = Text(
                "If that is not Tertulia, start it on another: `tertulia up --port {port}`.", port=port + 1
            )
            return Finding("port", "note", Text("Port {port} is in use.", port=port), remedy)
    return Finding("port", "good", Text("Port {port} is free.", port=port))
