"""The examples of the posts file's description come in as they stand, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tertulia.posts.formats.api import read_posts

DOCS = Path(__file__).parents[1] / "docs"


@pytest.mark.parametrize("page", ["posts-format.md", "posts-format.es.md"])
@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_the_example_imports(page: str, kind: str, tmp_path: Path) -> None:
    [example] = re.findall(rf"```{kind}\n(.*?)```", (DOCS / page).read_text("utf-8"), re.S)
    (tmp_path / f"example.{kind}").write_text(example, "utf-8")
    reads = list(read_posts(tmp_path / f"example.{kind}"))
    assert sum(len(read.posts) for read in reads) == 2
    assert not [letter for read in reads for letter in read.dead]
