"""A monitor is measured from its page, by command and by REST, over a real store."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from tertulia.errors import Problem
from tertulia.listen.measuring import service
from tertulia.listen.measuring.advice import advise
from tertulia.listen.measuring.models import Label, Measurement
from tertulia.listen.measuring.results import latest, result
from tertulia.listen.measuring.trying import try_on_labels
from tertulia.listen.monitors import backfill
from tertulia.listen.monitors import service as monitors
from tertulia.listen.monitors.models import Monitor
from tertulia.listen.monitors.service import Draft
from tertulia.posts.api import Batch, store
from tertulia.posts.schema import POSTS, conform
from tertulia.team.models import Event

GOOD, BAD, MISSED, OTHER = 40, 12, 6, 30


def _rows() -> Iterator[dict[str, Any]]:
    """40 posts about the market, 12 about shares; 6 that only the plural finds, and 30 others."""
    now = datetime.now(UTC)
    texts = [f"El mercado de abastos abre el puesto {n} 🍅" for n in range(GOOD)]
    texts += [f"El mercado de valores cae {n} puntos en bolsa" for n in range(BAD)]
    texts += [f"Ruta por los mercados de abastos, parada {n}" for n in range(MISSED)]
    texts += [f"Otro asunto cualquiera, número {n}" for n in range(OTHER)]
    for n, text in enumerate(texts):
        network = "mastodon" if n % 3 else "bluesky"
        at = now - timedelta(hours=n + 1)
        yield {"id": str(n), "network": network, "created_at": at, "text": text, "author": f"p{n % 7}"}


@pytest.fixture
def market(home: Any, ana: Any, monkeypatch: pytest.MonkeyPatch) -> Monitor:
    """Ana's monitor of the market, over a store full of posts."""
    monkeypatch.setattr(backfill, "in_background", backfill.now)
    store().write(Batch(conform(pa.Table.from_pylist(list(_rows()), schema=POSTS)), source="test"))
    return monitors.create(Draft("El mercado", "mercado"), ana, fill=backfill.now)


def texts() -> dict[int, str]:
    return {row["post"]: row["text"] for row in store().query("SELECT post, text FROM posts").to_pylist()}


def verdict(text: str) -> str:
    return "yes" if "abastos" in text else "no"


def labelled(monitor: Monitor, by: Any = None, seed: int = 1) -> Measurement:
    """A sample with every post labelled."""
    made = service.begin(monitor, by, seed)
    known = texts()
    posts = list(made.sampled.values_list("post", flat=True))
    service.label(monitor, {post: verdict(known[post]) for post in posts}, by)
    return made


def test_a_sample_is_drawn_from_hits_and_from_what_only_the_relaxed_form_finds(market: Monitor) -> None:
    made = service.begin(market, None, seed=7)
    known = texts()
    parts = list(made.sampled.values_list("part", "post"))
    assert (made.hits, made.missed, made.relaxed) == (52, MISSED, "mercad*")
    assert [part for part, _ in parts] == ["hit"] * 30 + ["miss"] * MISSED
    assert all("mercado " in known[post] for part, post in parts if part == "hit")
    assert all("mercados" in known[post] for part, post in parts if part == "miss")
    again = service.begin(market, None, seed=7)
    assert list(again.sampled.values_list("post", flat=True)) == [post for _, post in parts]


def test_precision_recall_and_what_they_stand_on(market: Monitor, ana: Any) -> None:
    made = labelled(market, ana)
    found = result(made, store())
    assert found.found.decided == 30 and found.probe.yes == MISSED
    assert found.precision is not None and found.precision.low < GOOD / (GOOD + BAD) < found.precision.high
    assert found.recall is not None and found.recall.share.low < GOOD / (GOOD + MISSED) < 0.95
    assert {group.name for group in found.groups("network")} == {"mastodon", "bluesky"}
    assert sum(group.tally.decided for group in found.groups("lang")) == 30
    market.refresh_from_db()
    assert market.precision == pytest.approx(found.precision.value)
    assert [e.act for e in Event.objects.filter(act__in=["monitor.measured", "monitor.labelled"])].count(
        "monitor.labelled"
    ) == 1


