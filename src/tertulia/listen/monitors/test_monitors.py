"""Monitors from the pages, the command and the REST API, over a real store."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from tertulia.errors import Problem
from tertulia.listen.monitors import api, backfill, service
from tertulia.listen.monitors.highlight import highlight
from tertulia.listen.monitors.models import Monitor, MonitorRole
from tertulia.listen.monitors.preview import preview
from tertulia.listen.monitors.service import Draft
from tertulia.listen.monitors.versions import changes
from tertulia.listen.query.api import parse
from tertulia.posts.api import Batch, Store, store
from tertulia.posts.schema import POSTS, ROLES, conform
from tertulia.team.models import Event

TEXTS = ["La feria abre hoy", "Feria cerrada por lluvia", "El museo abre", "¡Qué FERIA tan cara! #feria"]


def posts(texts: list[str], start: int = 0) -> pa.Table:
    now = datetime.now(UTC)
    rows = [
        {
            "id": str(start + n),
            "network": "mastodon",
            "created_at": now - timedelta(days=n + 1),
            "text": text,
            "author": f"persona{n}",
        }
        for n, text in enumerate(texts)
    ]
    return conform(pa.Table.from_pylist(rows, schema=POSTS))


@pytest.fixture
def full(home: Any) -> Iterator[Store]:
    """The process's store with four posts, three of which name a fair."""
    opened = store()
    opened.write(Batch(posts(TEXTS), source="test"))
    yield opened


@pytest.fixture(autouse=True)
def wait_for_backfills(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfill, "in_background", backfill.now)


def mentions(monitor: Any) -> int:
    found = store().query("SELECT count(*) AS n FROM mentions WHERE monitor = $m", {"m": monitor.pk})
    return int(found.column("n")[0].as_py())


def make(query: str = "feria", by: Any = None, **more: Any) -> Monitor:
    return service.create(Draft(more.pop("name", "La feria"), query, **more), by, fill=backfill.now)


def test_roles_are_those_of_the_schema() -> None:
    assert tuple(MonitorRole.values) == ROLES


def test_a_new_monitor_finds_what_is_stored(full: Store, ana: Any) -> None:
    monitor = make(by=ana, folder="Actos")
    assert mentions(monitor) == 3
    assert monitor.backfill == "done"
    assert [(m.name, m.folder, m.color) for m in api.monitors()] == [("La feria", "Actos", 0)]
    assert api.searches() == {monitor.pk: "feria"}


def test_a_changed_search_replaces_its_mentions_and_is_a_version(full: Store, ana: Any, bruno: Any) -> None:
    monitor = make(by=ana)
    service.change(monitor, Draft("La feria", "feria AND lluvia"), bruno, fill=backfill.now)
    assert mentions(monitor) == 1
    assert [(v.query, v.by.username) for v in monitor.versions.all()] == [
        ("feria AND lluvia", "bruno"),
        ("feria", "ana"),
    ]
    assert list(Event.objects.values_list("act", "actor__username"))[:2] in (
        [("monitor.changed", "bruno"), ("monitor.created", "ana")],
        [("monitor.created", "ana"), ("monitor.changed", "bruno")],
    )


def test_a_new_name_alone_makes_no_version(full: Store, ana: Any) -> None:
    monitor = make(by=ana)
    service.change(monitor, Draft("Feria de abril", "feria"), ana, fill=lambda _: pytest.fail("no search"))
    assert monitor.versions.count() == 1


