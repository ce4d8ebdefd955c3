"""Tertulia, the community manager's workbench.

In a notebook: `import tertulia; tertulia.match(posts, searches)` and `tertulia.classify(posts)` work on
Arrow, Polars and pandas frames, without a store or a server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tertulia.version import __version__

__all__ = ["__version__", "classify", "match"]

if TYPE_CHECKING:
    from tertulia.listen.matcher.api import match
    from tertulia.understand.api import classify


def __getattr__(name: str) -> Any:
    # Loaded on first use: `tertulia --help` must not pay for Arrow and Numba.
    if name == "match":
        from tertulia.listen.matcher.api import match

        return match
    if name == "classify":
        from tertulia.understand.api import classify

        return classify
    raise AttributeError(name)
