"""What was set aside is seen, tried again as its source is read, and dropped: by page and by command."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from django.urls import reverse

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.collect import digest as collect
from tertulia.listen.commands import dead
from tertulia.listen.imports.plan import Plan
from tertulia.listen.letters import letters, retrying
from tertulia.listen.letters.letters import Filter
from tertulia.listen.letters.reasons import CLASSES, CODES, class_of
from tertulia.listen.monitors.exclusions import Exclusions
from tertulia.listen.sources.models import Source
from tertulia.posts.api import Batch, DeadLetter, Store, store
from tertulia.posts.formats.values import BadValue
from tertulia.posts.schema import POSTS, READINGS

GOOD: dict[str, Any] = {"id": "1", "network": "x", "created_at": "2024-05-01T10:00:00Z", "text": "la feria"}
FILE, LIVE = "import:a.jsonl:1f", "live:plaza:search:feria"


def map_item(item: dict[str, Any]) -> dict[str, Any]:
    if item.get("kind") == "poll":
        raise BadValue("unsupported", "a poll is no post")
    return {**GOOD, "network": "plaza", "id": item["uri"], "text": item["says"], "author": item.get("by")}


@pytest.fixture(autouse=True)
def a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """One network that can be read, and no models."""

    def none(posts: pa.Table) -> pa.Table:
        return pa.table({f.name: pa.nulls(len(posts), f.type) for f in READINGS}, schema=READINGS)

    def live(name: str) -> tuple[None, Any]:
        if name != "plaza":
            raise Problem("unknown-network", Text("No."))
        return None, SimpleNamespace(map_item=map_item)

    for module in (retrying, collect):
        monkeypatch.setattr(module, "understood", none)
    monkeypatch.setattr(retrying, "live", live)


@pytest.fixture
def posts(home: Any, db: None) -> Iterator[Store]:
    yield store()


def set_aside(posts: Store, source: str, *raws: Any, code: str = "missing_field") -> None:
    written = [raw if isinstance(raw, str) else json.dumps(raw) for raw in raws]
    dead = [DeadLetter(code, "why", raw, str(place)) for place, raw in enumerate(written, 1)]
    posts.write(Batch(POSTS.empty_table(), source, dead=dead))


def ids(posts: Store) -> list[str]:
    return [str(name) for name in posts.query("SELECT id FROM posts ORDER BY id")["id"].to_pylist()]


def item(number: int, **more: Any) -> dict[str, Any]:
    return {"uri": f"p{number}", "says": f"la feria {number}", **more}


def test_items_of_files_are_tried_again(posts: Store) -> None:
    set_aside(posts, FILE, {**GOOD, "kind": "tweet"}, "no", {**GOOD, "network": None})
    done = retrying.retry(posts, Filter(), {}, Plan(constants={"network": "mastodon"}))
    assert (done.posts, done.still_dead, done.left) == (1, 2, 0)
    assert posts.query("SELECT network FROM posts").to_pylist() == [{"network": "mastodon"}]
    assert {(row["code"], row["name"], row["tries"]) for row in letters.find(posts, Filter())} == {
        ("bad_value", "a.jsonl", 2),
        ("not_json", "a.jsonl", 2),
    }
    assert letters.drop(posts, Filter(code="not_json")) == 1
    assert letters.count(posts, Filter()) == 1


def test_items_of_a_network_are_tried_again_by_its_map(posts: Store) -> None:
    set_aside(posts, LIVE, item(1), {"kind": "poll", "uri": "p2"}, {"says": "sin nada"}, item(4))
    done = retrying.retry(posts, Filter(), {7: "feria"})
    assert (done.posts, done.still_dead, done.left) == (2, 2, 0)
    assert ids(posts) == ["p1", "p4"]
    assert posts.query("SELECT monitor FROM mentions")["monitor"].to_pylist() == [7, 7]
    assert posts.query("SELECT DISTINCT source FROM posts")["source"].to_pylist() == [LIVE]
    assert posts.position(LIVE) is None
    kept = {row["place"]: (row["code"], row["tries"]) for row in letters.find(posts, Filter())}
    assert kept == {"2": ("unsupported", 2), "3": ("unmapped", 2)}


def test_only_the_chosen_are_tried(posts: Store) -> None:
    set_aside(posts, LIVE, item(1), item(2))
    (second,) = [row["letter"] for row in letters.find(posts, Filter()) if row["place"] == "2"]
    assert retrying.retry(posts, Filter(letters=(second,)), {}).posts == 1
    assert ids(posts) == ["p2"]


def test_what_a_source_does_not_keep_does_not_come_in_by_a_retry(
    posts: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    Source.objects.create(key=LIVE, network="plaza", kind="search", keep="matched", own=True)
    monkeypatch.setattr(retrying, "exclusions", lambda: Exclusions(authors=("trol",)))
    set_aside(posts, LIVE, item(1, says="otra cosa"), item(2), item(3, by="trol"), item(4))
    assert retrying.retry(posts, Filter(), {7: "feria"}).posts == 4
    assert ids(posts) == ["p2", "p4"]
    matched = posts.query("SELECT id, own, monitor FROM mentions JOIN posts USING (post) ORDER BY id")
    assert matched.to_pylist() == [
        {"id": "p2", "own": True, "monitor": 7},
        {"id": "p4", "own": True, "monitor": 7},
    ]
    assert letters.count(posts, Filter()) == 0


def test_what_nothing_here_can_read_is_left(posts: Store) -> None:
    set_aside(posts, "live:gone:search:x", item(1))
    set_aside(posts, "elsewhere", item(1))
    assert vars(retrying.retry(posts, Filter(), {})) == {"posts": 0, "still_dead": 0, "left": 2}


def test_an_item_that_was_not_kept_whole_is_no_post(posts: Store) -> None:
    set_aside(posts, LIVE, "", json.dumps(item(1)) + " " * 64_000)
    assert retrying.retry(posts, Filter(), {}).still_dead == 2
    assert ids(posts) == []


def test_an_erased_persons_items_of_networks_are_blanked(posts: Store) -> None:
    set_aside(posts, LIVE, item(1, by="eva"), item(2, by="leo"))
    posts.erase("plaza", "eva")
    assert [json.loads(row["raw"])["by"] for row in letters.find(posts, Filter())] == ["leo"]
    set_aside(
        posts, LIVE, item(3, by="eva"), {"author": "@Eva"}, {"mentions": "hola @eva"}, item(5, by="leo")
    )
    raws = {row["place"]: row["raw"] for row in letters.find(posts, Filter()) if row["place"] in "134"}
    assert raws["1"] == raws["3"] == ""
    assert "eva" not in "".join(row["raw"].lower() for row in letters.find(posts, Filter()))


def test_every_code_has_words_and_a_class() -> None:
    assert {class_of(code) for code in CODES} == set(CLASSES)
    assert class_of("something new") == "invalid"


@pytest.mark.parametrize(("reason", "count"), [("invalid", 2), ("unsupported", 1), ("stale", 1), ("", 4)])
def test_letters_are_found_by_class(posts: Store, reason: str, count: int) -> None:
    for code in ("bad_date", "unheard_of", "unsupported", "stale"):
        set_aside(posts, f"live:plaza:search:{code}", item(1), code=code)
    assert letters.count(posts, Filter(reason=reason)) == count


@pytest.fixture
def page(posts: Store, client_of: Callable[[Any], Any], bruno: Any) -> Any:
    """Bruno's browser, with two items of a followed source and one of a file."""
    Source.objects.create(key=LIVE, network="plaza", kind="search", title="La feria en Plaza")
    set_aside(posts, LIVE, item(1, says="<b>hola</b>"), {"kind": "poll"}, code="unsupported")
    set_aside(posts, FILE, "no", code="not_json")
    return client_of(bruno)


