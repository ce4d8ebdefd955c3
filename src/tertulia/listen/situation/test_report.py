"""What the report finds in the museum's months, held against the posts it was made from."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tertulia.home import Home
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.monitors.api import monitors
from tertulia.listen.situation.accounts import accounts_of, name_accounts, proposed
from tertulia.listen.situation.conftest import SPAN, TODAY, fill, told, watch
from tertulia.listen.situation.document import document
from tertulia.listen.situation.finding import Finding
from tertulia.listen.situation.report import Report, report
from tertulia.listen.situation.scope import Scope, scope
from tertulia.posts.api import Store, store


def scope_of(address: str = SPAN) -> Scope:
    pairs = [pair.split("=") for pair in address.split("&") if pair]
    selection, problems = Selection.parse([(a, b) for a, b in pairs], zone="UTC", today=TODAY)
    assert not problems
    return scope(selection, store(), monitors())


@pytest.fixture
def made(filled: Store) -> Report:
    return report(scope_of(), "en")


def findings(made: Report) -> dict[str, Finding]:
    return {finding.key: finding for section in made.sections for finding in section.findings}


def test_the_days_before_are_what_changes_are_told_against(filled: Store) -> None:
    told_before, halves = scope_of(), scope_of("period=all")
    assert told_before.against == "before" and told_before.earlier
    assert told_before.earlier.last == date(2026, 4, 1) and told_before.later == told_before.whole
    assert halves.against == "halves" and halves.earlier
    assert halves.earlier.last < halves.later.first and halves.whole.first == date(2026, 2, 1)
    assert scope_of("since=2026-05-30&until=2026-05-31").against == "before"


def test_reading_that_has_just_begun_is_no_growth(home: Home, db: None) -> None:
    fill(store(), [(post, r) for n, (post, r) in enumerate(told()) if post["created_at"].month > 4 or n < 20])
    assert scope_of("since=2026-05-01&until=2026-05-31").against == "halves"
    assert scope_of("since=2026-04-20&until=2026-05-08").against == "nothing"


def test_the_lift_is_hated_and_the_guides_are_loved(made: Report) -> None:
    found = findings(made)
    hated = next(f for key, f in found.items() if key.startswith("brand.hated:") and "ascensor" in f.text)
    loved = next(f for key, f in found.items() if key.startswith("brand.loved:") and "guías" in f.text)
    assert (hated.side, loved.side) == ("weakness", "strength")
    assert hated.figure.value == 1 and hated.figure.n == 30 and hated.certainty == "sure"
    assert hated.select and "sentiment=negative" in hated.select.query and hated.posts


def test_what_we_answer_is_counted_reply_by_reply(made: Report) -> None:
    answered = findings(made)["audiences.answered"]
    # The last of sixty days is not due: 59 days with three questions, one answered on four of five days.
    assert answered.figure.n == 59 * 3 and answered.figure.value == pytest.approx(48 / 177, abs=0.01)
    assert answered.side == "weakness" and answered.caption == "Not answered by us"
    waiting = findings(made)["audiences.waiting"]
    assert waiting.figure.value == 3 and waiting.side == "strength"


def test_an_answer_to_another_post_is_none(filled: Store) -> None:
    fill(filled, [(post | {"reply_to": None}, r) for post, r in told() if post["id"].startswith("a")])
    found = findings(report(scope_of(), "en"))
    assert found["audiences.answered"].figure.n == 59 * 3


def test_what_people_ask_about_and_we_do_not_speak_of(made: Report) -> None:
    unspoken = next(f for f in findings(made).values() if "guardarropa" in f.text)
    assert unspoken.side == "opportunity" and unspoken.area == "brand" and unspoken.of == "people"


def test_our_topics_are_held_against_one_another(made: Report) -> None:
    topics = [f for key, f in findings(made).items() if key.startswith("brand.topic:")]
    concert = next(f for f in topics if "concierto" in f.text)
    assert concert.side == "strength" and concert.figure.value == 1 and concert.figure.n == 30
    echo = findings(made)["brand.echo"]
    assert echo.figure.value == 0.5 and echo.caption and len(echo.posts) == 30


def test_the_mural_grows_in_the_sector(made: Report) -> None:
    grows = next(f for key, f in findings(made).items() if key.startswith("sector.grows"))
    assert "mural" in grows.text and grows.side == "opportunity"
    assert grows.moved and grows.moved.before == 0 and grows.moved.direction == "up"


def test_the_rival_is_told_by_its_own_accounts(made: Report) -> None:
    found = findings(made)
    (rival,) = made.scope.competitors
    assert rival.accounts and rival.accounts.names == ("mastodon:lonja",)
    number = rival.monitors[0]
    answers = found[f"competition.{number}:answers"]
    assert (
        answers.figure.value == 0
        and answers.side == "strength"
        and "Galería Lonja answered 0%" in answers.text
    )
    engagement = found[f"competition.{number}:engagement"]
    assert engagement.figure.value == 26 and engagement.side == "threat"
    voice = found["competition.voice"]
    assert voice.certainty == "likely" and any("Not measured" in note for note in voice.notes)


def test_who_is_unheard_is_not_called_silent(home: Home, db: None) -> None:
    from tertulia.listen.monitors.api import Draft, create

    fill(store(), [(post, r) for post, r in told() if post["author"] != "arce"])
    create(Draft("Museo Arce", "arce", "brand"), None)
    made = report(scope_of(), "en")
    assert "audiences.answered" not in findings(made)
    assert any("whether we answer there is not known" in note for note in made.sections[1].notes)


def test_a_figure_opens_the_posts_behind_it(made: Report) -> None:
    from tertulia.listen.explorer.measures.asking import Question

    asks = findings(made)["audiences.need:question"]
    assert asks.select
    assert Question(asks.select, made.scope.store).total == 180 and "180 posts" in asks.text


def test_without_monitors_it_says_what_to_do(home: Home, db: None) -> None:
    fill(store(), list(told())[:40])
    made = report(scope_of("period=all"), "en")
    missing = [text for section in made.sections for text in section.missing]
    assert len(missing) >= 3 and any("Own brand" in text for text in missing)
    assert document(made, "html") and document(made, "md")


def test_monitors_chosen_stand_alone_in_their_role(filled: Store) -> None:
    from tertulia.listen.monitors.api import Draft, create

    other = create(Draft("Palacio", "palacio", "competitor"), None)
    assert len(scope_of().competitors) == 2
    chosen = scope_of(f"{SPAN}&monitor={other.id}")
    assert [party.name for party in chosen.competitors] == ["Palacio"] and chosen.us.name == "Museo Arce"


def test_accounts_are_named_by_people_first(filled: Store) -> None:
    rival = next(m for m in monitors() if m.role == "competitor")
    assert accounts_of(rival, filled).kept is False and proposed(rival, filled) == ["mastodon:lonja"]
    name_accounts(rival.id, " X:@Lonja \n\nmastodon:lonja2 ", None)
    assert accounts_of(rival, filled).names == ("mastodon:lonja2", "x:Lonja")


def test_the_same_in_both_languages(filled: Store) -> None:
    made = {language: report(scope_of(), language) for language in ("en", "es")}
    english, spanish = (findings(made[language]) for language in ("en", "es"))
    assert english.keys() == spanish.keys()
    for key, finding in english.items():
        assert finding.figure == spanish[key].figure and finding.side == spanish[key].side
        assert finding.text != spanish[key].text
    assert '<html lang="es">' in str(document(made["es"], "html"))


def test_the_file_stands_alone(made: Report) -> None:
    page = str(document(made, "html"))
    assert "<script" not in page and "<link" not in page and "src=" not in page and "url(" not in page
    assert "href=" not in page  # nothing to go to where no address is known
    assert 'href="https://t.example/listen/' in str(document(made, "html", base="https://t.example"))
    told_again = json.loads(str(document(made, "json")))
    assert [s["area"] for s in told_again["sections"]] == ["brand", "audiences", "sector", "competition"]
    assert told_again["against"] == "before"


def test_foreign_texts_stay_texts(home: Home, db: None) -> None:
    bad: list[Any] = [
        (
            post
            | {
                "id": f"bad{n}",
                "text": "<script>alert(1)</script> arce |b|",
                "author_name": "<b>x",
                "followers": 9**9,
            },
            ("negative", ("complaint",)),
        )
        for n, (post, _) in enumerate(told())
        if post["id"].startswith("h")
    ]
    fill(store(), [*told(), *bad])
    watch()
    page = str(document(report(scope_of(), "en"), "html"))
    assert "<script" not in page and "<b>x" not in page and "&lt;b&gt;x" in page


@pytest.mark.slow
def test_it_prints(made: Report) -> None:
    content = document(made, "pdf")
    assert isinstance(content, bytes) and content.startswith(b"%PDF-") and len(content) > 10_000
