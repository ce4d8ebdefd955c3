"""What publishing has in common on all networks: what a failed sending means, drafts against limits, the
bytes of media, and texts of one form to compare by.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import regex

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Draft, Limits, Media, Reaction
from tertulia.outbound.api import OutboundProblem

UNKNOWN = "outcome-unknown"
WITHIN_S = 60.0  # for what is sent: servers take their time with it
_NOT_SENT = ("rate-limited", "host-resting", "address-refused", "bad-address")
_AFTER_TAKING = ("wrong-content", "too-large")  # the answer's faults, not the post's
_REFUSES = ("bad-request", "not-found", "gone", "forbidden")
_GRAPHEME = regex.compile(r"\X")
_SHOWN = 300  # characters of what a network says


def graphemes(text: str) -> int:
    """How many characters a person sees (UAX 29): a flag or a family is one."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def failed_sending(problem: OutboundProblem, network: Text, said: str = "") -> Problem:
    """What it means that the sending of a post failed. Where the network may have taken it the code is
    "outcome-unknown"; a refusal is "refused", with the network's own words (`said`)."""
    if problem.code in _AFTER_TAKING or (not problem.permanent and problem.code not in _NOT_SENT):
        return outcome_unknown(network, problem)
    if problem.code not in _REFUSES or not said:
        return problem
    return OutboundProblem(
        "refused",
        Text("{network} refuses it: {reason}", network=network, reason=said[:_SHOWN]),
        Text("Change what it complains of, and publish it again."),
        problem.place,
        status=problem.status,
        body=problem.body,
    )


def outcome_unknown(network: Text, problem: OutboundProblem | None = None) -> OutboundProblem:
    """Nobody knows yet whether it was taken."""
    return OutboundProblem(
        UNKNOWN,
        Text("The connection to {network} ended before it said whether it took the post.", network=network),
        Text("Tertulia looks for the post on the channel before anything is sent again."),
        problem.place if problem else "",
        permanent=False,
        status=problem.status if problem else 0,
        retry_at=problem.retry_at if problem else None,
        body=problem.body if problem else "",
    )


def needs_channel(network: Text) -> Problem:
    return Problem(
        "needs-channel",
        Text("Publishing on {network} needs an account of ours.", network=network),
        Text("Connect the account as a channel."),
    )


def no_such_post(network: Text, target: str) -> Problem:
    return Problem(
        "no-such-post",
        Text("{network} does not show the post {target}.", network=network, target=target),
        Text("It may have been deleted, or its author may not show it to this account."),
    )


def cannot_react(network: Text, reaction: Reaction) -> Problem:
    words = {
        Reaction.LIKE: Text("{network} has no likes.", network=network),
        Reaction.REPOST: Text("{network} has no reposts.", network=network),
        Reaction.FOLLOW: Text("{network} has nobody to follow.", network=network),
    }
    return Problem("cannot-react", words[reaction], Text("Answer with a few words instead."))


def not_ours(network: Text) -> Problem:
    return Problem(
        "not-ours",
        Text("This post of {network} was not published by this channel.", network=network),
        Text("Only its author can delete it."),
    )


def faults(draft: Draft, limits: Limits, length: int) -> Iterator[Problem]:
    """What keeps a draft that counts `length` from being published, by the limits alone."""
    if not (draft.text.strip() or draft.media or draft.link or draft.quote):
        yield Problem("empty", Text("There is nothing to publish yet."), Text("Write a text."), "text")
    if limits.length is not None and length > limits.length:
        yield too_long(length - limits.length, limits.length)
    yield from _unknown_here(draft, limits)
    yield from _media_faults(draft.media, limits)


def too_long(over: int, most: int) -> Problem:
    return Problem(
        "too-long",
        Text("The text is too long by {n} (at most {most}).", n=over, most=most),
        Text("Shorten it, or go on in an answer to it."),
        "text",
    )