def test_undecided_posts_are_left_out(market: Monitor) -> None:
    made = service.begin(market, None, seed=1)
    posts = list(made.sampled.filter(part="hit").values_list("post", flat=True))
    service.label(market, dict.fromkeys(posts[:9], "yes") | dict.fromkeys(posts[9:], "undecided"), None)
    found = result(made, store())
    assert (found.precision, found.found.undecided, found.recall) == (None, 21, None)
    service.label(market, {posts[9]: "no"}, None)
    assert result(made, store()).precision is not None


def test_suggestions_mend_the_search_and_are_proved_on_the_labels(market: Monitor, ana: Any) -> None:
    labelled(market, ana)
    advice = advise(market, market.query, store())
    assert advice is not None
    best = advice.exclusions[0]
    assert len(best.gained) == advice.bad == best.of_gained
    assert best.lost == ()
    assert any("mercados" in each.text for each in advice.additions)
    query = f"(mercado OR {advice.additions[0].text}) NOT {best.text}"
    tried = try_on_labels(market, {"now": market.query, "new": query}, store()).tried
    now, new = tried["now"].precision, tried["new"].precision
    assert now is not None and new is not None and new.value > now.value
    assert new.value == 1
    assert len(tried["new"].yes) > len(tried["now"].yes)


def test_a_changed_search_is_measured_on_the_labels_at_once(market: Monitor, ana: Any) -> None:
    labelled(market, ana)
    before = Monitor.objects.get().precision
    monitors.change(market, Draft("El mercado", "mercado NOT valores"), ana, fill=backfill.now)
    assert before is not None and before < 1
    assert Monitor.objects.get().precision == 1


def test_labels_of_posts_that_are_gone_are_dropped_and_told(market: Monitor, ana: Any) -> None:
    made = labelled(market, ana)
    store().erase("mastodon", "p1")
    found = result(made, store())
    assert found.gone > 0
    labels = try_on_labels(market, {0: market.query}, store()).labels
    assert labels.gone == found.gone
    assert labels.decided == len(found.turns)


def test_what_cannot_be_measured_says_why(market: Monitor, ana: Any) -> None:
    nothing = monitors.create(Draft("Nada", "zzzz"), ana, fill=backfill.now)
    with pytest.raises(Problem, match="nothing to measure"):
        service.begin(nothing, ana)
    with pytest.raises(Problem, match="no label"):
        service.label(market, {1: "maybe"}, ana)
    with pytest.raises(Problem, match="no post 999"):
        service.label(market, {999: "yes"}, ana)
    Monitor.objects.filter(pk=market.pk).update(backfill="running")
    with pytest.raises(Problem, match="still searching"):
        service.begin(Monitor.objects.get(pk=market.pk), ana)


# ---- pages ----


def address(monitor: Monitor, act: str = "") -> str:
    return f"/listen/monitors/{monitor.pk}/{act}"


