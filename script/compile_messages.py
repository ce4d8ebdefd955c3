"""Turns every `django.po` below a folder into the `django.mo` that programs read, where it is out of date."""

from __future__ import annotations

import sys
from pathlib import Path


def compile_all(root: Path) -> list[Path]:
    """Compile the catalogues that changed; returns the files written."""
    return [compile_one(po) for po in sorted(root.glob("**/locale/*/LC_MESSAGES/django.po")) if is_stale(po)]


def is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def compile_one(po: Path) -> Path:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    mo = po.with_suffix(".mo")
    with po.open("rb") as source:
        catalogue = read_po(source)
    scratch = mo.with_suffix(".mo.part")
    with scratch.open("wb") as target:
        write_mo(target, catalogue)
    return scratch.replace(mo)


if __name__ == "__main__":
    for path in compile_all(Path(sys.argv[1] if len(sys.argv) > 1 else "src")):
        print(path)  # noqa: T201
