"""What people call the sources that the posts store knows by their keys."""

from __future__ import annotations

from collections.abc import Iterable

from tertulia.listen.sources.keys import PREFIX
from tertulia.listen.sources.models import Source


def titles(keys: Iterable[str]) -> dict[str, str]:
    """The title of each key that the desk knows, deleted sources among them."""
    wanted = {key for key in keys if key.startswith(PREFIX)}
    return {source.key: str(source) for source in Source.objects.filter(key__in=wanted)} if wanted else {}
