"""A selection as SQL: the relation `selected` that every measure reads from.

Cheap conditions come first (days, monitors, readings kept as enums), texts last. Values travel as parameters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from tertulia.listen.explorer.periods import Days, local_clock
from tertulia.listen.explorer.selection import UNREAD, Selection
from tertulia.listen.query.lists import entries
from tertulia.posts.folding import fold
from tertulia.posts.keys import author_key

STEPS = 1_048_576  # a sample's threshold counts in these
_WORD = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_QUOTES = str.maketrans("“”„«»", '"' * 5)
_HOST = r"^[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?(?:www\.)?([^/:?#]+)"
_PART = re.compile(r"[\w*]+")


@dataclass
class Conditions:
    """Conditions joined by AND, and the parameters they name."""

    parts: list[str] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)

    def add(self, sql: str, **values: Any) -> None:
        self.parts.append(sql)
        self.parameters |= values

    def any_of(self, column: str, name: str, values: tuple[Any, ...], cast: str = "") -> None:
        """The column has one of the values; nothing is asked where there are none."""
        if not values:
            return
        named = {f"{name}{number}": value for number, value in enumerate(values)}
        self.add(f"{column} IN ({', '.join(f'${key}{cast}' for key in named)})", **named)

    def holds_any(self, column: str, name: str, values: tuple[str, ...]) -> None:
        """The list column has one of the values, case and accents folded by the caller where that is
        wanted."""
        if values:
            self.add(f"list_has_any({column}, ${name})", **{name: list(values)})

    @property
    def sql(self) -> str:
        return " AND ".join(self.parts) or "true"


def conditions(selection: Selection, days: Days, matches: str | None = None) -> Conditions:
    """What a post must be to belong to the selection, on these days (those of the store for all time).

    `matches` are the numbers of the posts with its words where those were searched for before.
    """
    found = _of_days(selection, days)
    _add_monitors(found, selection)
    _add_readings(found, selection)
    found.any_of("network", "network", selection.networks)
    found.any_of("kind", "kind", selection.kinds, "::kind")
    found.any_of("source", "source", selection.sources)
    if selection.whose:
        found.add("own" if selection.whose == "own" else "NOT own")
    if selection.thread is not None:
        found.add("(thread_key = $thread::UBIGINT OR key = $thread::UBIGINT)", thread=selection.thread)
    if selection.hours:
        clock = local_clock(selection.zone, days)
        found.any_of(f"((isodow({clock}) - 1) * 24 + hour({clock}))", "hour", selection.hours)
    found.any_of("author_key", "author", tuple(map(_author_key, selection.authors)), "::UBIGINT")
    found.holds_any("list_transform(hashtags, lambda tag: lower(tag))", "tags", _lower(selection.hashtags))
    found.holds_any("domains", "domains", selection.domains)
    found.holds_any("links", "links", selection.links)
    _add_hidden(found, selection)
    if matches is None:
        _add_words(found, selection.words)
    else:
        found.add(
            "post IN (SELECT unnest(string_split(nullif($matches, ''), ',')::BIGINT[]))", matches=matches
        )
    return found


def worded(selection: Selection, days: Days) -> Conditions:
    """Only the selection's words, on these days."""
    found = _of_days(selection, days)
    _add_words(found, selection.words)
    return found


def _of_days(selection: Selection, days: Days) -> Conditions:
    found = Conditions()
    since, until = days.instants(selection.zone)
    found.add("created_at >= $since AND created_at < $until", since=since, until=until)
    return found


def _add_monitors(found: Conditions, selection: Selection) -> None:
    if selection.monitors:
        numbers = ", ".join(map(str, selection.monitors))
        found.add(f"post IN (SELECT post FROM mentions WHERE monitor IN ({numbers}))")  # noqa: S608
    if selection.mentioned:
        negation = "NOT " if selection.mentioned == "no" else ""
        found.add(f"{negation}EXISTS (FROM mentions m WHERE m.post = posts.post)")


def _add_readings(found: Conditions, selection: Selection) -> None:
    sentiments = tuple(value for value in selection.sentiments if value != UNREAD)
    if UNREAD in selection.sentiments:
        labels = ", ".join(f"'{value}'" for value in sentiments)
        found.add(f"(sentiment IS NULL OR sentiment IN ({labels}))" if labels else "sentiment IS NULL")
    else:
        found.any_of("sentiment", "sentiment", sentiments, "::sentiment")
    found.any_of("emotion", "emotion", selection.emotions, "::emotion")
    found.any_of("coalesce(lang, 'und')", "lang", selection.languages)
    found.holds_any("intents", "intents", selection.intents)
    if selection.themes:
        numbers = ", ".join(map(str, selection.themes))
        found.add(f"post IN (SELECT post FROM themes WHERE theme IN ({numbers}))")  # noqa: S608
    if selection.reply:
        found.add("needs_reply")
    if selection.reply == "unanswered":
        found.add("key NOT IN (SELECT reply_key FROM posts WHERE own AND reply_key IS NOT NULL)")


