"""The health for programs, and who may see it; the commands that print it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.collect import machines
from tertulia.listen.collect.figures import Figures
from tertulia.listen.collect.gaps import gap_batch
from tertulia.listen.collect.health import health
from tertulia.listen.collect.telling import metrics
from tertulia.listen.commands import health as command
from tertulia.listen.commands import source as source_command
from tertulia.listen.sources.models import HostState, Source, SourceHour, SourceState
from tertulia.listen.sources.problems import kept
from tertulia.posts.api import Batch, DeadLetter, Gap, store
from tertulia.posts.schema import POSTS
from tertulia.team import tokens

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
SECRET_NAME = "museo-secreto"


@pytest.fixture
def sources(home: Any, monkeypatch: pytest.MonkeyPatch) -> list[Source]:
    """One that is well, one that fails, one that a person paused."""
    monkeypatch.setattr(machines, "_SHORT", machines._Short())
    made = [
        Source.objects.create(
            key=f"live:rss:feed:{name}", network="rss", kind="feed", target=name, title=name
        )
        for name in (SECRET_NAME, "falla", "quieta")
    ]
    Source.objects.filter(pk=made[2].pk).update(active=False)
    problem = Problem("unreachable", Text("It does not answer."), Text("Wait."), permanent=False)
    SourceState.objects.create(source=made[0], succeeded_at=NOW, item_at=NOW, interval_s=600, lag_s=40)
    SourceState.objects.create(
        source=made[1], failures=4, problem=kept(problem), next_at=NOW + timedelta(hours=1)
    )
    store().write(gap_batch(made[1].key, [Gap(NOW - timedelta(hours=3), None, "unreachable", "rss")]))
    store().write(Batch(POSTS.empty_table(), made[0].key, dead=[DeadLetter("bad_value", "so", "{}")]))
    HostState.objects.create(host="falla.example", failures=5, resting_until=NOW + timedelta(minutes=9))
    return made


def test_health_tells_each_source_as_it_is(sources: list[Source]) -> None:
    began = NOW - timedelta(days=10)
    Source.objects.update(created_at=began)
    SourceHour.objects.bulk_create(
        SourceHour(source=sources[0], hour=NOW - timedelta(days=ago), new=ago) for ago in range(10)
    )
    told = health()
    assert sources[1].state.failures > 3
    SourceState.objects.filter(source=sources[1]).update(failures=0.25)
    assert health().sources[0].state == "failing"  # nobody has read it for three hours
    assert [(source.title, source.state) for source in told.sources] == [
        ("falla", "failing"),
        (SECRET_NAME, "ok"),
        ("quieta", "paused"),
    ]
    failing, well, _ = told.sources
    assert [gap.reason for gap in failing.gaps] == ["unreachable"]
    assert failing.problem["cause"] == "It does not answer."
    assert well.usual and (well.usual.low, well.usual.median) == (pytest.approx(1.8), 5)
    assert (well.dead, well.lag_s, dict(told.letters)) == (1, 40, {"invalid": 1})
    assert [host.host for host in told.hosts] == ["falla.example"]
    assert not told.is_well


def test_nobody_reads_what_waits(sources: list[Source]) -> None:
    assert health().is_idle
    Source.objects.update(active=False)
    assert not health().is_idle
    assert health().is_well


def test_strangers_learn_counts_and_no_name(sources: list[Source]) -> None:
    answer = Client().get("/health")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "degraded",
        "collecting": False,
        "sources": {"failing": 1, "ok": 1, "paused": 1},
    }
    refused = Client().get("/metrics")
    assert refused.status_code == 401
    assert refused["WWW-Authenticate"] == "Bearer"
    assert SECRET_NAME not in answer.content.decode() + refused.content.decode()


def test_those_who_may_read_learn_all(sources: list[Source], vera: Any, client_of: Any) -> None:
    _token, text = tokens.create(vera, "probe", "read", None)
    known = Client(headers={"Authorization": f"Bearer {text}"})
    for client in (known, client_of(vera)):
        told = client.get("/health").json()
        assert {each["title"]: each["state"] for each in told["details"]}[SECRET_NAME] == "ok"
        assert told["details"][0]["problem"]["cause"] == "It does not answer."
        page = client.get("/metrics")
        assert page.status_code == 200
        assert f'source="live:rss:feed:{SECRET_NAME}"' in page.content.decode()
    wrong = Client(headers={"Authorization": "Bearer ter_wrong"})
    assert "details" not in wrong.get("/health").json()
    assert wrong.get("/metrics").status_code == 401


def test_metrics_are_what_prometheus_reads(sources: list[Source]) -> None:
    from prometheus_client.parser import text_string_to_metric_families

    figures = Figures()
    figures.read("rss")
    figures.failed("rss", "unreachable")
    text = metrics(health(), figures).decode()
    found = {
        (sample.name, sample.labels.get("source") or sample.labels.get("state", "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["tertulia_source_up", "live:rss:feed:falla"] == 0
    assert found["tertulia_source_lag_seconds", f"live:rss:feed:{SECRET_NAME}"] == 40
    assert found["tertulia_source_open_gaps", "live:rss:feed:falla"] == 1
    assert found["tertulia_sources", "failing"] == 1
    assert found["tertulia_collecting", ""] == 0
    assert found["tertulia_collected_reads_total", ""] == 1
    assert found["tertulia_delivery_seconds_count", ""] == 0


def run(module: Any, *words: str) -> int:
    import argparse

    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    code: int = module.run(parser.parse_args(words))
    return code


def test_the_command_says_it_in_words_and_in_json(sources: list[Source], capsys: Any) -> None:
    assert run(command) == 1
    said = capsys.readouterr().out
    assert "Nobody collects" in said
    assert "It does not answer. Wait." in said
    assert "not read since" in said and "could not be reached" in said
    assert "falla.example rests until" in said
    assert run(command, "--json") == 1
    assert {each["state"] for each in json.loads(capsys.readouterr().out)["details"]} == {
        "failing",
        "ok",
        "paused",
    }
    assert run(command, "--metrics") == 1
    assert "# TYPE tertulia_source_up gauge" in capsys.readouterr().out


def test_sources_are_followed_paused_resumed_and_deleted_by_command(home: Any, capsys: Any) -> None:
    assert (
        run(source_command, "add", "rss", "feed", "https://example.org/feed", "--folder", "Prensa", "--json")
        == 0
    )
    number = json.loads(capsys.readouterr().out)["id"]
    assert run(source_command, "pause", str(number)) == 0
    assert run(source_command, "list") == 0
    assert "Prensa" in capsys.readouterr().out
    assert run(source_command, "resume", str(number), "--json") == 0
    assert json.loads(capsys.readouterr().out)["active"] is True
    SourceState.objects.update(next_at=NOW)
    assert run(source_command, "now", str(number)) == 0
    assert SourceState.objects.get().next_at is None
    assert run(source_command, "delete", str(number)) == 0
    with pytest.raises(Problem) as raised:
        run(source_command, "pause", str(number))
    assert raised.value.code == "no-such-source"
