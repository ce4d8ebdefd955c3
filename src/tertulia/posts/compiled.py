"""Functions compiled to machine code by Numba, kept on disk: only the first run ever waits for the compiler.

Only the modules named `*_kernel.py` may use this: importing it imports Numba.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import platformdirs

from tertulia.version import __version__

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """`function` compiled without the interpreter's lock, at its first call for each set of types."""
    return _compile(function)


def kernel(function: F) -> F:
    """The same for one that makes no arrays: it does not count who uses those that it is given."""
    return _compile(function, _nrt=False)


def lean(function: F) -> F:
    """A part of a kernel, which only compiled code may call: it is kept with the kernel, not by itself."""
    return _part(function)


def inlined(function: F) -> F:
    """The same as `lean`, put in the place of each call: for what is called for every word."""
    return _part(function, forceinline=True)


def merged(function: F) -> F:
    """The same as `lean`, made one with its only caller before anything is compiled: each function that is
    called costs its compiler's work again in every one that calls it."""
    return _part(function, inline="always")


def _part(function: F, **options: Any) -> F:
    njit: Any = numba.njit
    wrappers = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # each costs as much as the function
    return cast(F, njit(nogil=True, _nrt=False, **wrappers, **options)(function))


def _compile(function: F, **options: bool) -> F:
    config: Any = numba.config  # its settings are made at run time, and some options are not documented
    njit: Any = numba.njit
    before = config.CACHE_DIR
    folder = cache_folder(Path(function.__code__.co_filename).parent)
    config.CACHE_DIR = str(folder or "")
    try:
        return cast(F, njit(nogil=True, cache=folder is not None, **options)(function))
    finally:
        config.CACHE_DIR = before


@cache
def cache_folder(package: Path) -> Path | None:
    """Where the compiled code of a package is kept: the person's own cache folder, never one that others
    write to.

    Named after the source of its kernels and of those here, because Numba looks only at the file of the
    function it loads, not at those of the functions that this one calls. None where nothing can be written:
    then nothing is kept.
    """
    digest = hashlib.sha256(f"{__version__} {package.name}".encode())
    for folder in (Path(__file__).parent, package):
        for path in sorted(folder.glob("*_kernel.py")):
            digest.update(path.read_bytes())
    base = Path(platformdirs.user_cache_dir("tertulia", appauthor=False))
    folder = base / "compiled" / digest.hexdigest()[:16]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None
