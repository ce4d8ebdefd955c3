"""A manager checks a sample of mentions; the figures, the corrections and the agreement that come of it."""

from __future__ import annotations

from typing import Any

import pytest

from tertulia.errors import Problem
from tertulia.listen.accuracy import service
from tertulia.listen.accuracy.conftest import feeling_of, texts
from tertulia.listen.accuracy.models import Check, Drawn, Round
from tertulia.listen.accuracy.results import result
from tertulia.listen.accuracy.tasks import TASKS, UNDECIDED
from tertulia.posts.api import Store, store
from tertulia.team.models import Event

SENTIMENT = TASKS["sentiment"]


def checked(by: Any, seed: int = 1) -> Round:
    """A round in which a person checked every post."""
    made, known = service.begin(SENTIMENT, by, seed), texts()
    for drawn in made.drawn.select_related("round"):
        service.check(drawn, feeling_of(known[drawn.post]), by)
    return made


def corrections() -> dict[int, tuple[str, str]]:
    found = store().query("SELECT post, value, by_person FROM corrections").to_pylist()
    return {row["post"]: (row["value"], row["by_person"]) for row in found}


def test_the_sample_is_of_mentions_in_strata_with_known_chances(museum: Store, bruno: Any) -> None:
    made = service.begin(SENTIMENT, bruno, seed=7)
    drawn = list(made.drawn.all())
    assert abs(len(drawn) - 60) <= 1
    assert (made.posts, made.strata) == (330, 6)
    known = texts()
    assert all("museo" in known[each.post] or "teatro" in known[each.post] for each in drawn)
    totals: dict[str, float] = {}
    for each in drawn:
        totals[each.lang] = totals.get(each.lang, 0) + 1 / each.chance
    assert totals["en"] == pytest.approx(60, rel=0.2)
    assert totals["es"] == pytest.approx(270, rel=0.2)
    share = {lang: sum(each.lang == lang for each in drawn) / len(drawn) for lang in totals}
    assert share["en"] > 60 / 330  # the smaller language has more than its share
    again = service.begin(SENTIMENT, bruno, seed=7)
    assert [each.post for each in again.drawn.all()] == [each.post for each in drawn]


def test_each_check_is_a_correction_and_keeps_what_the_model_said(museum: Store, bruno: Any) -> None:
    made = checked(bruno)
    words = corrections()
    assert len(words) == made.drawn.count()
    assert {person for _, person in words.values()} == {"bruno"}
    check = Check.objects.select_related("drawn").first()
    assert check is not None
    assert (check.version, words[check.drawn.post][0]) == ("model-of-old", check.value)
    assert Event.objects.filter(act="accuracy.checked").count() == 1
    assert Event.objects.filter(act="accuracy.drawn").count() == 1


def test_figures_are_weighted_back_and_too_few_are_not_told(museum: Store, bruno: Any) -> None:
    made = checked(bruno)
    found = result(SENTIMENT, store())
    assert len(found.judged) == made.drawn.count()
    whole = found.whole
    assert whole.accuracy is not None and whole.macro_f1 is not None and whole.not_sure is not None
    assert whole.accuracy.low < 11 / 12 < whole.accuracy.high + 0.02
    assert whole.not_sure.low < 0.1 < whole.not_sure.high
    by_network = {group.name: group.accuracy for group in found.networks}
    assert by_network["mastodon"] is not None and by_network["mastodon"].value == 1
    teatro = min(found.monitors, key=lambda group: len(group.judged))
    assert teatro.read < 20 and teatro.accuracy is None
    cells = {(cell.truth, cell.said): cell for row in found.cells for cell in row}
    assert cells["negative", "positive"].posts == ()
    assert sum(len(cell.posts) for cell in cells.values()) == len(found.judged)
    assert {feeling_of(texts()[post]) for post in cells["negative", "neutral"].posts} == {"negative"}


def test_undecided_posts_are_left_out_and_correct_nothing(museum: Store, bruno: Any) -> None:
    made = service.begin(SENTIMENT, bruno, seed=1)
    for drawn in made.drawn.select_related("round"):
        service.check(drawn, UNDECIDED, bruno)
    found = result(SENTIMENT, store())
    assert (found.judged, found.undecided, corrections()) == ((), made.drawn.count(), {})
    assert found.whole.accuracy is None


