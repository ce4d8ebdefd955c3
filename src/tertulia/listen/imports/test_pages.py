"""The pages of imports and data, and the same for programs: what they do, and for whom."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tertulia.listen.imports import jobs, uploads, work
from tertulia.listen.imports.models import ImportRun, ImportState
from tertulia.listen.sources.models import Source
from tertulia.posts.api import store
from tertulia.posts.schema import READINGS
from tertulia.team.models import Event

GOOD: dict[str, Any] = {
    "id": "1",
    "network": "x",
    "created_at": "2024-05-01T10:00:00Z",
    "text": "la feria",
    "author": "eva",
}
CONTENT = "\n".join([json.dumps(GOOD), "no", json.dumps({**GOOD, "id": "2", "author": "leo"})]).encode()
TABLE = b"Clave;Fecha;Mensaje\n7;01/03/2025 10:00;Hola\n"


@pytest.fixture(autouse=True)
def here_and_now(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Imports run within the request, without models and processes of their own."""
    import pyarrow as pa

    def none(posts: pa.Table) -> pa.Table:
        return pa.table({f.name: pa.nulls(len(posts), f.type) for f in READINGS}, schema=READINGS)

    monkeypatch.setattr(work, "understood", none)
    monkeypatch.setattr("tertulia.listen.letters.retrying.understood", none)
    monkeypatch.setattr(jobs, "processes_for", lambda path: 0)
    monkeypatch.setattr(jobs, "in_background", jobs._run)
    monkeypatch.setattr(jobs.connection, "close", lambda: None)


def send(client: Any, name: str = "a.jsonl", content: bytes = CONTENT) -> ImportRun:
    client.post(reverse("imports"), {"file": SimpleUploadedFile(name, content)})
    return ImportRun.objects.latest("pk")


def test_a_file_is_sent_looked_at_and_brought_in(client_of: Any, bruno: Any) -> None:
    client = client_of(bruno)
    run = send(client)
    page = client.get(reverse("import-run", args=[run.pk])).content.decode()
    assert "la feria" in page and "eva" in page
    assert not store().query("SELECT * FROM posts").num_rows, "nothing is kept before it is started"
    client.post(reverse("import-start", args=[run.pk]), {"shape": "posts", "own": "on"})
    run.refresh_from_db()
    assert (run.state, run.new, run.dead, run.read) == (ImportState.DONE, 2, 1, 3)
    assert not uploads.path_of(run).exists()
    assert store().query("SELECT own FROM posts")["own"].to_pylist() == [True, True]
    done = client.get(reverse("import-run", args=[run.pk])).content.decode()
    assert "not JSON" in done
    assert "a.jsonl" in client.get(reverse("imports")).content.decode()


def test_a_table_is_read_as_the_person_says(client_of: Any, bruno: Any) -> None:
    client = client_of(bruno)
    run = send(client, "t.csv", TABLE)
    chosen = {"shape": "table", "column-0": "id", "column-1": "created_at", "column-2": "text"}
    choice = client.get(reverse("import-choice", args=[run.pk]), chosen).content.decode()
    assert "Still missing" in choice
    client.post(reverse("import-start", args=[run.pk]), chosen)
    run.refresh_from_db()
    assert run.state == ImportState.READY, "a table without a network does not start"
    choice = client.get(reverse("import-choice", args=[run.pk]), {**chosen, "network": "X"}).content.decode()
    assert "Still missing" not in choice
    client.post(reverse("import-start", args=[run.pk]), {**chosen, "network": "X"})
    run.refresh_from_db()
    assert (run.state, run.new) == (ImportState.DONE, 1)


def test_a_file_comes_in_pieces(client_of: Any, bruno: Any) -> None:
    client = client_of(bruno)
    begun = client.post(reverse("import-begin"), {"name": "../b.jsonl", "size": len(CONTENT)}).json()
    for offset in (0, 50, 50, 100):  # a piece that got lost is sent again
        piece = CONTENT[offset : offset + 50] if offset < 100 else CONTENT[100:]
        answer = client.post(
            f"{begun['piece']}?offset={offset}", piece, content_type="application/octet-stream"
        )
        assert answer.status_code == 200
    run = ImportRun.objects.get()
    assert (run.state, run.name) == (ImportState.READY, "b.jsonl")
    assert uploads.path_of(run).read_bytes() == CONTENT
    late = client.post(f"{begun['piece']}?offset=0", b"x", content_type="application/octet-stream")
    assert late.json()["code"] == "wrong_piece"


