"""How sure a finding is, which side it stands on, what grows, and when a rejected figure is another."""

from __future__ import annotations

import random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.understand.situation.api import (
    FEW,
    SURE,
    Figure,
    Judged,
    Moved,
    count,
    is_another,
    is_offer,
    moved_count,
    moved_share,
    moved_value,
    moving,
    outcomes,
    own_topics,
    quantile,
    share,
    sides,
    spoken,
    surety,
    topics,
    wait,
)
from tertulia.understand.triggers.api import Post, Subject

UP = Moved(0.2, 0.2, "up", 0.1, 0.3)
DOWN = Moved(0.6, -0.2, "down", -0.3, -0.1)
STEADY = Moved(0.4, 0.01, "steady", -0.1, 0.1)


def points(value: float, low: float, high: float) -> Figure:
    return Figure("points", value, 200, low, high)


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_share_lies_within_its_bounds(part: int, more: int) -> None:
    figure = share(part, part + more)
    if part + more == 0:
        assert figure.value is None
        return
    assert figure.low is not None and figure.high is not None and figure.value is not None
    assert 0 <= figure.low <= figure.value + 1e-9 and figure.value <= figure.high + 1e-9 <= 1 + 1e-8


def test_how_sure_a_finding_is() -> None:
    assert [surety(n) for n in (FEW - 1, FEW, SURE - 1, SURE)] == ["few", "likely", "likely", "sure"]
    assert surety(500, doubt=True) == "likely" and surety(FEW - 1, doubt=True) == "few"


def test_nothing_is_compared_with_too_little() -> None:
    assert moved_share(5, 20, 3, FEW - 1) is None and moved_count(30, FEW - 1) is None
    assert moved_value(wait([1.0] * 30, 0.5), wait([9.0] * 5, 0.5)) is None


def test_a_change_within_chance_is_no_change() -> None:
    small, large = moved_share(11, 100, 10, 100), moved_share(40, 100, 10, 100)
    assert small and large and (small.direction, large.direction) == ("steady", "up")
    assert large.before == pytest.approx(0.1) and large.by == pytest.approx(0.3)
    fell = moved_count(40, 100)
    assert fell and fell.direction == "down" and fell.by == pytest.approx(-0.6)


def test_the_bounds_of_a_median_hold_it_as_often_as_they_say() -> None:
    chance, held, times = random.Random(4), 0, 400
    for _ in range(times):
        figure = wait([chance.expovariate(1) for _ in range(41)], 0.5)
        assert figure.low is not None and figure.high is not None
        held += figure.low <= 0.6931 <= figure.high
    assert 0.92 <= held / times <= 0.99


@given(st.lists(st.floats(0, 1000), min_size=FEW, max_size=900))
def test_a_quantile_lies_between_its_bounds(values: list[float]) -> None:
    figure = quantile(values, 0.9, "hours")
    assert figure.value in values
    if figure.low is not None and figure.high is not None and figure.value is not None:
        assert figure.low <= figure.value <= figure.high


def test_few_waits_have_no_quantile_and_no_bounds_beyond_what_they_hold() -> None:
    assert wait([1.0] * (FEW - 1), 0.5).value is None
    ninth = wait([float(n) for n in range(12)], 0.9)
    assert ninth.value == 10 and ninth.interval is None
    hours = [float(n % 50) for n in range(1001)]
    middle = wait(hours, 0.5)
    assert middle.value == pytest.approx(median(hours), abs=1) and middle.interval


@pytest.mark.parametrize(
    ("judged", "side"),
    [
        (sides.loved(True), "strength"),
        (sides.loved(False), "threat"),
        (sides.hated(True), "weakness"),
        (sides.hated(False), "opportunity"),
        (sides.felt(points(12, 3, 20)), "strength"),
        (sides.felt(points(-12, -20, -3)), "weakness"),
        (sides.felt(points(2, -4, 8)), None),
        (sides.talked_of(UP, points(12, 3, 20)), "strength"),
        (sides.talked_of(UP, points(-12, -20, -3)), "threat"),
        (sides.talked_of(UP, points(2, -4, 8)), None),
        (sides.talked_of(DOWN, points(12, 3, 20)), "weakness"),
        (sides.talked_of(STEADY, points(12, 3, 20)), None),
        (sides.talked_of(None, points(12, 3, 20)), None),
        (sides.peaked(True, False), "threat"),
        (sides.peaked(False, True), "strength"),
        (sides.peaked(False, False), None),
        (sides.answered(share(90, 100)), "strength"),
        (sides.answered(share(30, 100)), "weakness"),
        (sides.answered(share(52, 100)), None),
        (sides.waited(Figure("hours", 2, 50, 1, 3)), "strength"),
        (sides.waited(Figure("hours", 40, 50, 30, 60)), "weakness"),
        (sides.waited(Figure("hours", 2, 50, 1, 6)), None),
        (sides.covered(Figure("share", 0.8, 20)), "strength"),
        (sides.covered(Figure("share", 0.2, 20)), "weakness"),
        (sides.covered(Figure("share", None, 0)), None),
        (sides.unspoken(), "opportunity"),
        (sides.elsewhere(share(50, 100), share(5, 100)), "weakness"),
        (sides.elsewhere(share(20, 100), share(15, 100)), None),
        (sides.came_back(UP), "strength"),
        (sides.came_back(DOWN), "weakness"),
        (sides.came_back(None), None),
        (sides.other_language(), "opportunity"),
        (sides.worse_here(), "weakness"),
        (sides.complained(share(60, 100)), "weakness"),
        (sides.complained(share(35, 100)), None),
        (sides.suggested(share(12, 300)), "opportunity"),
        (sides.suggested(share(3, 300)), None),
        (sides.open_need(), "weakness"),
        (sides.selling(share(60, 100)), "weakness"),
        (sides.selling(share(30, 100)), None),
        (sides.echoed(share(20, 100)), "weakness"),
        (sides.echoed(share(70, 100)), None),
        (sides.alone(share(80, 100)), "weakness"),
        (sides.alone(share(20, 100)), None),
        (sides.resonates(UP), "strength"),
        (sides.resonates(DOWN), "weakness"),
        (sides.resonates(STEADY), None),
        (sides.grew(True), "opportunity"),
        (sides.grew(False), None),
        (sides.open_question(share(1, 20)), "opportunity"),
        (sides.open_question(share(15, 20)), None),
        (sides.conversing(UP), "strength"),
        (sides.conversing(DOWN), "weakness"),
        (sides.conversing(STEADY), None),
        (sides.versus(UP), "strength"),
        (sides.versus(DOWN), "threat"),
        (sides.versus(None), None),
        (sides.voiced(share(70, 100), [share(20, 100)]), "strength"),
        (sides.voiced(share(10, 100), [share(60, 100), share(40, 100)]), "weakness"),
        (sides.voiced(share(30, 100), [share(28, 100)]), None),
        (sides.voiced(share(30, 100), []), None),
    ],
)
def test_each_rule_puts_its_findings_where_it_says(judged: Judged, side: str | None) -> None:
    assert judged.side == side and str(judged.rule)