def test_the_page_names_the_source_and_shows_the_item(page: Any) -> None:
    shown = page.get(reverse("dead-letters")).content.decode()
    for words in ("La feria en Plaza", "a.jsonl", "Unsupported · 2", "Invalid · 1", "First seen"):
        assert words in shown, words
    assert "&quot;says&quot;: &quot;&lt;b&gt;hola" in shown
    only = page.get(reverse("dead-letters"), {"reason": "invalid"}).content.decode()
    assert "1 item<" in only.replace("\n", "")


def test_the_marked_are_tried_and_dropped_and_no_others(page: Any, posts: Store) -> None:
    numbers = {(row["source"], row["place"]): row["letter"] for row in letters.find(posts, Filter())}
    marked = {"marked": "1", "letter": [numbers[LIVE, "1"]], "reason": "unsupported"}
    answer = page.post(reverse("dead-letters-retry"), marked, follow=True)
    assert "1 post came in." in answer.content.decode()
    assert answer.redirect_chain[-1][0].endswith("?reason=unsupported")
    page.post(reverse("dead-letters-drop"), {"marked": "1", "letter": [numbers[FILE, "1"]]})
    assert [row["place"] for row in letters.find(posts, Filter())] == ["2"]


@pytest.mark.parametrize("act", ["dead-letters-retry", "dead-letters-drop"])
def test_none_marked_means_none(page: Any, posts: Store, act: str) -> None:
    answer = page.post(reverse(act), {"marked": "1", "source": LIVE}, follow=True)
    assert "Mark the items first." in answer.content.decode()
    assert letters.count(posts, Filter()) == 3


def test_a_whole_source_is_tried_and_dropped(page: Any) -> None:
    again = page.post(reverse("dead-letters-retry"), {"code": "not_json"}, follow=True)
    assert "1 item still cannot become a post" in again.content.decode()
    page.post(reverse("dead-letters-drop"), {"source": FILE})
    gone = page.post(reverse("dead-letters-drop"), {"source": LIVE}, follow=True)
    assert "Mark all" not in gone.content.decode()
    assert "Nothing is set aside" in page.get(reverse("dead-letters")).content.decode()


def test_vera_sees_them_and_changes_nothing(page: Any, client_of: Callable[[Any], Any], vera: Any) -> None:
    shown = client_of(vera).get(reverse("dead-letters")).content.decode()
    assert "La feria en Plaza" in shown
    assert "Try these again" not in shown
    assert 'name="letter"' not in shown


def command(*words: str) -> int:
    parser = argparse.ArgumentParser()
    dead.add_arguments(parser)
    return dead.run(parser.parse_args(words))


def test_the_command_lists_tries_and_drops(posts: Store, capsys: pytest.CaptureFixture[str]) -> None:
    set_aside(posts, LIVE, item(1), {"kind": "poll"}, code="unsupported")
    assert command("list", "--json") == 1
    listed = json.loads(capsys.readouterr().out)
    assert (listed["count"], listed["letters"][0]["reason_class"]) == (2, "unsupported")
    assert command("retry") == 1
    assert "1 are posts now, 1 still cannot be" in capsys.readouterr().out
    assert command("drop") == 2
    assert command("drop", "--source", "live:plaza:") == 0
    assert command() == 0


def test_the_same_for_programs(page: Any) -> None:
    listed = page.get("/api/v1/dead-letters", {"reason_class": "unsupported"}).json()
    assert listed["count"] == 2
    assert listed["letters"][0]["name"] == "La feria en Plaza"
    assert datetime.fromisoformat(listed["letters"][0]["first_seen"]).replace(tzinfo=UTC) < datetime.now(UTC)