def test_a_person_labels_goes_back_and_sees_the_figures(market: Monitor, bruno: Any, client_of: Any) -> None:
    client = client_of(bruno)
    assert "Draw the sample" in client.get(address(market, "measure/")).content.decode()
    client.post(address(market, "measure/start"))
    page = client.get(address(market, "measure/")).content.decode()
    assert "1 of 30" in page and "<mark>mercado</mark>" in page and 'data-key="r"' in page
    part = client.post(
        address(market, "measure/label"), {"turn": "0", "verdict": "yes"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "2 of 30" in part and "<html" not in part
    back = client.post(address(market, "measure/undo"), headers={"HX-Request": "true"}).content.decode()
    assert "1 of 30" in back
    assert not Label.objects.exists()
    assert client.post(address(market, "measure/label"), {"turn": "99", "verdict": "yes"}).status_code == 404
    for turn in range(30 + MISSED):
        client.post(address(market, "measure/label"), {"turn": str(turn), "verdict": "yes"})
    done = client.get(address(market, "measure/")).content.decode()
    assert "100%" in done and "89–100%, from 30 posts" in done
    assert "Draw a new sample" in done
    assert Label.objects.filter(by=bruno).count() == 30 + MISSED


def test_a_viewer_sees_the_figures_and_labels_nothing(
    market: Monitor, ana: Any, vera: Any, client_of: Any
) -> None:
    labelled(market, ana)
    client = client_of(vera)
    page = client.get(address(market, "measure/")).content.decode()
    assert "Precision" in page and "Draw a new sample" not in page
    assert "Exclude" in client.get(address(market, "suggestions")).content.decode()
    for act in ("measure/start", "measure/label", "measure/undo", "compare"):
        assert client.post(address(market, act)).status_code == 403
    assert client.post("/listen/monitors/apply").status_code == 403


def test_the_editor_tries_what_is_typed_and_names_what_would_be_lost(
    market: Monitor, ana: Any, client_of: Any
) -> None:
    labelled(market, ana)
    client = client_of(ana)
    page = client.get(address(market), {"exclude": "valores"}).content.decode()
    assert ">\nmercado\nNOT valores</textarea>" in page
    better = client.post(address(market, "compare"), {"query": "mercado NOT valores"}).content.decode()
    assert "Better on the labels" in better
    worse = client.post(address(market, "compare"), {"query": "mercado NOT puesto"}).content.decode()
    assert (
        "Worse on the labels" in worse and "labelled relevant" in worse and "El mercado de abastos" in worse
    )
    unsound = client.post(address(market, "compare"), {"query": "mercado AND"}).content.decode()
    assert "as soon as it is sound" in unsound


def test_suggestions_and_ready_made_exclusions_are_written_into_the_editor(
    market: Monitor, bruno: Any, client_of: Any
) -> None:
    client = client_of(bruno)

    def applied(**asked: str) -> Any:
        return client.post("/listen/monitors/apply", asked)

    assert applied(query="mercado", exclude="valores").json() == {"query": "mercado\nNOT valores"}
    assert applied(query="mercado", include="#abastos").json() == {"query": "mercado OR #abastos"}
    assert "#ofertadeempleo" in applied(query="mercado", ready="job-offers.es").json()["query"]
    assert applied(query="mercado", ready="nothing").status_code == 400
    assert "has an error" in applied(query="mercado AND", exclude="valores").json()["problem"]


def test_versions_show_their_precision_on_the_labels(market: Monitor, ana: Any, client_of: Any) -> None:
    labelled(market, ana)
    monitors.change(market, Draft("El mercado", "mercado NOT valores"), ana, fill=backfill.now)
    page = client_of(ana).get(address(market)).content.decode()
    assert "precision 100%" in page
    assert page.count("on the labels</p>") == 2


def test_a_locked_monitor_is_changed_by_its_owner_and_by_owners(
    market: Monitor, ana: Any, bruno: Any, vera: Any, client_of: Any
) -> None:
    own = monitors.create(Draft("De Bruno", "puesto"), bruno, fill=backfill.now)
    assert client_of(bruno).post(address(market, "lock"), {"locked": "on"}).status_code == 403
    client_of(ana).post(address(market, "lock"), {"locked": "on"})
    client_of(bruno).post(address(own, "lock"), {"locked": "on"})
    form = {"name": "El mercado", "query": "otra", "role": "topic", "folder": "", "active": "on"}
    page = client_of(bruno).post(address(market), form).content.decode()
    assert "locked by its owner, Ana" in page
    assert client_of(bruno).post(address(market, "delete")).status_code == 403
    assert Monitor.objects.get(pk=market.pk).query == "mercado"
    assert "disabled" in client_of(bruno).get(address(market)).content.decode()
    client_of(ana).post(address(own), form | {"name": "De Bruno"})
    assert Monitor.objects.get(pk=own.pk).query == "otra"
    client_of(bruno).post(address(own, "lock"), {"locked": "off"})
    assert not Monitor.objects.get(pk=own.pk).locked
    assert Event.objects.filter(act="monitor.locked").count() == 2


def test_lists_are_written_used_deleted_and_brought_back(
    market: Monitor, bruno: Any, vera: Any, client_of: Any
) -> None:
    client = client_of(bruno)
    assert "No lists yet" in client.get("/listen/monitors/lists/").content.decode()
    given = {"name": "vecinas", "kind": "author", "entries": "@p1\np2", "excluded": "on"}
    client.post("/listen/monitors/lists/new", given)
    page = client.get("/listen/monitors/lists/").content.decode()
    assert "vecinas" in page and "never stored" in page and "hide=vecinas" in page
    assert "disabled" in client_of(vera).get("/listen/monitors/lists/1/").content.decode()
    refused = client.post("/listen/monitors/lists/new", given).content.decode()
    assert "another list with the name" in refused
    client.post("/listen/monitors/lists/1/delete")
    assert "undo:/listen/monitors/lists/1/restore" in client.get("/listen/monitors/lists/").content.decode()
    client.post("/listen/monitors/lists/1/restore")
    assert "vecinas" in client.get("/listen/monitors/lists/").content.decode()


# ---- REST ----


def test_rest_round(market: Monitor, bruno: Any, vera: Any, client_of: Any) -> None:
    client = client_of(bruno)
    base = f"/api/v1/monitors/{market.pk}"

    def ask(method: str, path: str, body: Any = None, who: Any = client) -> Any:
        return getattr(who, method)(path, body, content_type="application/json")

    assert client.get(f"{base}/measurement").status_code == 404
    made = ask("post", f"{base}/measurement", {"seed": 3})
    assert made.status_code == 201
    assert made.json()["precision"] is None and len(made.json()["sampled"]) == 30 + MISSED
    known = texts()
    for each in made.json()["sampled"]:
        answer = ask("put", f"{base}/labels/{each['post']}", {"verdict": verdict(known[each["post"]])})
        assert answer.status_code == 204
    found = client.get(f"{base}/measurement").json()
    assert found["found"]["waiting"] == 0 and 0.5 < found["precision"]["value"] < 1
    assert found["recall"]["low"] < 1
    assert client.get(f"{base}/suggestions").json()["exclusions"][0]["wrong"] == []
    tried = ask("post", f"{base}/trial", {"query": "mercado NOT puesto"}).json()
    assert tried["lost"] and tried["asked"]["relevant_found"] == 0
    assert ask("post", f"{base}/trial", {"query": "NOT a1"}).json()["code"] == "nothing-to-try"
    assert ask("put", f"{base}/labels/1", {"verdict": "maybe"}).json()["code"] == "bad-verdict"
    assert ask("post", f"{base}/measurement", {}, client_of(vera)).status_code == 403

    listed = ask("post", "/api/v1/lists", {"name": "prensa", "kind": "site", "entries": ["a.es"]})
    assert listed.status_code == 201
    number = listed.json()["id"]
    given = {"name": "prensa", "kind": "site", "entries": ["a.es", "b.es"], "excluded": True}
    assert ask("put", f"/api/v1/lists/{number}", given).json()["entries"] == ["a.es", "b.es"]
    assert client.get("/api/v1/lists").json()[0]["excluded"] is True
    assert ask("delete", f"/api/v1/lists/{number}").status_code == 204
    assert client.get("/api/v1/lists").json() == []


# ---- command ----


@pytest.fixture
def tertulia(market: Monitor, capsys: Any) -> Callable[..., tuple[int, str]]:
    import argparse

    from tertulia.listen.commands import monitor

    def run(*words: str) -> tuple[int, str]:
        parser = argparse.ArgumentParser()
        monitor.add_arguments(parser)
        capsys.readouterr()
        return monitor.run(parser.parse_args(words)), capsys.readouterr().out

    return run


def test_command_round(tertulia: Callable[..., tuple[int, str]], market: Monitor) -> None:
    code, said = tertulia("measure", "El mercado", "--seed", "3")
    assert code == 0 and "too few to tell" in said and "--label POST=yes" in said
    known = texts()
    told = json.loads(tertulia("measure", str(market.pk), "--json")[1])
    assert told["seed"] == 3
    labels = [f"--label={each['post']}={verdict(known[each['post']])}" for each in told["sampled"]]
    code, said = tertulia("measure", "El mercado", *labels)
    assert "from 30 of 52 posts" in said and "Exclude " in said and "Not labelled yet" not in said
    assert json.loads(tertulia("measure", "El mercado", "--json")[1])["recall"]["high"] < 1
    assert tertulia("measure", "El mercado", "--again")[0] == 0
    measurement = latest(market.pk)
    assert measurement is not None and Measurement.objects.count() == 2
    with pytest.raises(Problem, match="not a label"):
        tertulia("measure", "El mercado", "--label", "abc")