def test_what_cannot_be_taken_is_refused_in_words(
    client_of: Any, bruno: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(bruno)
    too_large = client.post(reverse("import-begin"), {"name": "a", "size": uploads.LARGEST + 1})
    assert (too_large.status_code, too_large.json()["code"]) == (400, "too_large")
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda path: type("U", (), {"free": 10})())
    full = client.post(reverse("import-begin"), {"name": "a", "size": 1000})
    assert (full.status_code, full.json()["code"]) == (400, "disk_full")
    monkeypatch.undo()


def test_a_file_that_is_none_says_so(client_of: Any, bruno: Any) -> None:
    client = client_of(bruno)
    run = send(client, "x.csv", b"\n\n")
    page = client.get(reverse("import-run", args=[run.pk])).content.decode()
    assert "The file is empty" in page
    client.post(reverse("import-remove", args=[run.pk]))
    assert not ImportRun.objects.exists()


def test_an_import_that_nobody_runs_was_interrupted_and_goes_on(client_of: Any, bruno: Any) -> None:
    client = client_of(bruno)
    run = send(client)
    ImportRun.objects.update(state=ImportState.RUNNING, plan={"shape": "posts"})
    assert "Go on where it stopped" in client.get(reverse("import-run", args=[run.pk])).content.decode()
    client.post(reverse("import-start", args=[run.pk]))
    run.refresh_from_db()
    assert (run.state, run.new) == (ImportState.DONE, 2)


