"""The inbox as the people of the cast see it and change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tertulia.act.approvals import api as approvals
from tertulia.act.approvals.models import Approval
from tertulia.act.inbox import presence, replying, saved
from tertulia.act.inbox.conftest import uri
from tertulia.act.inbox.models import Conversation, ConversationSeen, ReplyDraft, State
from tertulia.act.publishing.api import Publication, publications
from tertulia.listen.sources.models import Channel
from tertulia.posts.api import Store
from tertulia.team.models import Event, Person

Of = Callable[[str], Conversation]
PAGES = ("", "list/", "saved/", "{number}/", "{number}/?pane=person")
ACTS = ("{number}/change/", "{number}/here/", "{number}/weigh/", "bulk/", "reopen/", "saved/")


@pytest.fixture
def client(bruno: Any, client_of: Any, filled: Store) -> Client:
    return client_of(bruno)


def at(path: str, number: int = 0) -> str:
    return f"/act/inbox/{path.format(number=number)}"


def body(client: Client, path: str) -> str:
    answer = client.get(at(path))
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def do(client: Client, each: Conversation, act: str, **given: Any) -> Any:
    return client.post(at("{number}/change/", each.pk), {"act": act, **given})


def test_the_list_shows_what_is_open(client: Client) -> None:
    page = body(client, "")
    assert "otra vez sin luz" in page and "A qué hora" not in page
    assert "A qué hora" in body(client, "?state=waiting")
    assert "carril bici" in body(client, "?state=all&order=oldest")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("intent=complaint", True),
        ("intent=praise", False),
        ("q=luz+calle", True),
        ("q=nil", True),
        ("q=biblioteca", False),
        ("who=none", True),
        ("who=me", False),
        ("network=bluesky&reason=mention&priority=2&unread=yes", True),
        ("tag=luz", False),
    ],
)
def test_filters_narrow(client: Client, query: str, found: bool) -> None:
    assert ("otra vez sin luz" in body(client, f"?{query}")) is found


def test_a_filter_that_does_not_exist_is_said(client: Client) -> None:
    assert client.get(at("?state=nonsense")).status_code == 400


def test_a_conversation_shows_the_thread_and_the_person(client: Client, of: Of, bruno: Person) -> None:
    luz = of(uri("luz"))
    page = body(client, f"{luz.pk}/?state=waiting")
    assert "A las siete." in page and "La feria empieza" in page and "1 conversation with us" in page
    assert ConversationSeen.objects.get(person=bruno).conversation == luz
    assert client.get(at("99999/")).status_code == 404


def test_resolve_and_next_undo(client: Client, of: Of, bruno: Person) -> None:
    nil = of(uri("nil"))
    answer = client.post(at("{number}/change/", nil.pk) + "?state=open", {"act": "resolve", "then": "next"})
    nil.refresh_from_db()
    assert nil.state == State.RESOLVED and answer["Location"] == "/act/inbox/?state=open"
    assert Event.objects.filter(act="conversation.state", actor=bruno).exists()
    client.post(at(f"reopen/?c={nil.pk}"), {"next": "/act/inbox/"})
    nil.refresh_from_db()
    assert nil.state == State.OPEN


def test_assign_snooze_tag_prioritise_note(client: Client, of: Of, ana: Person) -> None:
    nil = of(uri("nil"))
    do(client, nil, "assign", assignee=str(ana.pk))
    do(client, nil, "tag", tags="Luz, calle mayor,luz")
    do(client, nil, "priority", priority="3")
    do(client, nil, "note", note="La brigada sale <b>hoy</b>.")
    do(client, nil, "snooze", until="tomorrow")
    nil.refresh_from_db()
    assert (nil.assignee, nil.tag_list, nil.priority, nil.state) == (
        ana,
        ["luz", "calle mayor"],
        3,
        "snoozed",
    )
    page = body(client, f"{nil.pk}/?state=snoozed")
    assert "assigned to Ana" in page and "La brigada sale &lt;b&gt;hoy&lt;/b&gt;." in page
    assert do(client, nil, "snooze", until="", at="2001-01-01T10:00").status_code == 400
    assert do(client, nil, "nonsense").status_code == 404


def test_bulk(client: Client, of: Of, bruno: Person) -> None:
    numbers = [of(id).pk for id in (uri("nil"), uri("luz"))]
    client.post(at("bulk/"), {"act": "assign", "assignee": "me", "c": numbers})
    assert Conversation.objects.filter(assignee=bruno).count() == 2
    client.post(at("bulk/"), {"act": "resolve", "c": numbers})
    assert Conversation.objects.filter(state="resolved").count() == 3


def test_two_people_see_each_other_and_what_is_typed_is_kept(
    client: Client, of: Of, ana: Person, client_of: Any
) -> None:
    nil = of(uri("nil"))
    presence.look(nil, ana)
    presence.keep(nil, ana, "Ya vamos")
    told = client.post(at("{number}/here/", nil.pk), {"text": "Lo siento"}).json()
    assert told == {"others": ["Ana is writing an answer here."]}
    assert "Lo siento</textarea>" in body(client, f"{nil.pk}/")
    client.post(at("{number}/here/", nil.pk), {"leaving": "1"})
    assert client_of(ana).post(at("{number}/here/", nil.pk)).json() == {"others": []}


class TestReplying:
    def test_an_answer_is_ordered_once(self, client: Client, of: Of, bruno: Person) -> None:
        nil = of(uri("nil"))
        for _click in range(2):
            answer = do(client, nil, "reply", text="Vamos ahora mismo.", turn="0")
            assert answer.status_code == 302
        made = publications(conversation=nil.pk)
        assert len(made) == 1 and made[0].draft.reply_to == made[0].draft.thread == uri("nil")
        nil.refresh_from_db()
        assert nil.state == "waiting" and nil.events.filter(what="ordered").count() == 1
        assert "Vamos ahora mismo." in body(client, f"{nil.pk}/")

    def test_the_thread_is_told(self, of: Of, bruno: Person, filled: Store) -> None:
        luz = of(uri("luz"))
        made = replying.reply(luz.pk, "De nada", bruno, filled, at_turn=0)
        assert (made.draft.reply_to, made.draft.thread) == (uri("luz"), uri("ayto"))

    def test_of_two_people_one_answers(self, client: Client, of: Of, ana: Person, filled: Store) -> None:
        nil = of(uri("nil"))
        replying.reply(nil.pk, "La brigada va.", ana, filled, at_turn=0)
        answer = do(client, nil, "reply", text="¿Qué calle?", turn="0", over="answer-pending")
        assert answer.status_code == 400 and "Ana answered meanwhile" in answer.content.decode()
        again = do(client, nil, "reply", text="¿Qué calle?", turn="1")
        assert again.status_code == 400 and "is on its way already" in again.content.decode()
        assert "¿Qué calle?</textarea>" in again.content.decode()
        assert (
            do(client, nil, "reply", text="¿Qué calle?", turn="1", over="answer-pending").status_code == 302
        )

    def test_a_colleagues_draft_holds_mine_up(self, client: Client, of: Of, ana: Person) -> None:
        nil = of(uri("nil"))
        presence.keep(nil, ana, "Estoy en ello")
        answer = do(client, nil, "reply", text="Vamos", turn="0")
        assert answer.status_code == 400 and "Estoy en ello" in answer.content.decode()
        assert not publications(conversation=nil.pk)

    def test_what_is_to_be_filled_in_is_not_sent(self, client: Client, of: Of) -> None:
        nil = of(uri("nil"))
        answer = do(client, nil, "reply", text="Hola {nombre}", turn="0")
        assert answer.status_code == 400 and "{nombre} is still to be filled in" in answer.content.decode()

    def test_the_same_saved_reply_twice_is_warned_of(self, client: Client, of: Of, bruno: Person) -> None:
        nil, kept = of(uri("nil")), saved.keep("Gracias", "Gracias por avisar", bruno)
        assert do(client, nil, "reply", text=kept.text, turn="0", saved=kept.pk).status_code == 302
        answer = do(client, nil, "reply", text=kept.text, turn="1", saved=kept.pk)
        assert answer.status_code == 400 and "got the same saved reply" in answer.content.decode()

    def test_without_an_account_it_says_so(self, client: Client, of: Of) -> None:
        nil = of(uri("nil"))
        Conversation.objects.update(channel=None)
        assert "No account of yours" in body(client, f"{nil.pk}/")
        assert do(client, nil, "reply", text="Hola", turn="0").status_code == 400

    def test_an_answer_that_failed_opens_the_conversation(self, of: Of, bruno: Person, filled: Store) -> None:
        nil = of(uri("nil"))
        made = replying.reply(nil.pk, "Vamos", bruno, filled, at_turn=0)
        replying.heard(_stands(made, "failed"))
        nil.refresh_from_db()
        assert nil.state == "open"
        replying.heard(_stands(made, "published"))
        nil.refresh_from_db()
        assert nil.state == "waiting" and nil.ours_at is not None

    def test_it_can_be_called_back(self, client: Client, of: Of, bruno: Person, filled: Store) -> None:
        nil = of(uri("nil"))
        made = replying.reply(nil.pk, "Vamos", bruno, filled, at_turn=0)
        do(client, nil, "cancel", publication=made.number)
        assert publications(conversation=nil.pk)[0].state == "cancelled"
        assert ReplyDraft.objects.get(by=bruno).text == "Vamos"

    def test_what_conduct_stops_is_said(self, client: Client, of: Of) -> None:
        nil = of(uri("nil"))
        text = "Mi DNI es 12345678Z, llama al 600 123 456"
        assert b"inbox-finding" in client.post(at("{number}/weigh/", nil.pk), {"text": text}).content
        answer = do(client, nil, "reply", text=text, turn="0")
        assert answer.status_code == 400 and not publications(conversation=nil.pk)

    def test_it_is_weighed(self, client: Client, of: Of) -> None:
        nil = of(uri("nil"))
        assert b"5 of 300" in client.post(at("{number}/weigh/", nil.pk), {"text": "Vamos"}).content


def _stands(made: Publication, state: str) -> Publication:
    from dataclasses import replace

    from django.utils import timezone

    return replace(made, state=state, published_at=timezone.now() if state == "published" else None)


def test_saved_replies_are_kept_changed_and_removed(client: Client) -> None:
    client.post(at("saved/"), {"name": "Horario", "text": "Abre a las {hora}."})
    kept = saved.replies()[0]
    client.post(at("saved/"), {"number": kept.pk, "name": "Horario", "text": "A las {hora}."})
    assert saved.replies()[0].text == "A las {hora}."
    assert client.post(at("saved/"), {"name": "", "text": "x"}).status_code == 400
    client.post(at("saved/"), {"number": kept.pk, "remove": "1"})
    assert saved.replies() == []


@pytest.mark.parametrize("path", [*PAGES, "events/"])
def test_nobody_without_access_reads(path: str, of: Of, carla: Person, client_of: Any) -> None:
    number = of(uri("nil")).pk
    assert client_of(carla).get(at(path, number)).status_code == 302
    assert Client().get(at(path, number)).status_code == 302


@pytest.mark.parametrize("path", PAGES)
def test_a_viewer_reads_and_gets_no_forms(path: str, of: Of, vera: Person, client_of: Any) -> None:
    answer = client_of(vera).get(at(path, of(uri("nil")).pk))
    assert answer.status_code == 200 and b'name="act"' not in answer.content


@pytest.mark.parametrize("path", ACTS)
def test_a_viewer_changes_nothing(path: str, of: Of, vera: Person, carla: Person, client_of: Any) -> None:
    number = of(uri("nil")).pk
    given = {"act": "resolve", "c": number, "name": "x", "text": "x"}
    assert client_of(vera).post(at(path, number), given).status_code == 403
    assert client_of(carla).post(at(path, number), given).status_code == 302
    assert Conversation.objects.get(pk=number).state == "open"


def test_what_a_trainee_answers_is_approved_then_sent(
    of: Of,
    client_of: Any,
    filled: Store,
    channel: Channel,
    bruno: Person,
    ana: Person,
    django_capture_on_commit_callbacks: Any,
) -> None:
    Person.objects.filter(pk=bruno.pk).update(role="trainee")
    bruno.refresh_from_db()
    nil = of(uri("nil"))
    assert do(client_of(bruno), nil, "reply", text="Vamos", turn="0").status_code == 302
    assert not publications(conversation=nil.pk)
    assert "Vamos" in body(client_of(ana), f"{nil.pk}/")
    with django_capture_on_commit_callbacks(execute=True):
        approvals.decide(Approval.objects.get().pk, ana, True)
    made = publications(conversation=nil.pk)
    assert [(one.draft.text, one.by) for one in made] == [("Vamos", ana.pk)]
