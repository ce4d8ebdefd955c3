"""Invented conversations, and what is to be told of them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.understand.conversation.api import (
    Account,
    Answer,
    Conversation,
    Said,
    conversation,
    life,
    marks,
    organisations,
)
from tertulia.understand.conversation.customs import level
from tertulia.understand.conversation.people import Measured, Share, difference, ranks, share, surely

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
EARLY = NOW - timedelta(days=3)


def post(number: int, person: Any, text: str = "La fuente sigue seca", **fields: Any) -> Said:
    given = {"network": "mastodon", "at": EARLY + timedelta(minutes=number), "text": text, "lang": "es"}
    return Said(**({"number": number, "person": person} | given | fields))


def answer(number: int, person: Any, sentiment: str | None = None, **fields: Any) -> Answer:
    return Answer(number, person, NOW - timedelta(days=2), sentiment, **fields)


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("¿Tú qué crees? Te lo digo yo", "es", "tu"),
        ("Disculpe, ¿sabe usted a qué hora abren?", "es", "usted"),
        ("¿Vosotros sois los del teatro? Tenéis razón", "es", "vosotros"),
        ("Señores, les ruego que lo arreglen", "es", "ustedes"),
        ("Buenos días a todos", "es", "greeting"),
        ("Muchas gracias por todo", "es", "thanks"),
        ("Jajajaja qué bueno", "es", "humour"),
        ("Menudo curro, tío", "es", "slang"),
        ("I can’t believe it’s closed", "en", "contractions"),
        ("Hey there, is it open?", "en", "greeting"),
        ("Thanks a lot", "en", "thanks"),
        ("lol that was it", "en", "humour"),
        ("gonna be late", "en", "slang"),
        ("YA ESTÁ BIEN DE OBRAS", "es", "capitals"),
        ("Qué bonito 🎉", "es", "emoji"),
        ("Aquí: https://diario.example/x", "es", "link"),
    ],
)
def test_how_a_post_is_written_is_seen(text: str, lang: str, expected: str) -> None:
    assert expected in marks(post(1, "ana", text, lang=lang))


@pytest.mark.parametrize(
    ("text", "lang", "absent"),
    [
        ("El país tiene seis museos", "es", "vosotros"),
        ("La tuya es la mejor tutoría", "es", "usted"),
        ("Wells and shell", "en", "contractions"),
        ("@tia_maria dice que no", "es", "slang"),
        ("Vale OK", "es", "capitals"),
        ("https://hola.example/jajaja", "es", "humour"),
        ("Tu as raison", "fr", "tu"),
    ],
)
def test_what_only_looks_so_is_not(text: str, lang: str, absent: str) -> None:
    assert absent not in marks(post(1, "ana", text, lang=lang))


def test_every_person_counts_once() -> None:
    loud = [("ana", True)] * 100 + [(f"p{n}", False) for n in range(19)]
    found = share(loud)
    assert found.interval is not None and found.people == 20 and found.posts == 119
    assert found.interval.value == pytest.approx(0.05)
    assert share([("ana", True)] * 100).interval is None  # one person says nothing of the others


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=200))
def test_a_share_lies_within_its_interval(told: list[tuple[int, bool]]) -> None:
    found = share(told)
    assert (found.interval is None) == (found.people < 10)
    if found.interval:
        low, value, high = found.interval.low, found.interval.value, found.interval.high
        assert 0 <= low <= value + 1e-9 and value - 1e-9 <= high <= 1


@pytest.mark.parametrize(
    ("part", "expected"), [(60, "usual"), (35, "common"), (12, "sometimes"), (2, "rare"), (0, "rare")]
)
def test_how_usual_a_thing_is(part: int, expected: str) -> None:
    of_80 = [(n, n < part) for n in range(80)]
    assert level(share(of_80)) == expected
    assert level(Share(None, 3, 3)) == "unknown"
    assert level(share([(n, False) for n in range(11)])) == "unknown"  # it may be rare or not


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 50)), min_size=1, max_size=80))
def test_places_are_means_of_equals(values: list[tuple[str, int]]) -> None:
    places = ranks(values)
    for stratum in {stratum for stratum, _ in values}:
        mine = [place for (own, _), place in zip(values, places, strict=True) if own == stratum]
        assert sum(mine) / len(mine) == pytest.approx(0.5)
    for (one, high), (other, low), a, b in zip(values, values[1:], places, places[1:], strict=False):
        if one == other:
            assert (high > low) == (a > b)


def test_a_well_known_account_does_not_speak_for_a_way_of_writing() -> None:
    told = [Measured(f"p{n}", has, value) for n in range(20) for has, value in ((True, 0.3), (False, 0.3))]
    told += [Measured("star", True, 1.0)] * 300
    found = difference([*told, *(Measured(f"p{n}", False, 0.3) for n in range(20))])
    assert found is not None and found.matched and not found.gap.beyond_noise


def test_few_posts_or_people_tell_no_difference() -> None:
    assert difference([Measured(n, n % 2 == 0, 0.5) for n in range(18)]) is None
    assert difference([Measured("one", n % 2 == 0, 0.5) for n in range(200)]) is None


def test_of_many_that_are_chance_hardly_any_is_told() -> None:
    chance = random.Random(4)
    assert len(surely([chance.random() for _ in range(1000)], lambda p: p)) <= 2
    assert len(surely([1e-6, *(chance.random() for _ in range(50))], lambda p: p)) == 1


def _jokes_and_links() -> list[Said]:
    """Forty people: each writes a joke that is liked and answered kindly, and a link that is not."""
    found = []
    for n in range(40):
        kind = (answer(1000 + n, f"p{(n + 1) % 40}", "positive"),)
        cross = (answer(2000 + n, f"p{(n + 2) % 40}", "negative"),)
        found.append(post(2 * n, f"p{n}", "Jajaja tú mira la fuente", reactions=9 + n % 4, answers=kind))
        found.append(post(2 * n + 1, f"p{n}", "La noticia", links=1, reactions=n % 4, answers=cross))
    return found


def test_what_is_praised_and_what_is_punished() -> None:
    taken = conversation(_jokes_and_links(), NOW).taken
    told = {(effect.mark, effect.outcome): effect.praised for effect in taken.sure}
    assert told["humour", "reactions"] and told["humour", "positive"] and told["humour", "negative"]
    assert not told["link", "reactions"] and not told["link", "negative"]
    assert ("irony", "reactions") in taken.untold


def test_counters_of_a_few_do_not_speak_for_all() -> None:
    posts = [post(n, f"p{n}", links=n % 2, reactions=n if n < 40 else None) for n in range(100)]
    assert conversation(posts, NOW).taken.of("link", "reactions") is None


def test_a_young_post_is_not_held_against_old_ones() -> None:
    posts = [post(n, f"p{n % 40}", links=n % 2, reactions=5 * (n % 2), at=NOW) for n in range(120)]
    assert conversation(posts, NOW).taken.of("link", "reactions") is None


def test_chance_is_not_called_praise() -> None:
    chance = random.Random(7)
    posts = [
        post(
            n, f"p{n % 60}", "Hola, mira" if chance.random() < 0.5 else "Nada", reactions=chance.randrange(30)
        )
        for n in range(600)
    ]
    assert not conversation(posts, NOW).taken.sure


def test_who_is_taken_up_by_distinct_people_leads() -> None:
    fans = tuple(answer(100 + n, f"fan{n}", shared=n % 2 == 0) for n in range(6))
    talker = tuple(answer(200 + n, "same") for n in range(50)) + tuple(
        answer(300 + n, "loud") for n in range(9)
    )
    posts = [post(1, "ana", answers=fans), post(2, "loud", answers=talker)]
    posts += [post(10 + n, f"p{n}") for n in range(12)]
    found = conversation(posts, NOW).leading
    assert found.by == "people" and [leader.person for leader in found.leaders] == ["ana"]
    assert found.leaders[0].taken_up_by == 6


def test_a_few_voices_or_many() -> None:
    def voices(posts: list[Said]) -> str:
        return conversation(posts, NOW).leading.voices

    few = [post(n, "ana") for n in range(60)] + [post(100 + n, f"p{n}") for n in range(20)]
    assert voices(few) == "few" and voices([post(n, f"p{n}") for n in range(40)]) == "many"
    assert voices([post(1, "ana")]) == "unknown"


def test_what_was_asked_and_not_answered() -> None:
    asked = frozenset({"question"})
    text = "¿Alguien sabe cuándo abren la fuente?"
    posts = [
        post(1, "ana", text, intents=asked, replies=0),
        post(2, "bruno", text, intents=asked, replies=2),  # answered, though not before our eyes
        post(3, "vera", text, intents=asked, replies=0, answers=(answer(9, "ana"),)),
        post(4, "eva", text, intents=asked, replies=0, answers=(answer(8, "eva"),)),  # only to herself
        post(5, "casa", text, intents=asked, replies=0, organisation=True),
        post(6, "leo", text, intents=asked, replies=0, at=NOW),  # it is too early
        post(7, "pau", "¿Hasta cuándo vamos a aguantar esta vergüenza?", intents=asked, replies=0),
        post(8, "nuria", "¿Puede una fuente cantar? https://x.example/a", intents=asked, replies=0, links=1),
    ]
    found = conversation(posts, NOW).openings
    assert found.told and found.open == (4, 1) and found.asked == 4
    silent = [post(n, f"p{n}", text, intents=asked) for n in range(30)]
    assert not conversation(silent, NOW).openings.told  # no answer was read: silence means nothing


def _with_organisation(sentiment: str, reactions: int) -> Conversation:
    posts = [
        post(n, f"p{n}", reactions=10 + n % 5, answers=(answer(500 + n, f"q{n}", "neutral"),))
        for n in range(60)
    ]
    theirs = [post(100 + n, "casa", organisation=True, reactions=reactions + n % 5) for n in range(40)]
    told = tuple(answer(700 + n, f"r{n}", sentiment) for n in range(40))
    first = post(99, "casa", organisation=True, reactions=reactions, answers=told)
    return conversation([*posts, first, *theirs], NOW)


def test_whether_an_organisation_has_been_welcome() -> None:
    assert _with_organisation("negative", 0).received.verdict == "unwelcome"
    assert _with_organisation("positive", 40).received.verdict == "welcome"
    assert _with_organisation("negative", 40).received.verdict == "mixed"
    assert conversation([post(1, "ana")], NOW).received.verdict == "absent"
    assert conversation([post(1, "casa", organisation=True)], NOW).received.verdict == "unknown"


def test_organisations_follow_rules_of_their_own() -> None:
    posts = [post(n, f"p{n}") for n in range(30)]
    posts += [post(100 + n, "casa", "Hola, buenas tardes", organisation=True) for n in range(30)]
    greeting = next(c for c in conversation(posts, NOW).customs.customs if c.mark == "greeting")
    assert greeting.level == "rare" and greeting.share.posts == 30


@pytest.mark.parametrize(
    ("handle", "name", "is_one"),
    [
        ("Ayto_Sevilla", "", True),
        ("aytodoshermanas", "", True),
        ("MelillaGobierno", "", True),
        ("lacasa", "Biblioteca de la Casa", True),
        ("SpotifyCares", "", True),
        ("waytooloose.bsky.social", "", False),
        ("chrisbakerofficial", "Chris Baker", False),
        ("ana.camara", "Ana Cámara", False),
        ("ana", "Ana", False),
    ],
)
def test_an_organisation_says_so_in_its_name(handle: str, name: str, is_one: bool) -> None:
    found = organisations({"x": Account(handle, name, (), ())}, {})
    assert (found.get("x") == "name") == is_one


def test_what_people_said_and_how_an_account_speaks() -> None:
    service = Account("casa", "", ("Sentimos las molestias, escríbenos por privado",) * 8, tuple(range(8)))
    friend = Account("ana", "", ("Qué bien te quedó",) * 8, tuple(range(8)))
    to_one = Account("leo", "", service.texts, ("ana",) * 8)
    found = organisations({1: service, 2: friend, 3: to_one, 4: friend}, {4: "competitor"})
    assert found == {1: "speech", 4: "competitor"}


def test_a_conversation_lives_slows_and_ends() -> None:
    hourly = [EARLY + timedelta(hours=n) for n in range(48)]

    def pulse(later: timedelta) -> str:
        return life(EARLY, 48, hourly, hourly[-1] + later).pulse

    assert [pulse(timedelta(hours=h)) for h in (1, 3, 30)] == ["alive", "slowing", "over"]
    assert life(EARLY, 2, hourly[:2], NOW).pulse == "unknown"


def test_nothing_is_told_of_nobody() -> None:
    found = conversation([], NOW)
    assert not found.taken.sure and not found.leading.leaders and not found.openings.open
    assert all(custom.level == "unknown" for custom in found.customs.customs)