def test_a_failure_is_told_and_can_go_on(client_of: Any, bruno: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(bruno)
    run = send(client)

    def broken(job: Any) -> None:
        raise OSError("disk")

    monkeypatch.setattr(jobs.pipeline, "run", broken)
    client.post(reverse("import-start", args=[run.pk]), {"shape": "posts"})
    page = client.get(reverse("import-run", args=[run.pk])).content.decode()
    assert "Something failed inside Tertulia (OSError)" in page and "Go on where it stopped" in page


def bring(client: Any) -> None:
    run = send(client)
    client.post(reverse("import-start", args=[run.pk]), {"shape": "posts"})


def test_everything_goes_out(client_of: Any, ana: Any) -> None:
    client = client_of(ana)
    bring(client)
    assert "la feria" not in client.get(reverse("data")).content.decode()
    whole = b"".join(client.get(reverse("data-export")).streaming_content)
    assert "posts.jsonl" in zipfile.ZipFile(io.BytesIO(whole)).namelist()
    file = client.get(reverse("data-export"), {"what": "posts", "format": "csv"})
    assert b"".join(file.streaming_content).count(b"la feria") == 2
    backup = client.post(reverse("data-backup"))
    assert b"manifest.json" in b"".join(backup.streaming_content)
    assert set(Event.objects.values_list("act", flat=True)) >= {
        "data.exported",
        "data.backed_up",
        "import.started",
    }


def test_sources_that_follow_an_erased_person_are_read_no_more(client_of: Any, ana: Any) -> None:
    client = client_of(ana)
    bring(client)
    kept = ["live:x:account:leo", "live:x:search:eva", "live:mastodon:account:eva"]
    for key in ("live:x:account:@Eva", "live:x:account:https://x.example/eva#4", *kept):
        _, network, kind, target = key.split(":", 3)
        Source.objects.create(key=key, network=network, kind=kind, target=target)
    page = client.post(reverse("data-erase"), {"network": "x", "author": "eva", "typed": "eva"}, follow=True)
    assert "2 sources that followed this person were switched off and removed." in page.content.decode()
    assert set(Source.objects.values_list("key", flat=True)) == set(kept)
    again = client.post("/api/v1/erase", {"network": "x", "author": "leo"}, content_type="application/json")
    assert again.json()["note"].startswith("1 source that followed")
    assert again.json()["rows"]["sources"] == 1


def test_a_person_is_erased_after_their_handle_is_written(client_of: Any, ana: Any) -> None:
    client = client_of(ana)
    bring(client)
    waiting = send(client, "later.jsonl")
    seen = client.get(reverse("data"), {"network": "x", "author": "@eva"}).content.decode()
    assert "1 post of eva on x would go" in seen
    client.post(reverse("data-erase"), {"network": "x", "author": "eva", "typed": "leo"})
    assert store().query("SELECT * FROM posts").num_rows == 2
    client.post(reverse("data-erase"), {"network": "x", "author": "eva", "typed": "@eva"})
    assert store().query("SELECT author FROM posts")["author"].to_pylist() == ["leo"]
    assert not uploads.path_of(waiting).exists(), "a file that waits holds the person's words too"
    assert not ImportRun.objects.filter(pk=waiting.pk).exists()


PAGES = [
    ("imports", "get", (200, 200, 200)),
    ("dead-letters", "get", (200, 200, 200)),
    ("data", "get", (403, 200, 200)),
    ("data-export", "get", (403, 200, 200)),
    ("imports", "post", (403, 302, 302)),
    ("import-begin", "post", (403, 400, 400)),
    ("dead-letters-retry", "post", (403, 302, 302)),
    ("dead-letters-drop", "post", (403, 302, 302)),
    ("data-backup", "post", (403, 403, 200)),
    ("data-erase", "post", (403, 403, 302)),
]


@pytest.mark.parametrize(("name", "method", "answers"), PAGES)
def test_who_may_do_what(
    client_of: Any, ana: Any, bruno: Any, vera: Any, client: Any, name: str, method: str, answers: Any
) -> None:
    for person, expected in zip((vera, bruno, ana), answers, strict=True):
        answer = getattr(client_of(person), method)(reverse(name))
        assert answer.status_code == expected, person
        answer.close()
    stranger = getattr(client, method)(reverse(name))
    assert (stranger.status_code, "/sign-in/" in stranger["Location"]) == (302, True)


@pytest.mark.parametrize("name", ["import-start", "import-stop", "import-remove", "import-piece"])
def test_a_viewer_changes_no_import(client_of: Any, bruno: Any, vera: Any, name: str) -> None:
    run = send(client_of(bruno))
    assert client_of(vera).post(reverse(name, args=[run.pk])).status_code == 403
    assert "Bring it in" not in client_of(vera).get(reverse("import-run", args=[run.pk])).content.decode()
    assert ImportRun.objects.get().state == ImportState.READY


def test_the_same_for_programs(client_of: Any, ana: Any) -> None:
    client = client_of(ana)
    answer = client.post(
        "/api/v1/imports", {"file": SimpleUploadedFile("a.jsonl", CONTENT), "how": '{"own": true}'}
    )
    assert (answer.status_code, answer.json()["new"], answer.json()["set_aside"]) == (202, 2, 1)
    number = answer.json()["id"]
    assert client.get(f"/api/v1/imports/{number}").json()["state"] == "done"
    assert client.get("/api/v1/imports/999").status_code == 404
    assert client.get("/api/v1/dead-letters").json()["count"] == 1
    body = {"content_type": "application/json"}
    assert client.post("/api/v1/dead-letters/drop", {"code": "not_json"}, **body).json() == {"dropped": 1}
    exported = client.get("/api/v1/export?format=jsonl")
    assert b"".join(exported.streaming_content).count(b"\n") == 2
    erased = client.post("/api/v1/erase", {"network": "x", "author": "eva"}, **body).json()
    assert erased["rows"]["posts"] == 1
    assert client.delete(f"/api/v1/imports/{number}").status_code == 204
    bad = client.post("/api/v1/imports", {"file": SimpleUploadedFile("t.csv", TABLE)})
    assert (bad.status_code, bad.json()["code"]) == (400, "fields_missing")
    assert not ImportRun.objects.exists(), "a file that cannot come in is not kept"