def test_posts_that_arrive_during_the_backfill_keep_their_mentions(
    full: Store, ana: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor = make(by=ana)
    forget = type(full).forget_monitor

    def forget_then_import(self: Store, number: int) -> None:
        forget(self, number)
        found = pa.table({"row": pa.array([0], pa.int32()), "monitor": pa.array([monitor.pk], pa.int64())})
        full.write(Batch(posts(["Otra feria"], start=50), source="later", mentions=found))

    monkeypatch.setattr(type(full), "forget_monitor", forget_then_import)
    backfill.now(monitor)
    assert mentions(monitor) == 4


def test_deleting_is_undone_with_versions_and_mentions(full: Store, ana: Any, client_of: Any) -> None:
    monitor = make(by=ana)
    client = client_of(ana)
    client.post(f"/listen/monitors/{monitor.pk}/delete")
    assert mentions(monitor) == 0
    assert api.monitors() == []
    assert "undo:/listen/monitors/" in client.get("/listen/monitors/").content.decode()
    client.post(f"/listen/monitors/{monitor.pk}/restore")
    assert mentions(monitor) == 3
    assert monitor.versions.count() == 1


def test_a_failed_backfill_is_told_and_repeated_at_the_next_start(
    full: Store, ana: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(type(full), "set_mentions", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            make(by=ana)
    monitor = Monitor.objects.get()
    assert (monitor.backfill, monitor.backfill_error) == ("failed", "ZeroDivisionError")
    api.resume_backfills()
    assert mentions(monitor) == 3


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (Draft("", "feria"), "no-name"),
        (Draft("x" * 121, "feria"), "no-name"),
        (Draft("\ud800", "feria"), "no-name"),
        (Draft("Feria", "feria", folder="\x00"), "no-name"),
        (Draft("Feria", "feria", role="enemy"), "unknown-role"),
        (Draft("la FERIA", "feria"), "name-taken"),
        (Draft("Feria", "NOT feria"), "bad-query"),
    ],
)
def test_what_cannot_be_saved_is_refused_with_its_reason(
    full: Store, db: Any, draft: Draft, code: str
) -> None:
    make()
    with pytest.raises(Problem) as refused:
        service.create(draft, None, fill=backfill.now)
    assert refused.value.code == code
    assert Monitor.objects.count() == 1


def test_preview_counts_and_shows_hits_with_marks(full: Store) -> None:
    tree = parse("feria NOT lluvia").tree
    assert tree is not None
    found = preview(tree, full)
    assert (found.hits, found.low, found.high, found.posts, found.exact) == (2, 2, 2, 4, True)
    assert [(hit.author, [p.text for p in hit.text if p.marked]) for hit in found.sample] == [
        ("persona0", ["feria"]),
        ("persona3", ["FERIA", "#feria"]),
    ]


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("lang:es", 0),
        ("author:Persona1 OR kind:reply", 1),
        ("feria AND date:>2020", 3),
        ("sentiment:negative", 0),
    ],
)
def test_preview_knows_the_fields(full: Store, query: str, hits: int) -> None:
    tree = parse(query).tree
    assert tree is not None
    assert preview(tree, full).hits == hits


def test_preview_of_many_posts_is_an_estimate_with_an_interval(
    full: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tertulia.listen.monitors import looking

    many = [f"{'feria' if n % 4 == 0 else 'museo'} {n}" for n in range(2_000)]
    table = posts(many, start=100)
    days = pa.array([datetime.now(UTC) - timedelta(hours=1)] * len(table), POSTS.field("created_at").type)
    full.write(Batch(table.set_column(2, POSTS.field("created_at"), days), source="many"))
    monkeypatch.setattr(looking, "MOST_READ", 500)
    tree = parse("feria").tree
    assert tree is not None
    found = preview(tree, full)
    assert not found.exact
    assert found.read < 700
    assert found.low < 503 < found.high
    assert found.low < found.hits < found.high


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("café", "Un CAFÉ y un cafe", ["CAFÉ"]),
        ("cafe", "Un CAFÉ y un cafe", ["CAFÉ", "cafe"]),
        ('"la feria" OR museo', "La feria, el museo y otra feria", ["La feria", "museo"]),
        ("feria NEAR/2 cara", "feria muy cara", ["feria", "cara"]),
        ("#feria AND 😡", "ay #feria 😡😡", ["#feria 😡😡"]),
        ("feria NOT museo", "feria y museo", ["feria"]),
        ("lang:es AND reclam*", "reclamó", ["reclamó"]),
    ],
)
def test_highlight(query: str, text: str, marked: list[str]) -> None:
    tree = parse(query).tree
    assert tree is not None
    pieces = highlight(text, tree)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.marked] == marked