def _unknown_here(draft: Draft, limits: Limits) -> Iterator[Problem]:
    if draft.warning and not limits.warnings:
        yield not_there("no-warnings", Text("There are no content warnings here."), "warning")
    if draft.quote and not limits.quotes:
        cause = Text("Posts cannot be quoted here.")
        yield not_there("no-quotes", cause, "quote")
    if draft.visibility not in ("", "public", *limits.visibilities):
        cause = Text("Here a post is for everybody.")
        yield not_there("no-such-visibility", cause, "visibility")
    if draft.title and not limits.titles:
        yield not_there("no-titles", Text("Posts have no title here."), "title")


def not_there(code: str, cause: Text, place: str) -> Problem:
    return Problem(code, cause, Text("Leave it out for this channel."), place)


def not_together(cause: Text, place: str) -> Problem:
    return Problem("not-together", cause, Text("Leave out one of them, or make two posts of it."), place)


def _media_faults(media: tuple[Media, ...], limits: Limits) -> Iterator[Problem]:
    if limits.media is not None and len(media) > limits.media:
        cause = Text("{n} files are too many (at most {most}).", n=len(media), most=limits.media)
        yield Problem("too-many-media", cause, Text("Take some away."), "media")
    for number, each in enumerate(media):
        yield from _medium_faults(each, limits, f"media.{number}")


def _medium_faults(medium: Media, limits: Limits, place: str) -> Iterator[Problem]:
    name, size = medium.path.name, _size(medium.path)
    if size is None:
        cause = Text("The file {name} is no longer there.", name=name)
        yield Problem("media-missing", cause, Text("Add it again."), place)
    elif limits.media_bytes is not None and size > limits.media_bytes:
        most = f"{limits.media_bytes / 1_000_000:.3g}"
        cause = Text(
            "{name} has {size} MB, more than {most}.", name=name, size=f"{size / 1e6:.3g}", most=most
        )
        yield Problem("media-too-large", cause, Text("Make it smaller, or save it as JPEG or WebP."), place)
    if limits.media_kinds and medium.kind not in limits.media_kinds:
        cause = Text("{name} is of a kind that is not taken here ({kind}).", name=name, kind=medium.kind)
        kinds = ", ".join(limits.media_kinds)
        yield Problem("media-kind", cause, Text("Use one of these: {kinds}.", kinds=kinds), place)
    if limits.alt_length is not None and len(medium.alt) > limits.alt_length:
        over = len(medium.alt) - limits.alt_length
        cause = Text("The description of {name} is too long by {n} characters.", name=name, n=over)
        yield Problem("alt-too-long", cause, Text("Shorten it."), place)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def refuse(problems: Iterable[Problem]) -> None:
    """Raise the first of them, if any: what cannot be published is not sent."""
    for problem in problems:
        raise problem


def bytes_of(medium: Media) -> bytes:
    """The file. Raises `Problem` ("media-missing")."""
    try:
        return medium.path.read_bytes()
    except OSError as error:
        cause = Text("The file {name} cannot be read.", name=medium.path.name)
        raise Problem("media-missing", cause, Text("Add it again."), "media") from error


def with_link(text: str, link: str) -> str:
    """The text with the link at its end, unless it stands in it."""
    if not link or link in text:
        return text
    return f"{text.rstrip()}\n\n{link}" if text.strip() else link


def same_words(text: str) -> str:
    """What two texts have in common when a server has only changed blanks, marks and letters' forms; for
    texts without a letter, all but the blanks."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(char for char in plain if char.isalnum())
    return letters or "".join(plain.split())


def first_word(*found: object) -> str:
    """The first that is a text that says something."""
    return next((each.strip() for each in found if isinstance(each, str) and each.strip()), "")


def whole(settings: Mapping[str, str], name: str, default: int | None) -> int | None:
    """A whole number among the settings."""
    written = str(settings.get(name, "")).strip()
    return int(written) if written.isascii() and written.isdigit() else default