def test_a_rejected_figure_is_another_only_when_it_changed_materially() -> None:
    assert not is_another(share(40, 100), share(45, 100))
    assert is_another(share(40, 100), share(80, 100))
    assert not is_another(count(10), count(14)) and is_another(count(10), count(16))
    assert is_another(count(1), share(4, 100)) and not is_another(count(1), count(2))
    assert is_another(Figure("hours", None, 3), Figure("hours", 4, 30, 3, 5))


@given(st.integers(0, 300), st.integers(1, 300))
def test_no_figure_differs_from_itself(part: int, more: int) -> None:
    assert not is_another(share(part, part + more), share(part, part + more))
    assert not is_another(count(part), count(part))


def post(number: int, person: str, *names: str, kind: str = "term") -> Post:
    subjects = frozenset(Subject(kind, name, name) for name in names)  # type: ignore[arg-type]
    return Post(number, person, "neutral", 0.9, subjects)


def test_topics_count_people_and_leave_accounts_out() -> None:
    posts = [post(n, "one", "lift") for n in range(9)] + [post(20 + n, f"p{n}", "queue") for n in range(4)]
    posts += [post(40 + n, f"p{n}", "@us", kind="account") for n in range(9)]
    found = topics(posts, 3)
    assert [(topic.subject.label, topic.people) for topic in found] == [("queue", 4)]
    assert found[0].posts == (20, 21, 22, 23)
    assert [topic.subject.label for topic in own_topics(posts[:9], 5)] == ["lift"]
    assert topics([post(n, f"p{n}", "queue · door", kind="theme") for n in range(9)], 3) == []


def test_what_is_spoken_of_is_found_in_one_and_in_many() -> None:
    posts = [post(n, f"p{n}", "ascensores") for n in range(3)]
    posts += [post(9 + n, f"p{n}", "sala de estudio") for n in range(3)]
    found = topics(posts, 3)
    told = dict(
        zip([t.subject.label for t in found], spoken(found, ["El ASCENSOR ya va", "la sala"]), strict=True)
    )
    assert told == {"ascensores": 1, "sala de estudio": 0}


def test_what_grows_and_what_fades() -> None:
    before = [post(n, f"b{n}", "rain" if n < 40 else "bread") for n in range(100)]
    now = [post(200 + n, f"n{n}", "mural" if n < 40 else "bread") for n in range(100)]
    found = {m.topic.subject.label: m.moved.direction for m in moving(now, before)}
    assert found == {"mural": "up", "rain": "down"}
    assert moving(now, before[: FEW - 1]) == []


def test_the_topics_of_ours_that_are_taken_up() -> None:
    ours = [post(n, "us", "concert" if n < 30 else "minutes") for n in range(60)]
    found = outcomes(ours, set(range(28)))
    by_name = {outcome.topic.subject.label: outcome.gap.direction for outcome in found}
    assert by_name == {"concert": "up", "minutes": "down"}


@pytest.mark.parametrize(
    ("text", "sells"),
    [
        ("Abonos desde 12 €, hasta el domingo", True),
        ("20% de descuento este viernes", True),
        ("Ya a la venta las entradas", True),
        ("Book your seat now: tickets from £9", True),
        ("Entrada libre hasta completar aforo", False),
        ("¿Qué os pareció el concierto?", False),
        ("Free of charge: the price is 0 €", False),
        ("The library opens at nine", False),
    ],
)
def test_what_sells(text: str, sells: bool) -> None:
    assert is_offer(text) is sells
