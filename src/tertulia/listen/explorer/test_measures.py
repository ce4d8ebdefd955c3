"""Each figure recounted by hand on the ten posts of conftest.TOLD."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from tertulia.errors import Problem
from tertulia.listen.explorer.charts.lines import draw
from tertulia.listen.explorer.conftest import BRAND, MONITORS, RIVAL, TOLD, batch, post
from tertulia.listen.explorer.measures import MEASURES, asking, matches, panel
from tertulia.listen.explorer.measures.words import LEAST_PEOPLE, LEAST_POSTS
from tertulia.listen.explorer.panel import Panel
from tertulia.listen.explorer.periods import Days, floor
from tertulia.listen.explorer.posts import page, post_file, thread
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.explorer.statistics import Interval
from tertulia.listen.query import lists
from tertulia.listen.sources.models import Source
from tertulia.posts.api import Batch, Gap, Store
from tertulia.posts.schema import POSTS


def asked(name: str, selection: Selection, store: Store) -> Panel:
    return panel(name, selection, store, MONITORS)


def pairs(made: Panel, key: str = "posts") -> dict[Any, Any]:
    return {row.values[0]: made.value(row, key) for row in made.rows}


def figures(made: Panel) -> dict[Any, Any]:
    return pairs(made, "value")


def found(selection: Selection, store: Store) -> list[str]:
    return [row["text"] for row in page(selection, store, limit=100).posts]


def test_totals(store: Store, selection: Selection) -> None:
    values = figures(asked("totals", selection, store))
    assert values["posts"] == 9
    assert values["people"] == 5  # ana, bea, blog, cruz, dora
    assert values["interactions"] == 7  # 5 likes and 2 replies; three posts told a counter
    assert values["net"] == pytest.approx(100 * (3 - 2) / 7)
    assert values["passion"] == pytest.approx(5 / 7)
    assert values["own"] == pytest.approx(1 / 9)


def test_totals_against_the_days_before(store: Store, selection: Selection) -> None:
    year = replace(selection, since=date(2026, 4, 21), until=date(2026, 5, 10), compare="previous")
    made = asked("totals", year, store)
    assert pairs(made, "other")["posts"] == 1
    assert pairs(made, "difference")["posts"] is None  # one post before is too few to tell a change


def test_an_unknown_counter_is_not_zero(store: Store, selection: Selection) -> None:
    blog = selection.with_filter("networks", "wordpress")
    made = asked("totals", blog, store)
    assert figures(made)["interactions"] is None
    assert "WordPress" in " ".join(map(str, made.notes))


def test_timeline_counts_days_on_the_zones_clock(store: Store, selection: Selection) -> None:
    made = asked("timeline", replace(selection, split="all"), store)
    counts = {row.values[0].date().day: row.values[1] for row in made.rows}  # type: ignore[union-attr]
    # 23:30 UTC of the 1st is the 2nd in Madrid
    assert [counts[day] for day in range(1, 6)] == [1, 3, 3, 2, 0]
    in_utc = asked("timeline", replace(selection, split="all", zone="UTC"), store)
    assert [row.values[1] for row in in_utc.rows][:4] == [2, 2, 3, 2]


def test_timeline_by_network_and_monitor(store: Store, selection: Selection) -> None:
    networks = asked("timeline", selection, store)
    assert sum(networks.series("mastodon")) == 8  # type: ignore[arg-type]
    assert sum(networks.series("wordpress")) == 1  # type: ignore[arg-type]
    monitors = asked("timeline", replace(selection, split="monitor"), store)
    assert sum(monitors.series(str(BRAND))) == 4  # type: ignore[arg-type]
    assert sum(monitors.series(str(RIVAL))) == 3  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_the_posts_behind_each_row_are_as_many_as_it_says(
    name: str, store: Store, selection: Selection
) -> None:
    made = asked(name, selection, store)
    for row in made.rows:
        if row.select is None or "posts" not in [column.key for column in made.columns]:
            continue
        if name == "words":
            assert asked("totals", row.select, store).total >= int(str(made.value(row, "posts")))
        else:
            assert asked("totals", row.select, store).total == made.value(row, "posts")


def test_points_of_the_timeline_open_their_posts(store: Store, selection: Selection) -> None:
    made = asked("timeline", replace(selection, split="all"), store)
    for row in made.rows:
        assert row.select is not None
        assert len(found(row.select, store)) == row.values[1]


def test_an_hour_opens_its_posts(store: Store, selection: Selection) -> None:
    day = selection.on(Days(date(2026, 5, 3), date(2026, 5, 3)))
    made = asked("timeline", replace(day, split="all"), store)
    busy = [row for row in made.rows if row.values[1]]
    assert [(str(row.values[0]), row.values[1]) for row in busy] == [("2026-05-03 11:00:00", 3)]
    assert busy[0].select is not None
    assert len(found(busy[0].select, store)) == 3


def test_share_of_voice_counts_a_shared_post_for_both_and_says_so(store: Store, selection: Selection) -> None:
    made = asked("voice", selection, store)
    assert pairs(made) == {"La Fábrica": 4, "Teatro Viejo": 3}
    assert made.sample == 6  # distinct posts; one is found by both
    assert pairs(made, "share")["La Fábrica"] == pytest.approx(4 / 6)
    assert "more than one" in str(made.notes[0])


def test_hidden_lists_are_out_of_view_and_come_back(
    store: Store, selection: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {("author", "equipo"): ("BEA", "cruz"), ("site", "blogs"): ("feria.es",)}
    monkeypatch.setattr(lists, "_lookup", lambda kind, name: known.get((kind, name)))
    row = post(300, "2026-05-05T10:00", text="enlace", url="https://blog.feria.es/1", author="fer")
    store.write(batch([(row, None, ())]))
    hidden = selection.with_filter("hidden", "equipo")
    assert len(found(selection, store)) - len(found(hidden, store)) == 4
    assert not {"Mala cola, otra vez", "La feria abre", "sí"} & set(found(hidden, store))
    both = selection.with_filter("hidden", "equipo", "blogs")
    assert "enlace" in found(hidden, store) and "enlace" not in found(both, store)
    assert found(both.without("hidden"), store) == found(selection, store)
    assert "hide=blogs&hide=equipo" in both.query


def test_share_of_voice_warns_of_searches_of_unlike_or_unknown_quality(
    store: Store, selection: Selection
) -> None:
    brand, rival = MONITORS
    good, fair, poor = Interval(0.95, 0.9, 0.98), Interval(0.9, 0.8, 0.95), Interval(0.6, 0.5, 0.7)

    def warned(*precisions: Interval | None) -> str:
        monitors = [replace(m, precision=p) for m, p in zip((brand, rival), precisions, strict=True)]
        made = panel("voice", selection, store, monitors)
        return " ".join(map(str, made.warnings))

    assert "Not measured: La Fábrica, Teatro Viejo" in warned(None, None)
    assert "Not measured: Teatro Viejo" in warned(good, None)
    assert warned(good, fair) == ""
    assert "of what “Teatro Viejo” finds 50–70%" in warned(good, poor)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("networks", {"Mastodon": 8, "WordPress": 1}),
        ("kinds", {"Post": 6, "Reply": 2, "Article": 1}),
        ("languages", {"español": 9}),
        ("intents", {"Complaint": 2, "Question": 2}),
        ("hashtags", {"#feria": 2}),  # one post has it twice
        ("domains", {"feria.es": 2}),
        ("links", {"https://feria.es/a?b=1": 1, "https://www.feria.es/a": 1}),
        ("authors", {"@ana": 3, "@bea": 2, "@cruz": 2, "@blog": 1, "@dora": 1}),
        ("sentiments", {"Positive": 3, "Neutral": 2, "Negative": 2}),
        ("emotions", {"Joy": 3, "No emotion": 2, "Anger": 2}),
    ],
)
def test_breakdowns(name: str, expected: dict[str, int], store: Store, selection: Selection) -> None:
    assert pairs(asked(name, selection, store)) == expected


def test_intents_are_shares_of_the_posts_read(store: Store, selection: Selection) -> None:
    made = asked("intents", selection, store)
    assert made.sample == 9
    assert pairs(made, "share")["Complaint"] == pytest.approx(2 / 9)


def test_hours_of_the_week(store: Store, selection: Selection) -> None:
    made = asked("hours", selection, store)
    counts = {at: int(str(row.values[2])) for at, row in enumerate(made.rows) if row.values[2]}
    local = [row["created_at"].astimezone(ZoneInfo("Europe/Madrid")) for row, _, _ in TOLD[:9]]
    assert counts == dict(Counter(at.weekday() * 24 + at.hour for at in local))


def test_sentiment_needs_enough_posts_to_tell(store: Store, selection: Selection) -> None:
    made = asked("sentiment", selection, store)
    assert made.sample == 7
    assert set(made.series("positive")) == {None}
    assert any("Too few" in str(note) for note in made.notes)
    assert any("left out" in str(note) for note in made.notes)


def test_sentiment_and_net_over_time(store: Store, selection: Selection) -> None:
    extra = [(post(100 + n, "2026-05-06T10:00"), "positive" if n < 9 else "negative", ()) for n in range(12)]
    store.write(batch(extra))
    made = asked("sentiment", selection, store)
    row = next(
        row for row in made.rows if made.value(row, "read") and int(str(made.value(row, "read"))) >= 12
    )
    counts = Counter(
        sentiment for told, sentiment, _ in [*TOLD, *extra] if _in_bucket(told, row.values[0], made.grain)
    )
    read = sum(number for sentiment, number in counts.items() if sentiment)
    assert made.value(row, "positive") == pytest.approx(counts["positive"] / read)
    net = asked("net", selection, store)
    same = next(other for other in net.rows if other.values[0] == row.values[0])
    assert net.value(same, "net") == pytest.approx(100 * (counts["positive"] - counts["negative"]) / read)


def _in_bucket(told: dict[str, Any], start: Any, grain: str) -> bool:
    local = told["created_at"].astimezone(ZoneInfo("Europe/Madrid")).replace(tzinfo=None)
    return bool(floor(local, grain) == start) and local.date() >= date(2026, 5, 1)  # type: ignore[arg-type]


def test_words_that_mark_a_selection(store: Store, selection: Selection) -> None:
    loud = [
        (post(200 + n, "2026-05-07T10:00", text="la cola no avanza", author=f"a{n % 4}"), None, (RIVAL,))
        for n in range(40)
    ]
    calm = [
        (post(300 + n, "2026-05-07T10:00", text="la música suena", author=f"b{n % 4}"), None, ())
        for n in range(60)
    ]
    one = [(post(400 + n, "2026-05-07T10:00", text="compra", author="bot"), None, (RIVAL,)) for n in range(9)]
    store.write(batch([*loud, *calm, *one]))
    made = asked("words", selection.with_filter("monitors", RIVAL), store)
    marking = pairs(made)
    assert {"cola", "avanza"} <= set(marking)
    assert not {"música", "compra"} & set(marking)  # one account repeating is no mark
    assert marking["avanza"] == 40 >= LEAST_POSTS
    assert pairs(made, "people")["avanza"] == 4 >= LEAST_PEOPLE
    assert made.sample == 3 + 49


def unread(store: Store, *gaps: Gap, source: str = "mastodon:search") -> None:
    store.write(Batch(POSTS.empty_table(), source, gaps=gaps))


def may(day: int, hour: int) -> datetime:
    return datetime(2026, 5, day, hour, tzinfo=UTC)


def test_gaps_are_told_on_every_panel_they_touch(store: Store, selection: Selection) -> None:
    unread(store, Gap(may(2, 22), may(3, 6), "unreachable", "mastodon"))
    for name in MEASURES:
        made = asked(name, selection, store)
        assert [str(found.since) for found in made.gaps] == ["2026-05-03 00:00:00"], name
        (note,) = [str(note) for note in made.notes if "mastodon:search" in str(note)]
        assert note.startswith("Not read") and "the network could not be reached" in note, name


def test_a_gap_that_was_filled_is_told_apart_and_not_hatched(store: Store, selection: Selection) -> None:
    unread(store, Gap(may(2, 22), may(3, 6), "stopped", "mastodon", filled_at=may(4, 7)))
    for name in MEASURES:
        made = asked(name, selection, store)
        assert made.gaps == (), name
        (note,) = [str(note) for note in made.notes if "mastodon:search" in str(note)]
        assert note == (
            "Read later, on 4 May 2026, 09:00, as far as the network still had it: mastodon:search, "
            "from 3 May 2026, 00:00 to 3 May 2026, 08:00 (Tertulia was not running)."
        ), name
    chart = draw(asked("timeline", selection, store), lambda row: "")
    assert "gap" not in str(chart.plot)


def test_many_gaps_are_summed_up(store: Store, selection: Selection) -> None:
    unread(store, *(Gap(may(2, hour), None, "paused", filled_at=may(9, 1)) for hour in range(7)))
    unread(store, *(Gap(may(3, hour), None, "no-words-for-it") for hour in range(8)))
    notes = [str(note) for note in asked("totals", selection, store).notes]
    assert sum("and still not (no-words-for-it)" in note for note in notes) == 5
    assert "And 3 more gaps in reading." in notes
    assert sum("Read later" in note for note in notes) == 5
    assert "And 2 more spans read later." in notes


@pytest.mark.django_db
def test_a_gap_names_its_source_as_people_do(store: Store, selection: Selection) -> None:
    key = "live:mastodon:hashtag:feria"
    Source.objects.create(key=key, network="mastodon", kind="hashtag", title="#feria en Mastodon")
    unread(store, Gap(may(2, 22), may(3, 6), "rate-limited", "mastodon"), source=key)
    made = asked("timeline", selection, store)
    assert [gap.name for gap in made.gaps] == ["#feria en Mastodon"]
    assert "#feria en Mastodon, the network asked to wait" in str(draw(made, lambda row: "").plot)
    assert made.as_dict()["gaps"][0] == {
        "source": key,
        "name": "#feria en Mastodon",
        "network": "mastodon",
        "since": "2026-05-03T00:00:00",
        "until": "2026-05-03T08:00:00",
        "reason": "rate-limited",
    }


def test_a_correction_changes_the_figures_at_once(store: Store, selection: Selection) -> None:
    number = next(row["post"] for row in page(selection, store).posts if row["text"].startswith("Mala"))
    assert pairs(asked("sentiments", selection, store))["Negative"] == 2
    store.correct(number, "sentiment", "positive", "bruno")
    assert pairs(asked("sentiments", selection, store)) == {"Positive": 4, "Neutral": 2, "Negative": 1}
    assert post_file(number, store).corrections[0]["by_person"] == "bruno"
    store.correct(number, "sentiment", None, "bruno")
    assert pairs(asked("sentiments", selection, store))["Negative"] == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("feria", ["feria", "feria", "feria", "¡Qué fería!", "La feria abre", "Buena feria"]),
        ("feria buena", ["Buena feria"]),
        ('"la feria"', ["La feria abre"]),
        ("fer*  -la -buena", ["feria", "feria", "feria", "¡Qué fería!"]),
        ("cola", ["feria", "Mala cola, otra vez"]),  # a title counts
        ("eria", []),
        ("-feria -cola", ["no", "sí"]),
    ],
)
def test_words_of_the_search_box(words: str, expected: list[str], store: Store, selection: Selection) -> None:
    assert sorted(found(replace(selection, words=words), store)) == sorted(expected)


def test_filters_mean_any_within_and_all_between(store: Store, selection: Selection) -> None:
    assert len(found(replace(selection, monitors=(BRAND, RIVAL)), store)) == 6
    assert len(found(replace(selection, monitors=(BRAND,), sentiments=("positive",)), store)) == 3
    assert len(found(replace(selection, mentioned="no"), store)) == 3
    assert len(found(replace(selection, whose="own"), store)) == 1
    assert len(found(replace(selection, sentiments=("unread", "negative")), store)) == 4
    assert len(found(replace(selection, authors=("mastodon:ANA",)), store)) == 3
    assert len(found(replace(selection, hashtags=("FERIA",)), store)) == 2
    assert len(found(replace(selection, period="all", since=None, until=None), store)) == 10


def test_what_needs_a_reply_and_has_none_from_us(store: Store, selection: Selection) -> None:
    posts = page(selection, store).posts
    asking = [row["post"] for row in posts if row["text"] in ("¡Qué fería!", "La feria abre")]
    for number in asking:
        store.correct(number, "needs_reply", "true", "bruno")
    needed, unanswered = (replace(selection, reply=reply) for reply in ("needed", "unanswered"))
    assert (
        sorted(found(needed, store)) == sorted(found(unanswered, store)) == ["La feria abre", "¡Qué fería!"]
    )
    answer = post(10, "2026-05-05T10:00", text="Hola", own=True, kind="reply", reply_to="p4", thread="p4")
    store.write(batch([(answer, None, ())]))
    assert len(found(needed, store)) == 2
    assert found(unanswered, store) == ["La feria abre"]


@pytest.fixture
def apart(store: Store) -> Store:
    """The store, in which the post that names both was read apart: good for the brand, bad for the rival."""
    both = store.query("SELECT post FROM posts WHERE id = 'p1'")["post"][0].as_py()
    said = {
        "post": [both, both],
        "monitor": [BRAND, RIVAL],
        "sentiment": ["positive", "negative"],
        "negative_p": [0.1, 0.7],
        "neutral_p": [0.2, 0.2],
        "positive_p": [0.7, 0.1],
    }
    store.set_said(pa.table(said))
    return store


def test_what_is_said_of_the_one_monitors_subject_counts(apart: Store, selection: Selection) -> None:
    brand = replace(selection, monitors=(BRAND,))
    note = "Where a post names another company too, what it says of “La Fábrica” counts: 1 post."
    for name in ("totals", "sentiments", "sentiment", "net"):
        assert note in [str(n) for n in asked(name, brand, apart).notes], name
    shares = {row.values[0]: row.values[1] for row in asked("sentiments", brand, apart).rows}
    assert shares == {"Positive": 4}
    assert "Mala cola, otra vez" in found(replace(brand, sentiments=("positive",)), apart)
    assert found(replace(brand, sentiments=("negative",)), apart) == []
    (post,) = [row for row in page(brand, apart).posts if row["text"].startswith("Mala")]
    assert post["sentiment"] == "positive"


def test_with_several_monitors_or_none_the_whole_post_counts(apart: Store, selection: Selection) -> None:
    for monitors in ((), (BRAND, RIVAL)):
        both = replace(selection, monitors=monitors, sentiments=("negative",))
        assert "Mala cola, otra vez" in found(both, apart)
        notes = map(str, asked("totals", replace(selection, monitors=monitors), apart).notes)
        assert not [note for note in notes if "another company" in note]


def test_a_persons_word_on_the_post_wins_over_what_is_said_of_a_subject(
    apart: Store, selection: Selection
) -> None:
    brand = replace(selection, monitors=(BRAND,))
    (number,) = [row["post"] for row in page(brand, apart).posts if row["text"].startswith("Mala")]
    apart.correct(number, "sentiment", "neutral", "Ana")
    assert found(replace(brand, sentiments=("neutral",)), apart) == ["Mala cola, otra vez"]


def test_a_post_tells_what_it_says_of_each(apart: Store, selection: Selection) -> None:
    (number,) = [row["post"] for row in page(selection, apart).posts if row["text"].startswith("Mala")]
    file = post_file(number, apart)
    assert file.monitors == [BRAND, RIVAL]
    assert [(row["monitor"], row["sentiment"]) for row in file.said] == [
        (BRAND, "positive"),
        (RIVAL, "negative"),
    ]


def test_a_theme_is_a_filter(store: Store, selection: Selection, db: None) -> None:
    posts = page(selection, store).posts
    queue = [row["post"] for row in posts if row["text"].startswith("Mala") or row["title"] == "Cola"]
    store.set_themes(1, 100, pa.array(queue), pa.array([3, 3]), "a:100")
    assert len(found(replace(selection, themes=(3,)), store)) == 2
    assert found(replace(selection, themes=(4,)), store) == []
    (row,) = asked("themes", selection, store).rows
    assert row.values[:3] == ("Theme 3", 2, 2)
    assert row.select == selection.with_filter("themes", 3)


def test_pages_of_posts_go_on_without_doubles(store: Store, selection: Selection) -> None:
    for sort in ("newest", "oldest", "likes", "replies"):
        seen: list[int] = []
        mark = ""
        while True:
            part = page(replace(selection, sort=sort), store, mark, limit=2)
            seen += [row["post"] for row in part.posts]
            mark = part.following
            if not mark:
                break
        assert len(seen) == len(set(seen)) == 9, sort
    assert page(replace(selection, sort="likes"), store).posts[0]["text"] == "Buena feria"
    with pytest.raises(Problem):
        page(selection, store, "x")


def test_a_thread_stands_in_order_and_depth(store: Store, selection: Selection) -> None:
    last = next(row["post"] for row in page(selection, store).posts if row["text"] == "no")
    branches = thread(post_file(last, store).post, store)
    assert [(branch.post["text"], branch.depth) for branch in branches] == [
        ("¡Qué fería!", 0),
        ("sí", 1),
        ("no", 2),
    ]


def test_all_time_is_the_days_of_the_store(store: Store, selection: Selection) -> None:
    made = asked("timeline", replace(selection, period="all", since=None, until=None, split="all"), store)
    assert sum(made.series("posts")) == 10  # type: ignore[arg-type]


def test_no_such_measure(store: Store, selection: Selection) -> None:
    with pytest.raises(Problem) as raised:
        panel("ave", selection, store)
    assert raised.value.code == "no-such-measure"


def test_rankings_of_very_many_posts_are_estimated_and_say_so(
    store: Store, selection: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    tagged = [
        (post(500 + n, "2026-05-07T10:00", hashtags=["común" if n % 4 else "raro"]), None, ())
        for n in range(800)
    ]
    store.write(batch(tagged))
    exact = asked("hashtags", selection, store)
    monkeypatch.setattr(asking, "SAMPLED", 400)  # 809 posts: one in four
    made = asked("hashtags", selection, store)
    assert made.total == exact.total == 809
    assert 120 < made.sample < 280
    assert made.column("posts").estimated
    assert any("1 in 4 posts" in str(note) for note in made.notes)
    common = next(row for row in made.rows if row.values[0] == "#común")
    low, high = (float(str(made.value(common, key))) for key in ("share_low", "share_high"))
    assert low < 600 / 809 < high
    assert int(str(made.value(common, "posts"))) % 4 == 0
    assert "one_in" in made.as_csv().splitlines()[0]
    assert made.as_dict()["rows"][0]["one_in"] == 4
    assert "people" in [column.key for column in exact.columns]
    assert "people" not in [column.key for column in made.columns]


def test_accounts_chosen_in_a_sample_have_exact_figures(
    store: Store, selection: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(batch([(post(500 + n, "2026-05-07T10:00", author="loud"), None, ()) for n in range(400)]))
    monkeypatch.setattr(asking, "SAMPLED", 200)
    made = asked("authors", selection, store)
    assert pairs(made)["@loud"] == 400
    assert any("sample of 1 in 4" in str(note) for note in made.notes)


def test_a_kept_search_answers_as_a_new_one(
    store: Store, selection: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched = replace(selection, words="cola")
    assert found(searched, store) == ["feria", "Mala cola, otra vez"]
    monkeypatch.setattr(matches, "LARGE", 1)
    assert found(searched, store) == found(searched, store) == ["feria", "Mala cola, otra vez"]
    assert found(replace(selection, words="nada"), store) == []
    store.write(batch([(post(600, "2026-05-08T10:00", text="otra cola"), None, ())]))
    assert found(searched, store)[0] == "otra cola"
    store.erase("mastodon", "bea")
    assert found(searched, store) == ["otra cola", "feria"]
