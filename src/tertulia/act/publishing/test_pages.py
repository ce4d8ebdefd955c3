from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tertulia.act.publishing import api, channels, drafts
from tertulia.act.publishing.commands import publish
from tertulia.act.publishing.models import Pause, Publication, Reacted, State
from tertulia.errors import Problem
from tertulia.listen.sources.models import Channel
from tertulia.networks.base import Draft, Media

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def channel(db, home) -> Channel:
    """A channel whose network takes nothing from us: a person publishes."""
    return Channel.objects.create(network="instagram", handle="casa", url="https://www.instagram.com/casa/")


@pytest.fixture
def failed(channel, bruno) -> Publication:
    number = api.order(channel.pk, Draft("<b>hola</b>"), bruno).number
    Publication.objects.filter(pk=number).update(
        state="failed", problem={"code": "refused", "place": "", "cause": "No.", "remedy": "Ask."}
    )
    return Publication.objects.get(pk=number)


def test_the_queue_begins_with_what_must_be_looked_at(failed, vera, client_of):
    page = client_of(vera).get("/act/publishing/").content.decode()
    assert "&lt;b&gt;hola" in page and "No." in page
    assert "Nothing waits" in client_of(vera).get("/act/publishing/?show=waiting").content.decode()


def test_a_publication_says_what_happened_and_what_to_do(failed, bruno, client_of):
    page = client_of(bruno).get(f"/act/publishing/{failed.pk}/").content.decode()
    for said in ("No.", "Ask.", "ordered", "Bruno", f"/act/publishing/{failed.pk}/retry"):
        assert said in page
    assert client_of(bruno).get("/act/publishing/99999999999999999999/").status_code == 404


def test_it_is_copied_taken_and_marked_done_by_hand(channel, bruno, client_of):
    path = drafts.media_folder() / "cartel.png"
    path.write_bytes(b"cartel")
    draft = Draft("ven", link="https://casa.example/", media=(Media(path, "image/png", "El cartel"),))
    number = api.order(channel.pk, draft, bruno).number
    Publication.objects.update(state=State.BY_HAND)
    client = client_of(bruno)
    page = client.get(f"/act/publishing/{number}/").content.decode()
    assert "data-copy" in page and "https://www.instagram.com/" in page and "https://casa.example/" in page
    file = client.get(f"/act/publishing/{number}/media/0/")
    assert b"".join(file.streaming_content) == b"cartel" and "attachment" in file["Content-Disposition"]
    assert client.get(f"/act/publishing/{number}/media/1/").status_code == 404
    client.post(f"/act/publishing/{number}/done", {"url": "https://www.instagram.com/p/1/"})
    assert api.publication(number).url == "https://www.instagram.com/p/1/"


def test_who_may_not_publish_does_nothing_there(failed, vera, carla, client_of):
    for act in ("cancel", "retry", "done", "give-up"):
        assert client_of(vera).post(f"/act/publishing/{failed.pk}/{act}").status_code == 403
        assert client_of(carla).post(f"/act/publishing/{failed.pk}/{act}").status_code == 302
    assert client_of(vera).post("/act/publishing/pause", {"why": "x"}).status_code == 403
    assert Publication.objects.get().state == "failed" and not Pause.objects.exists()


def test_everything_is_paused_and_goes_on(channel, ana, bruno, client_of):
    number = api.order(channel.pk, Draft("hola"), bruno).number
    client_of(bruno).post("/act/publishing/pause", {"why": "Un incendio"})
    page = client_of(ana).get("/act/publishing/").content.decode()
    assert "Un incendio" in page and "Bruno" in page
    client_of(ana).post("/act/publishing/resume")
    assert api.publication(number).state == "expired" and not api.is_paused()


def test_programs_see_and_cancel_and_pause(failed, bruno, vera, client_of):
    client = client_of(vera)
    assert client.get("/api/v1/publications?state=failed").json()[0]["problem"]["cause"] == "No."
    assert client.get("/api/v1/publications?state=x").status_code == 400
    assert client.get(f"/api/v1/publications/{failed.pk}").json()["ordered_by"] == "Bruno"
    assert client.get("/api/v1/publishing/pause").json() == {
        "paused": False,
        "since": None,
        "by": "",
        "why": "",
    }
    assert client.post(f"/api/v1/publications/{failed.pk}/cancel").status_code == 403


def test_the_command_pauses_for_a_person_and_shows_the_queue(failed, bruno, capsys):
    import argparse

    def said(*words: str) -> tuple[int, str]:
        parser = argparse.ArgumentParser()
        publish.add_arguments(parser)
        code = publish.run(parser.parse_args(words))
        return code, capsys.readouterr().out

    code, told = said()
    assert code == 1 and "No." in told
    said("--pause", "fuego", "--by", "bruno")
    assert "fuego" in said()[1]
    assert said("--resume", "--by", "bruno")[0] == 0
    with pytest.raises(Exception, match="Say who"):
        said("--pause", "fuego")


def test_a_channel_is_published_on_by_hand_where_the_team_wants_it(channel, bruno, client_of):
    client_of(bruno).post(f"/act/publishing/channels/{channel.pk}/way", {"by_hand": "1"})
    assert "by hand" in client_of(bruno).get("/act/publishing/").content.decode()


def test_an_erased_persons_name_leaves_the_ledger(channel, bruno, home):
    from tertulia.listen.imports.erasing import erase
    from tertulia.posts.api import store

    waiting = api.order(channel.pk, Draft("Gracias, @petra!", reply_to="x:petra/9"), bruno).number
    other = api.order(channel.pk, Draft("petra es un pueblo", reply_to="x:ana/1"), bruno).number
    Reacted.objects.create(
        channel=channel.pk,
        network="instagram",
        reaction="follow",
        target="petra",
        by=bruno,
        at=NOW,
    )
    erase(store(), "instagram", "petra")
    kept = Publication.objects.get(pk=waiting)
    assert (kept.state, kept.draft) == ("cancelled", {"text": "Gracias, @[erased]!"})
    assert api.publication(other).state == "waiting"
    assert not Reacted.objects.exists()


def test_an_account_without_a_way_in_is_published_on_by_hand(db, home, bruno, vera, client_of):
    given = {"network": "tiktok", "handle": "casa", "url": "https://www.tiktok.com/@casa"}
    for _ in range(2):
        client_of(bruno).post("/act/publishing/channels/add", given)
    added = Channel.objects.get()
    assert channels.is_by_hand(added) and api.order(added.pk, Draft("hola"), bruno).state == "waiting"
    for wrong in ({"network": "x"}, {"handle": " "}, {"url": "javascript:alert(1)"}):
        with pytest.raises(Problem):
            channels.add_by_hand(**(given | wrong), by=bruno)
    assert client_of(vera).post("/act/publishing/channels/add", given).status_code == 403
