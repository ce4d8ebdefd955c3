"""`tertulia reread`: read all stored posts again with the present models. People's corrections still win."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from tertulia.i18n import Text

if TYPE_CHECKING:
    from tertulia.posts.api import Store

ROWS = 32_768
# Posts after a number that the models named have not read; all of them where no model is named.
_WAITING = """
FROM posts WHERE post > $after AND ($model IS NULL OR NOT EXISTS (
    SELECT 1 FROM readings WHERE readings.post = posts.post AND readings.model = $model))
"""
_COUNT = f"SELECT count(*) AS posts {_WAITING}"
_PAGE = f"SELECT post, title, text, declared_lang AS lang {_WAITING} ORDER BY post LIMIT $rows"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--stale", action="store_true", help=str(Text("only posts that other models read, or none"))
    )
    parser.add_argument("--json", action="store_true", help=str(Text("print the summary as JSON")))


def run(arguments: argparse.Namespace) -> int:
    """Read them a batch at a time; an interrupted run is taken up with --stale."""
    from tertulia.home import Home
    from tertulia.posts.api import open_store
    from tertulia.understand.api import model_version

    with open_store(Home.of()) as store:
        done = reread(store, stale=arguments.stale)
    if arguments.json:
        print(json.dumps({"read": done, "model": model_version()}))
    else:
        print(Text("{count} posts read again with models {model}.", count=f"{done:,}", model=model_version()))
    return 0


def reread(store: Store, *, stale: bool = False) -> int:
    """Read every stored post (`stale`: those that the present models have not read); returns how many."""
    from tqdm import tqdm

    from tertulia.understand.api import model_version, read

    model = model_version() if stale else None
    total = store.query(_COUNT, {"after": -1, "model": model})["posts"][0].as_py()
    done, after = 0, -1
    with tqdm(total=total, unit_scale=True, disable=not sys.stderr.isatty()) as bar:
        while True:
            # Page by page, not one long scan: each page is written before the next is read.
            page = store.query(_PAGE, {"after": after, "model": model, "rows": ROWS})
            if not len(page):
                return done
            store.set_readings(page["post"].combine_chunks(), read(page))
            after = page["post"][-1].as_py()
            done += len(page)
            bar.update(len(page))
