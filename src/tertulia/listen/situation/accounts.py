"""Which accounts are a competitor's own: those a person named; until then those that its search names with
`author:` and the accounts followed for its monitor. Accounts that only look like theirs are proposed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.monitors.api import MonitorInfo, spelled_out
from tertulia.listen.query.api import parse
from tertulia.listen.query.ast import Field, Node
from tertulia.listen.situation.models import TheirAccounts
from tertulia.listen.situation.naming import nodes, terms
from tertulia.listen.sources.models import Source
from tertulia.posts.api import Store
from tertulia.posts.folding import fold
from tertulia.posts.keys import author_key
from tertulia.team.api import Person, record

MOST = 40
_LEAST_LETTERS = 5  # of a word of the search that a handle must hold to look like theirs
_PROPOSED = 8
_AUTHORS = """
SELECT DISTINCT network, author FROM posts
WHERE author IS NOT NULL AND strip_accents(lower(author)) IN (SELECT strip_accents(unnest($names)))
"""
_BROUGHT = """
SELECT source, network, arg_max(author, posts) AS author
FROM (
    SELECT source, network, author, count(*) AS posts FROM posts
    WHERE source IN (SELECT unnest($sources)) AND author IS NOT NULL GROUP BY ALL
)
GROUP BY ALL
"""
_ALIKE = """
SELECT network, author, any_value(author_name) AS name, count(*) AS posts
FROM posts
WHERE NOT own AND author IS NOT NULL AND regexp_matches(strip_accents(lower(author)), $pattern)
GROUP BY network, author ORDER BY posts DESC, network, author LIMIT $limit
"""


@dataclass(frozen=True)
class Accounts:
    """Accounts as "network:handle"; `kept`: a person named them."""

    names: tuple[str, ...]
    kept: bool = False

    @property
    def keys(self) -> tuple[int, ...]:
        """As `posts.author_key` has them."""
        return tuple(author_key(*name.split(":", 1)) for name in self.names)


def accounts_of(monitor: MonitorInfo, posts: Store) -> Accounts:
    """The accounts of what the monitor listens to."""
    kept = TheirAccounts.objects.filter(monitor=monitor.id).first()
    if kept is not None:
        return Accounts(tuple(kept.accounts), kept=True)
    return Accounts(tuple(sorted({*_named(monitor, posts), *_followed(monitor, posts)})))


def _named(monitor: MonitorInfo, posts: Store) -> Iterator[str]:
    """Those that the search itself names."""
    tree = parse(spelled_out(monitor.query)).tree
    names = [value.lstrip("@") for field in nodes(tree) if _is_author(field) for value in field.values]  # type: ignore[union-attr]
    plain = [name for name in names if name and not re.search(r"[*?]", name)]
    if plain:
        for row in posts.query(_AUTHORS, {"names": [fold(name) for name in plain]}).to_pylist():
            yield f"{row['network']}:{row['author']}"


def _is_author(node: Node) -> bool:
    return isinstance(node, Field) and node.name == "author"


def _followed(monitor: MonitorInfo, posts: Store) -> Iterator[str]:
    """Accounts that are followed for the monitor, by whose posts they brought most."""
    keys = list(
        Source.objects.filter(monitors=monitor.id, kind="account", own=False, deleted_at=None).values_list(
            "key", flat=True
        )
    )
    for row in posts.query(_BROUGHT, {"sources": keys}).to_pylist() if keys else ():
        yield f"{row['network']}:{row['author']}"


def proposed(monitor: MonitorInfo, posts: Store) -> list[str]:
    """Accounts whose handle holds a word of the search, those that write most first."""
    words = {_letters(word) for word in terms(monitor)}
    words = {word for word in words if len(word) >= _LEAST_LETTERS}
    if not words:
        return []
    pattern = "|".join(map(re.escape, sorted(words)))
    found = posts.query(_ALIKE, {"pattern": pattern, "limit": _PROPOSED}).to_pylist()
    return [f"{row['network']}:{row['author']}" for row in found]


def _letters(word: str) -> str:
    """The word as handles are written: folded, nothing but letters and digits."""
    return re.sub(r"[^a-z0-9_]", "", fold(word).replace("ñ", "n"))


def name_accounts(monitor: int, written: str, by: Person | None) -> None:
    """Keep what a person says, one account a line ("x:handle"). Raises `Problem` ("bad-account")."""
    names = sorted({_account(line.strip()) for line in written.splitlines() if line.strip()})
    if len(names) > MOST:
        raise Problem("bad-account", Text("At most {most} accounts.", most=MOST), place="accounts")
    TheirAccounts.objects.update_or_create(monitor_id=monitor, defaults={"accounts": names, "by": by})
    record(by, "situation.accounts", str(monitor), accounts=len(names))


def _account(line: str) -> str:
    network, _, handle = line.partition(":")
    network, handle = network.strip().lower(), handle.strip().lstrip("@")
    if not re.fullmatch(r"[a-z0-9._-]{1,63}", network) or not handle or len(handle) > 255 or " " in handle:
        cause = Text("“{line}” does not name an account.", line=line[:60])
        remedy = Text("Write the network and the handle, one account a line: x:theirhandle.")
        raise Problem("bad-account", cause, remedy, "accounts")
    return f"{network}:{handle}"
