"""`tertulia backup`: one file with everything, made while Tertulia runs."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from tertulia.i18n import Text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        default=Path(),
        help=str(Text("the file to write, or a folder for it (else the present folder)")),
    )
    parser.add_argument("--json", action="store_true", help=str(Text("print what the backup holds as JSON")))


def run(arguments: argparse.Namespace) -> int:
    from tqdm import tqdm

    from tertulia.home import Home
    from tertulia.posts.api import open_store
    from tertulia.posts.backup import STEPS, make

    target: Path = arguments.file.absolute()
    if target.is_dir():
        # The clock of the person who looks for the file later.
        target /= f"tertulia-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}.tar"
    home = Home.of()
    with open_store(home) as store, tqdm(total=STEPS, disable=not sys.stderr.isatty(), leave=False) as bar:
        manifest = make(home, store, target, bar.update)
    if arguments.json:
        print(json.dumps({"file": str(target), **asdict(manifest)}, indent=1))
        return 0
    print(Text("Written to {file}. Posts: {posts}.", posts=f"{manifest.counts['posts']:,}", file=target))
    print(
        Text("The key that encrypts credentials ({key}) is not in it: keep it apart.", key=home.secret.name)
    )
    return 0
