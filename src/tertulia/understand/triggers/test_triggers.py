"""Love, hate and peaks over invented posts, where what moves people is known."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.understand.triggers.api import (
    Post,
    Seen,
    Subject,
    Told,
    balance,
    changes,
    explain,
    peaks,
    subjects_of,
    triggers,
    words_alone,
)
from tertulia.understand.triggers.peaks import at_least, baseline

QUEUE, MUSIC, DOOR = (Subject("term", key, key) for key in ("cola", "concierto", "puerta"))


def posts(side: str, subject: Subject, people: int, first: int, each: int = 1) -> list[Post]:
    return [
        Post(
            first + number * each + time,
            f"{side}-{subject.key}-{number}",
            side,
            0.5 + 0.4 * number / people,
            frozenset({subject}),
        )
        for number in range(people)
        for time in range(each)
    ]


def crowd(queue: int = 30, music: int = 30) -> list[Post]:
    return [
        *posts("negative", QUEUE, queue, 0),
        *posts("positive", MUSIC, music, 1000),
        *posts("positive", QUEUE, 5, 2000),
        *posts("neutral", DOOR, 60, 3000),
        *posts("negative", DOOR, 10, 4000),
        *posts("positive", DOOR, 10, 5000),
    ]


def test_what_hate_and_what_love_gather_around() -> None:
    hate, love = triggers(crowd(), "negative"), triggers(crowd(), "positive")
    assert [trigger.subject for trigger in hate] == [QUEUE] and [t.subject for t in love] == [MUSIC]
    first = hate[0]
    assert (first.people, first.posts) == (30, 30)
    assert first.share.value == pytest.approx(30 / 35) and first.share.low < 30 / 35 < first.share.high
    assert first.showing == (29, 28, 27) and set(first.against) <= set(range(2000, 2005))
    assert first.direction == "unknown" and first.before is None


def test_one_account_that_repeats_is_one() -> None:
    angry = [Post(7000 + number, "one", "negative", 0.9, frozenset({MUSIC})) for number in range(200)]
    assert [trigger.subject for trigger in triggers([*crowd(), *angry], "negative")] == [QUEUE]


def test_the_direction_is_told_beyond_chance() -> None:
    before = [*posts("negative", DOOR, 60, 9000), *posts("negative", QUEUE, 2, 9900)]
    assert triggers(crowd(), "negative", before)[0].direction == "up"
    assert triggers(crowd(), "negative", posts("negative", DOOR, 60, 9000))[0].direction == "new"
    assert triggers(crowd(), "negative", crowd())[0].direction == "steady"
    assert triggers(crowd(), "negative", posts("negative", QUEUE, 60, 9000))[0].direction == "down"


def test_too_few_people_have_no_triggers() -> None:
    assert triggers(crowd(queue=8, music=30), "negative") == []  # with the ten at the door fewer than twenty
    assert triggers([], "positive") == []


def test_subjects_in_the_same_posts_are_one_with_its_other_names() -> None:
    both = frozenset({QUEUE, Subject("hashtag", "lacola", "#LaCola")})
    told = [
        Post(p.number, p.person, p.side, p.probability, both if QUEUE in p.subjects else p.subjects)
        for p in crowd()
    ]
    found = triggers(told, "negative")
    assert len(found) == 1 and len(found[0].also) == 1


def test_evidence_is_of_different_people_who_say_different_things() -> None:
    same = [
        Post(p.number, p.person, p.side, p.probability, p.subjects, "copy")
        for p in posts("negative", QUEUE, 30, 0)
    ]
    assert len(triggers([*same, *crowd()[30:]], "negative")[0].showing) == 1


def test_things_names_and_marks_are_subjects_and_opinions_are_not() -> None:
    told = [
        Told(
            "La cola de Marjalba es horrible, vaya cola",
            ("Feria",),
            ("Ana",),
            ("blog.example",),
            "colas · puertas",
        ),
        Told("Otra vez la cola en Marjalba", ("feria",)),
        Told("El aire acondicionado no va en Marjalba y la cola es horrible"),
        Told("El aire acondicionado, horrible"),
        Told("Ponen el aire acondicionado"),
    ]
    first = {(subject.kind, subject.label) for subject in subjects_of(told)[0]}
    assert first == {
        ("term", "cola"),
        ("name", "Marjalba"),
        ("hashtag", "#Feria"),
        ("account", "@ana"),
        ("site", "blog.example"),
        ("theme", "colas · puertas"),
        ("term", "cola de marjalba"),
    }
    assert ("term", "aire acondicionado") in {(s.kind, s.label) for s in subjects_of(told)[4]}
    assert not any(s.key == "cola" for s in subjects_of(told, frozenset({"cola"}))[1])
    assert words_alone(told) == ["acondicionado", "aire", "cola", "horrible", "marjalba"]


@given(st.lists(st.text(max_size=40), max_size=8))
def test_every_text_has_its_subjects(texts: list[str]) -> None:
    assert len(subjects_of([Told(text) for text in texts])) == len(texts)


def test_passion_and_polarisation_stand_beside_the_net() -> None:
    split, calm = balance({"positive": 50, "negative": 50}), balance({"neutral": 100})
    assert split.net and calm.net and split.net.value == calm.net.value == 0
    assert (split.polarisation, calm.polarisation) == (1.0, 0.0)
    assert split.passion and split.passion.value == 1.0 and balance({}).passion is None
    assert balance({"negative": 10}).polarisation == 0.0


@given(st.integers(1, 80), st.floats(0.2, 40), st.sampled_from([0.0, 0.1, 1.5]))
def test_chances_fall_as_counts_rise(count: int, mean: float, dispersion: float) -> None:
    assert 0 <= at_least(count + 1, mean, dispersion) <= at_least(count, mean, dispersion) + 1e-9 <= 1 + 1e-9


def test_chances_are_those_of_the_distributions() -> None:
    from scipy.stats import nbinom, poisson

    assert at_least(12, 5.0, 0.0) == pytest.approx(poisson.sf(11, 5.0))
    assert at_least(12, 5.0, 0.4) == pytest.approx(nbinom.sf(11, 2.5, 2.5 / 7.5))


def hours(seed: int = 3, weeks: int = 6) -> list[int]:
    """Busy afternoons, quiet nights."""
    chance = np.random.default_rng(seed)
    return [int(chance.poisson(12 if 10 <= hour % 24 < 22 else 2)) for hour in range(weeks * 168)]


def test_a_peak_is_found_where_it_is_and_busy_hours_are_none() -> None:
    counts = hours()
    assert peaks(counts, 168) == []
    at = 5 * 168 + 3  # a Monday's night
    counts[at : at + 3] = [30, 44, 25]
    found = peaks(counts, 168)[0]
    assert (found.first, found.last, found.posts) == (at, at + 2, 99)
    assert found.expected < 12 < found.limit < 40 and found.chance < 1e-6
    assert peaks(counts, 168, begin=at + 3) == []


def test_what_was_not_read_makes_no_later_peak() -> None:
    counts = hours()
    silent = set(range(2 * 168, 5 * 168))
    deaf = [0 if at in silent else number for at, number in enumerate(counts)]
    noon = 5 * 168 + 12
    heard, believed = baseline(counts, 168), baseline(deaf, 168, silent)
    assert believed.expected[noon] == pytest.approx(heard.expected[noon], rel=0.5)
    assert baseline(deaf, 168).expected[noon] < 0.6 * believed.expected[noon]


def test_no_peak_is_told_without_weeks_to_compare_with() -> None:
    assert peaks([5] * 100 + [90], 168) == [] and peaks([], 7) == []


def test_a_lasting_change_is_one_and_a_peak_is_not() -> None:
    chance = np.random.default_rng(4)
    counts = [*chance.poisson(20, 40), *chance.poisson(45, 40)]
    found = changes([int(number) for number in counts])
    assert [abs(change.at - 40) <= 1 for change in found] == [True]
    assert 15 < found[0].before < 25 < 40 < found[0].after < 50
    calm = [int(number) for number in chance.poisson(20, 80)]
    assert changes(calm) == [] and changes([*calm[:40], 90, *calm[40:]]) == [] and changes(calm[:5]) == []


def seen(
    read: Post, minute: int, network: str = "mastodon", carried: int | None = None, new: bool = False
) -> Seen:
    return Seen(read, datetime(2026, 5, 1, tzinfo=UTC) + timedelta(minutes=minute), network, carried, new)


def test_a_peak_is_explained_by_what_differs_inside() -> None:
    chance = random.Random(1)
    outside = [seen(post, chance.randrange(999)) for post in crowd()]
    storm = posts("negative", Subject("hashtag", "cierre", "#Cierre"), 25, 8000)
    inside = [seen(post, 30 + number, "x", number, True) for number, post in enumerate(storm)]
    inside += [seen(Post(9999, "z", "neutral", 0.5, frozenset({DOOR})), 1)]
    found = explain(inside, outside)
    assert found.marks[0].subject.label == "#Cierre" and found.marks[0].people == 25
    assert (found.first, found.most_carried) == (8000, 8024)
    assert (
        found.networks[0].name in ("x", "mastodon") and found.newcomers and found.newcomers.gap.beyond_noise
    )
    assert found.feelings[0].name in ("negative", "neutral", "positive")
    with pytest.raises(ValueError):
        explain([], outside)
