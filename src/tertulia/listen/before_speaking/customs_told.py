"""The unwritten rules of a conversation in sentences."""

from __future__ import annotations

from tertulia.i18n import Text
from tertulia.listen.before_speaking.finding import Found
from tertulia.listen.before_speaking.sentences import Sentence, chances, of_effect, of_share
from tertulia.listen.before_speaking.words import (
    ADDRESS_MIXED,
    ADDRESS_USUAL,
    CUSTOMS,
    FORMS,
    LINKS,
    POSTS_WITH,
)
from tertulia.listen.explorer import labels
from tertulia.understand.conversation.api import Address, Custom, Effect

_LEAST_LANGUAGE = 0.02
_SMALL = 0.1  # of a probability, about a half


def customs(found: Found) -> list[Sentence]:
    """The unwritten rules: first how to address people, then what is surest."""
    told = found.told.customs
    rows = [*address_told(told.address), *_languages(found), *_length(found)]
    for custom in told.customs:
        rows += [custom_told(custom)] if custom.level != "unknown" else []
        rows += links_told(found) if custom.mark == "link" else []
    return rows


def untold(found: Found) -> list[str]:
    """The marks of which too few people wrote."""
    return [
        str(POSTS_WITH[custom.mark]) for custom in found.told.customs.customs if custom.level == "unknown"
    ]


def custom_told(custom: Custom) -> Sentence:
    text = CUSTOMS[custom.mark][custom.level]
    return Sentence(str(text), of_share(custom.share), custom.share.interval, custom.showing, custom.mark)


def address_told(address: Address) -> list[Sentence]:
    """How to address people, where there are enough who do in Spanish."""
    first = address.forms[0]
    if first.share.interval is None:
        return []
    used = [form for form in address.forms if form.share.interval and form.share.interval.value >= 0.05]
    forms = ", ".join(
        f"{FORMS[form.mark]} {labels.share(form.share.interval.value)}"
        for form in used
        if form.share.interval
    )
    text = ADDRESS_USUAL[address.usual] if address.usual else Text(ADDRESS_MIXED.template, forms=forms)
    chosen = next((form for form in address.forms if form.mark == address.usual), first)
    figure = f"{of_share(chosen.share)}; {forms}" if address.usual else of_share(chosen.share)
    return [Sentence(str(text), figure, chosen.share.interval, chosen.showing, chosen.mark)]


def _languages(found: Found) -> list[Sentence]:
    languages = found.told.customs.languages
    if not languages:
        return []
    names = ", ".join(
        f"{labels.language(lang)} {labels.share(share.interval.value)}"
        for lang, share in languages
        if share.interval and share.interval.value >= _LEAST_LANGUAGE
    )
    first = languages[0][1]
    return [Sentence(str(Text("Languages: {names}.", names=names)), of_share(first), first.interval)]


def _length(found: Found) -> list[Sentence]:
    length = found.told.customs.length
    if length.value is None:
        return []
    value = labels.number(length.value)
    figure = Text("median of {posts}", posts=labels.posts(length.n))
    if length.low is not None and length.high is not None:
        bounds = {"low": labels.number(length.low), "high": labels.number(length.high)}
        figure = Text(
            "median, between {low} and {high}, from {posts}", posts=labels.posts(length.n), **bounds
        )
    return [Sentence(str(Text("A post has about {number} characters.", number=value)), str(figure))]


def links_told(found: Found) -> list[Sentence]:
    """Whether links are welcome, by what posts with them got."""
    effect = found.told.taken.of("link", "reactions")
    if effect is None:
        return [Sentence(str(LINKS["unknown"]), behind="link")]
    sure = found.told.taken.is_sure(effect)
    whose = "" if effect.difference.matched else " by others"
    if sure:
        text = LINKS[("praised" if effect.praised else "punished") + whose]
    else:
        text = LINKS["same" if _is_small(effect) else "unsure"]
    return [Sentence(str(text), of_effect(effect), chances(effect), effect.showing, "link")]


def _is_small(effect: Effect) -> bool:
    """Whether the difference, its whole interval, is too small to matter."""
    gap = effect.difference.gap
    return gap.low > -_SMALL and gap.high < _SMALL