def _add_hidden(found: Conditions, selection: Selection) -> None:
    """Leaves out what the lists name, as `author:` and `site:` compare it (but ñ, which SQL takes for n)."""
    authors = [fold(e).replace("ñ", "n") for name in selection.hidden for e in entries("author", name)]
    for column in ("author", "author_name") if authors else ():
        plain = f"strip_accents(lower(ltrim(coalesce({column}, ''), '@')))"
        found.add(f"NOT list_contains($hidden_authors, {plain})", hidden_authors=authors)
    sites = [site for name in selection.hidden for site in entries("site", name)]
    if sites:
        hosts = f"regexp_extract(lower(coalesce(url, '')), '{_HOST}', 1)"
        named = f"lambda site: {hosts} = site OR ends_with({hosts}, '.' || site)"
        found.add(f"NOT list_bool_or(list_transform($hidden_sites, {named}))", hidden_sites=sites)


def _author_key(author: str) -> int:
    network, _, handle = author.partition(":")
    return author_key(network, handle)


def _lower(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value.lower() for value in values)


def _add_words(found: Conditions, words: str) -> None:
    """Every word or phrase must stand in the folded text; a plain search first spares most rows the
    pattern."""
    for number, (negative, phrase) in enumerate(terms(words)):
        plain, pattern = max(re.split(r"[*\s]+", phrase), key=len), word_pattern(phrase)
        sql = f"contains(folded, $plain{number}) AND regexp_matches(folded, $pattern{number})"
        found.add(
            f"NOT ({sql})" if negative else sql, **{f"plain{number}": plain, f"pattern{number}": pattern}
        )


def terms(words: str) -> list[tuple[bool, str]]:
    """(excluded, words in order) of each term of the search box, folded; what has no letter or digit is
    passed over."""
    found = []
    for minus, phrase, word in _WORD.findall(words.translate(_QUOTES)):
        parts = [part for part in _PART.findall(fold(phrase or word)) if part.strip("*")]
        if parts:
            found.append((bool(minus), " ".join(parts)))
    return found


def word_pattern(phrase: str) -> str:
    """A regular expression (RE2) that finds the phrase as whole words; `*` is any ending."""
    words = [re.escape(word).replace(r"\*", r"[\pL\pN_]*") for word in phrase.split()]
    return r"(?:^|[^\pL\pN_])" + r"[^\pL\pN_]+".join(words) + r"(?:$|[^\pL\pN_])"


# The posts of a monitor, with what each says of its subject in place of its sentiment where it was read apart
# and no person has said how the post is. One join in place of the monitor's condition: it costs little more.
_OF_SUBJECT = """(
    SELECT posts.* REPLACE (coalesce(said.sentiment, posts.sentiment) AS sentiment),
        said.sentiment IS NOT NULL AS told_apart
    FROM posts JOIN (
        SELECT post, CASE
            WHEN post NOT IN (SELECT post FROM corrections WHERE task = 'sentiment') THEN sentiment
        END AS sentiment
        FROM mentions WHERE monitor = {monitor}
    ) said USING (post)
) posts"""


def relation(
    selection: Selection, days: Days, matches: str | None = None, said: int | None = None
) -> tuple[str, dict[str, Any]]:
    """`WITH selected AS …`: the selection's posts; and its parameters.

    `said` is the selection's one monitor where posts say something of its subject (`measures/subjects.py`
    tells): what is said of it is then their sentiment, and `told_apart` true of these posts.
    """
    posts = "posts" if said is None else _OF_SUBJECT.format(monitor=int(said))
    rest = selection if said is None else replace(selection, monitors=())
    found = conditions(rest, days, matches)
    sql = f"WITH selected AS NOT MATERIALIZED (SELECT * FROM {posts} WHERE {found.sql})"  # noqa: S608
    return sql, found.parameters


def drawn(one_in: int) -> str:
    """A uniform sample of the posts, one in a power of two: the same posts each time, spread over all time
    whatever order they came in."""
    return f"(post * 2654435761) % {STEPS} < {STEPS // one_in}" if one_in > 1 else "true"