def test_changes_between_versions() -> None:
    found = [(c.kind, c.text) for c in changes("feria OR fiesta", "feria OR verbena NOT toros")]
    assert "".join(text for kind, text in found if kind != "added") == "feria OR fiesta"
    assert "".join(text for kind, text in found if kind != "removed") == "feria OR verbena NOT toros"
    assert ("removed", "fiesta") in found


# ---- pages ----


def form(**values: str) -> dict[str, str]:
    return {"name": "La feria", "query": "feria", "role": "brand", "folder": "", "active": "on"} | values


def test_pages_save_and_list(full: Store, bruno: Any, client_of: Any) -> None:
    client = client_of(bruno)
    assert "No monitors yet" in client.get("/listen/monitors/").content.decode()
    answer = client.post("/listen/monitors/new", form(folder="Actos"))
    monitor = Monitor.objects.get()
    assert answer["Location"] == f"/listen/monitors/{monitor.pk}/"
    page = client.get("/listen/monitors/").content.decode()
    assert "La feria" in page and "Actos" in page and "Own brand" in page
    assert f'monitor={monitor.pk}&amp;period=30d">3</a>' in page
    client.post(answer["Location"], form(query="feria\r\nOR museo"))
    page = client.get(answer["Location"]).content.decode()
    assert "<ins>\nOR museo</ins>" in page
    assert mentions(monitor) == 4


def test_a_refused_save_keeps_what_was_typed(full: Store, bruno: Any, client_of: Any) -> None:
    answer = client_of(bruno).post("/listen/monitors/new", form(query="feria AND"))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert ">\nferia AND</textarea>" in page
    assert "Something is missing after AND." in page
    assert not Monitor.objects.exists()


def test_check_speaks_the_persons_language(full: Store, bruno: Any, client_of: Any) -> None:
    bruno.language = "es"
    bruno.save()
    page = client_of(bruno).post("/listen/monitors/check", {"query": "café AND"}).content.decode()
    assert "Falta algo después de AND." in page
    assert "Línea 1, columna 6" in page


def test_hits_escape_what_people_wrote(full: Store, bruno: Any, client_of: Any) -> None:
    full.write(Batch(posts(["<script>feria</script>"], start=90), source="evil"))
    page = client_of(bruno).post("/listen/monitors/hits", {"query": "feria"}).content.decode()
    assert "&lt;script&gt;<mark>feria</mark>&lt;/script&gt;" in page


def test_a_viewer_looks_and_changes_nothing(full: Store, vera: Any, client_of: Any) -> None:
    monitor = make()
    client = client_of(vera)
    page = client.get(f"/listen/monitors/{monitor.pk}/").content.decode()
    assert "disabled" in page
    assert "monitors/hits" not in page
    assert client.post(f"/listen/monitors/{monitor.pk}/", form(query="museo")).status_code == 403
    assert client.post(f"/listen/monitors/{monitor.pk}/delete").status_code == 403
    assert Monitor.objects.get().query == "feria"


# ---- REST ----


def test_rest_round(full: Store, bruno: Any, vera: Any, client_of: Any, settings: Any) -> None:
    client = client_of(bruno)

    def ask(method: str, path: str, body: Any = None, who: Any = client) -> Any:
        return getattr(who, method)(f"/api/v1/monitors{path}", body, content_type="application/json")

    made = ask("post", "", {"name": "La feria", "query": "feria", "role": "brand"})
    assert made.status_code == 201
    number = made.json()["id"]
    assert made.json()["mentions"] == 3
    assert client.get("/api/v1/monitors").json()[0]["last_30_days"] == 3
    changed = ask("put", f"/{number}", {"name": "La feria", "query": "museo", "role": "topic"})
    assert (changed.json()["query"], changed.json()["mentions"]) == ("museo", 1)
    assert ask("post", "/check", {"query": "a AND"}).json()[0]["code"] == "missing-after"
    assert ask("post", "/preview", {"query": "feria"}).json()["hits"] == 3
    refused = ask("post", "/preview", {"query": "feria AND"})
    assert (refused.status_code, refused.json()["code"]) == (400, "bad-query")
    assert ask("post", "", {"name": "Otra", "query": "x1"}, client_of(vera)).status_code == 403
    assert ask("delete", f"/{number}").status_code == 204
    assert client.get(f"/api/v1/monitors/{number}").status_code == 404
    assert client.get(f"/api/v1/monitors/{10**30}").status_code == 404


