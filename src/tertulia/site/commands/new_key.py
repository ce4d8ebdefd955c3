"""`tertulia new-key`: a new key for the data folder, everything sealed anew under it."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from tertulia.i18n import Text

if TYPE_CHECKING:
    from tertulia.home import Home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=str(Text("print what was done as JSON")))


def run(arguments: argparse.Namespace) -> int:
    """Nobody may be working on the folder: a process keeps the key it began with."""
    from tertulia.home import Home
    from tertulia.posts.owner import held

    home = Home.of()
    with held(home):
        sealed = renew(home)
    if arguments.json:
        print(json.dumps({"sealed": sealed}))
    else:
        print(Text("The folder has a new key. Channels whose credentials were sealed anew: {n}.", n=sealed))
        print(Text("Everyone signs in again, and backups made before need the key before."))
    return 0


def renew(home: Home) -> int:
    """Put a new key in the place of the old one; returns how many texts were sealed anew. Cut short at any
    moment, doing it again ends it: the key that waits beside is the one that some are sealed under.

    Raises `Problem` ("cannot-unseal"); nothing is changed then.
    """
    from tertulia.posts.disk import sync
    from tertulia.team.secrets import rotate

    waiting = home.secret.with_suffix(".next")
    if not waiting.exists():
        _write(waiting, token_urlsafe(64))
    sealed = rotate(home.secret.read_text().strip(), waiting.read_text().strip())
    waiting.replace(home.secret)
    sync(home.path)
    return sealed


def _write(path: Path, text: str) -> None:
    """A file that its owner alone may read, whole or not there, and on the disk."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