def test_undo_puts_back_what_stood_before(museum: Store, bruno: Any, ana: Any) -> None:
    made = service.begin(SENTIMENT, bruno, seed=1)
    first, second = made.drawn.select_related("round")[:2]
    store().correct(first.post, "sentiment", "neutral", "vera")
    service.check(first, "positive", bruno)
    service.check(second, "positive", bruno)
    service.check(second, "negative", ana)
    assert corrections() == {first.post: ("positive", "bruno"), second.post: ("negative", "ana")}
    assert service.undo(made, ana) == second.turn
    assert corrections()[second.post] == ("positive", "bruno")
    assert service.undo(made, bruno) == second.turn
    assert service.undo(made, bruno) == first.turn
    assert service.undo(made, bruno) is None
    assert corrections() == {first.post: ("neutral", "vera")}


def test_two_people_who_check_the_same_posts_see_how_far_they_agree(
    museum: Store, bruno: Any, ana: Any
) -> None:
    made = checked(bruno)
    assert result(SENTIMENT, store()).agreement is None
    known = texts()
    for drawn in made.drawn.select_related("round"):
        said = feeling_of(known[drawn.post])
        service.check(drawn, "neutral" if said == "negative" and drawn.turn % 2 else said, ana)
    agreement = result(SENTIMENT, store()).agreement
    assert agreement is not None and agreement.posts == made.drawn.count()
    assert agreement.alpha is not None and 0.5 < agreement.alpha < 1


def test_posts_checked_before_are_not_drawn_again(museum: Store, bruno: Any) -> None:
    first = set(checked(bruno).drawn.values_list("post", flat=True))
    second = set(checked(bruno, seed=2).drawn.values_list("post", flat=True))
    assert not first & second
    assert len(result(SENTIMENT, store()).judged) == len(first) + len(second)


def test_several_intents_are_one_answer(museum: Store, bruno: Any) -> None:
    task = TASKS["intents"]
    made = service.begin(task, bruno, seed=1)
    known = texts()
    for drawn in made.drawn.select_related("round"):
        praise = feeling_of(known[drawn.post]) == "positive"
        service.check(drawn, "praise,thanks" if praise else "complaint", bruno)
    found = result(task, store())
    cells = {(cell.truth, cell.said): len(cell.posts) for row in found.cells for cell in row}
    praised = sum(feeling_of(known[each.post]) == "positive" for each in found.judged)
    assert (cells["praise", "both"], cells["thanks", "missed"]) == (praised, praised)
    assert cells["complaint", "both"] == len(found.judged) - praised
    assert found.whole.accuracy is not None
    assert found.whole.accuracy.value < 1


def test_an_erased_person_leaves_no_check_behind(museum: Store, bruno: Any) -> None:
    from tertulia.listen.imports import erasing

    made = checked(bruno)
    known = store().query("SELECT post, network, author FROM posts").to_pylist()
    drawn = set(made.drawn.values_list("post", flat=True))
    victim = next(row for row in known if row["post"] in drawn)
    theirs = {
        row["post"]
        for row in known
        if (row["network"], row["author"]) == (victim["network"], victim["author"])
    }
    erasing.erase(store(), victim["network"], victim["author"])
    assert not Drawn.objects.filter(post__in=theirs).exists()
    assert not Check.objects.filter(drawn__post__in=theirs).exists()
    assert len(result(SENTIMENT, store()).judged) == len(drawn - theirs)


def test_what_cannot_be_checked_says_why(home: Any, bruno: Any) -> None:
    with pytest.raises(Problem, match="no mention left"):
        service.begin(SENTIMENT, bruno)
    with pytest.raises(Problem, match="nothing whose readings"):
        service.find_task("zzz")


def test_a_word_that_is_no_answer_is_refused(museum: Store, bruno: Any) -> None:
    drawn = service.begin(SENTIMENT, bruno).drawn.select_related("round").first()
    assert drawn is not None
    with pytest.raises(Problem, match="no answer"):
        service.check(drawn, "splendid", bruno)
    store().erase("mastodon", "p1")