# ---- command ----


@pytest.fixture
def tertulia(
    full: Store, db: Any, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str]]:
    """`tertulia("list", "--json")`: the exit code and what was printed."""
    import argparse

    from tertulia.listen.commands import monitor

    def run(*words: str, stdin: str = "") -> tuple[int, str]:
        parser = argparse.ArgumentParser()
        monitor.add_arguments(parser)
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = monitor.run(parser.parse_args(list(words)))
        return code, capsys.readouterr().out

    return run


def test_command_check(tertulia: Callable[..., tuple[int, str]], tmp_path: Any) -> None:
    code, said = tertulia("check", "té 😡 AND")
    assert code == 1
    assert said.splitlines()[:3] == ["1:1 warning [implicit-and]", "    té 😡 AND", "    ^^^^^"]
    assert "1:6 error [missing-after]" in said
    assert tertulia("check", stdin="feria\n") == (0, "Nothing to object.\n")
    file = tmp_path / "q.txt"
    file.write_text("feria OR (", encoding="utf-8")
    code, said = tertulia("check", "--file", str(file), "--json")
    assert (code, json.loads(said)[0]["code"]) == (1, "unclosed-bracket")
    with pytest.raises(Problem, match="cannot be read"):
        tertulia("check", "--file", str(tmp_path / "none"))


def test_command_add_list_show_preview_delete(tertulia: Callable[..., tuple[int, str]]) -> None:
    assert tertulia("add", "--name", "Feria", "NOT feria")[0] == 1
    code, said = tertulia("add", "--name", "Feria", "--role", "brand", "feria", "--json")
    assert (code, json.loads(said)["mentions"]) == (0, 3)
    assert json.loads(tertulia("list", "--json")[1])[0]["name"] == "Feria"
    assert "Feria" in tertulia("list")[1]
    assert json.loads(tertulia("show", "Feria", "--json")[1])["versions"][0]["query"] == "feria"
    assert "«Feria» cerrada" in tertulia("preview", "feria")[1]
    assert json.loads(tertulia("preview", "feria", "--json")[1])["hits"] == 3
    assert tertulia("delete", "Feria")[0] == 0
    with pytest.raises(Problem, match="There is no monitor"):
        tertulia("show", "Feria")


# ---- figures ----


def test_days_are_those_of_the_zone(home: Any, db: Any) -> None:
    """Half past midnight in Madrid is still the day before in UTC."""
    from datetime import date

    from tertulia.listen.monitors.figures import figures, sparkline

    table = posts(["feria", "feria", "feria"])
    moments = ["2026-03-28T23:30:00Z", "2026-03-29T12:00:00Z", "2026-03-29T22:30:00Z"]
    at = pa.array([datetime.fromisoformat(moment) for moment in moments], POSTS.field("created_at").type)
    found = pa.table({"row": pa.array([0, 1, 2], pa.int32()), "monitor": pa.array([7, 7, 7], pa.int64())})
    store().write(Batch(table.set_column(2, POSTS.field("created_at"), at), source="zone", mentions=found))
    assert figures(store(), "UTC", date(2026, 3, 29))[7].days[-2:] == (1, 2)
    assert figures(store(), "Europe/Madrid", date(2026, 3, 30))[7].days[-3:] == (0, 2, 1)
    assert figures(store(), "UTC", date(2027, 1, 1))[7].recent == 0
    assert sparkline((0, 5, 10), width=20, height=24) == "0.0,22.0 10.0,12.0 20.0,2.0"
