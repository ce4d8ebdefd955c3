"""`tertulia reread`: read all stored posts again with the present models. People's corrections still win."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from tertulia.i18n import Text

if TYPE_CHECKING:
    from tertulia.posts.api import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--stale", action="store_true", help=str(Text("only posts that other models read, or none"))
    )
    parser.add_argument("--json", action="store_true", help=str(Text("print the summary as JSON")))


def run(arguments: argparse.Namespace) -> int:
    """Read them a batch at a time; an interrupted run is taken up with --stale."""
    from tertulia.home import Home
    from tertulia.listen.monitors.api import tell_apart
    from tertulia.posts.api import open_store
    from tertulia.understand.api import model_version

    with open_store(Home.of()) as store:
        done = reread(store, stale=arguments.stale)
        tell_apart(store)
    if arguments.json:
        print(json.dumps({"read": done, "model": model_version()}))
    else:
        print(Text("{count} posts read again with models {model}.", count=f"{done:,}", model=model_version()))
    return 0


def reread(store: Store, *, stale: bool = False) -> int:
    """Read every stored post (`stale`: those that the present models did not read last); returns how many."""
    from tqdm import tqdm

    from tertulia.listen import rereading
    from tertulia.understand.api import model_version, read

    model, done = model_version() if stale else None, 0
    total = rereading.waiting(store, model)
    with tqdm(total=total, unit_scale=True, disable=not sys.stderr.isatty()) as bar:
        for count in rereading.reread(store, read, model):
            done += count
            bar.update(count)
    return done
