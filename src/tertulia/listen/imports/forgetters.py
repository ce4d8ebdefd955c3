"""Who else forgets an erased person: the slices above, which keep texts and names of their own.

They add a function when the application begins; it gets the store, the network and all the person's names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tertulia.posts.api import Store

Forgetter = Callable[["Store", str, Sequence[str]], None]
FORGETTERS: list[Forgetter] = []
