"""`tertulia restore`: put a backup in the place of the data folder's content."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from tertulia.i18n import Text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help=str(Text("a file that `tertulia backup` wrote")))
    parser.add_argument("--yes", action="store_true", help=str(Text("replace what is there without asking")))
    parser.add_argument("--json", action="store_true", help=str(Text("print what was restored as JSON")))


def run(arguments: argparse.Namespace) -> int:
    from tertulia.home import Home
    from tertulia.posts.backup import read_manifest, restore

    home = Home.of()
    source: Path = arguments.file.absolute()
    manifest = read_manifest(source)
    if home.posts.exists() and not arguments.yes and not _agreed(home.path, manifest.made_at):
        return 1
    restore(home, source)
    if arguments.json:
        print(json.dumps({"home": str(home.path), **asdict(manifest)}, indent=1))
    else:
        posts = f"{manifest.counts['posts']:,}"
        print(Text("The backup of {when} is back. Posts: {posts}.", posts=posts, when=manifest.made_at))
    return 0


def _agreed(folder: Path, made_at: str) -> bool:
    """Ask; where nobody can answer, the answer is no."""
    question = Text(
        "Everything in {folder} will be replaced by the backup of {when}. Go on? [y/N]",
        folder=folder,
        when=made_at,
    )
    if not sys.stdin.isatty():
        print(Text("Nothing was changed. Say --yes to replace what is in {folder}.", folder=folder))
        return False
    return input(f"{question} ").strip().lower() in ("y", "yes", "s", "sí", "si")
