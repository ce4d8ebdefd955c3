"""Which posts become conversations, and how these stand as more arrives."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from tertulia.act.inbox import changing, filing
from tertulia.act.inbox.conftest import arrive, post, uri
from tertulia.act.inbox.events import look
from tertulia.act.inbox.forgetting import forget
from tertulia.act.inbox.models import Conversation, ConversationNote, ConversationPost, InboxPosition, State
from tertulia.home import Home
from tertulia.listen.imports.erasing import erase
from tertulia.listen.sources.models import Channel
from tertulia.posts.api import Store, store
from tertulia.team.models import Person

Of = Callable[[str], Conversation]
THREAD = {"thread": uri("ayto")}


def test_what_is_said_to_us_becomes_conversations(of: Of, channel: Channel) -> None:
    luz, nil, pau = of(uri("luz")), of(uri("nil")), of(uri("pau"))
    assert (luz.reason, luz.state, luz.posts.count()) == ("reply", "waiting", 2)
    assert (nil.reason, nil.state, nil.priority, nil.intent_list) == ("mention", "open", 2, ["complaint"])
    assert (pau.reason, pau.state) == ("mention", "resolved")  # nobody is drowned in what is long past
    assert {luz.channel, nil.channel} == {channel.pk}
    assert Conversation.objects.count() == 3  # the neighbours' talk is theirs


def test_filing_again_changes_nothing(of: Of, filled: Store) -> None:
    before = list(ConversationPost.objects.values_list("post", "conversation"))
    assert filing.file_all(filled) == 0
    InboxPosition.objects.update(last=0)  # as after a stop before the position was written
    assert filing.file_all(filled) == 0
    assert list(ConversationPost.objects.values_list("post", "conversation")) == before


def test_a_new_post_of_theirs_opens_and_ours_has_it_wait(of: Of, filled: Store, bruno: Person) -> None:
    luz = of(uri("luz"))
    changing.set_state([luz.pk], State.RESOLVED, bruno)
    again = post(uri("luz", 2), "¿Y el sábado?", "luz", 1, reply_to=uri("ayto", 2), **THREAD)
    arrive(filled, [(again, ["question"])])
    luz.refresh_from_db()
    assert luz.state == "open" and luz.events.filter(what="reopened").count() == 1
    answer = post(uri("ayto", 3), "También.", "ayto", 0.5, reply_to=uri("luz", 2), own=True, **THREAD)
    arrive(filled, [(answer, ["information"])])
    luz.refresh_from_db()
    assert luz.state == "waiting" and luz.posts.filter(ours=True).count() == 2


def test_an_older_post_that_is_read_late_opens_nothing(of: Of, filled: Store, bruno: Person) -> None:
    late = post(uri("luz", 0), "Hola", "luz", 55, reply_to=uri("ayto"), **THREAD)
    arrive(filled, [(late, ["other"])])
    assert of(uri("luz")).state == "waiting" and of(uri("luz", 0)).pk == of(uri("luz")).pk


def test_what_arrives_in_the_wrong_order_finds_its_place(home: Home, db: None) -> None:
    first = post(uri("ayto"), "La feria.", "ayto", 9, own=True)
    question = post(uri("luz"), "¿Hora?", "luz", 8, reply_to=uri("ayto"))
    answer = post(uri("ayto", 2), "Siete.", "ayto", 7, reply_to=uri("luz"), own=True)
    for one in (answer, question, first):
        arrive(store(), [(one, ["other"])])
    assert Conversation.objects.get().state == "waiting"
    assert ConversationPost.objects.count() == 2


def test_a_quote_and_a_private_message_are_taken_in(of: Of, filled: Store) -> None:
    extra = json.dumps({"quoted": uri("ayto")})
    arrive(filled, [(post(uri("ivo"), "Mirad", "ivo", 2, kind="quote", extra=extra), ["other"])])
    arrive(filled, [(post(uri("ada"), "Hola", "ada", 2, kind="message"), ["question"])])
    assert (of(uri("ivo")).reason, of(uri("ada")).reason) == ("quote", "message")


def test_a_snooze_ends(of: Of, bruno: Person) -> None:
    nil = of(uri("nil"))
    changing.set_state([nil.pk], State.SNOOZED, bruno, timezone.now() + timedelta(hours=1))
    assert filing.wake_snoozed(timezone.now()) == 0
    assert filing.wake_snoozed(timezone.now() + timedelta(hours=2)) == 1
    nil.refresh_from_db()
    assert (nil.state, nil.snoozed_until) == ("open", None)


def test_an_erased_person_leaves_nothing(of: Of, filled: Store, bruno: Person) -> None:
    nil, luz = of(uri("nil")), of(uri("luz"))
    changing.note(nil.pk, "Vive en la calle Mayor", bruno)
    changing.note(luz.pk, "Conoce a @nil y a @nilo", bruno)
    erased = filled.erase("bluesky", "nil")
    forget(filled, "bluesky", erased.names or ("nil",))
    assert not Conversation.objects.filter(pk=nil.pk).exists()
    assert [note.text for note in ConversationNote.objects.all()] == ["Conoce a @[erased] y a @nilo"]


@pytest.mark.parametrize("state", ["resolved", "open"])
def test_each_change_stands_in_the_history(of: Of, bruno: Person, state: str) -> None:
    luz = of(uri("luz"))
    assert changing.set_state([luz.pk], state, bruno) == 1
    assert changing.set_state([luz.pk], state, bruno) == 0
    assert luz.events.get(what="state").by == bruno


def test_erasing_a_person_reaches_the_inbox(of: Of, filled: Store) -> None:
    nil = of(uri("nil"))
    erase(filled, "bluesky", "nil")
    assert not Conversation.objects.filter(pk=nil.pk).exists()


def test_the_stream_tells_of_changes(of: Of, bruno: Person) -> None:
    nil, before = of(uri("nil")), look(bruno.pk)
    changing.assign([nil.pk], bruno, bruno)
    after = look(bruno.pk)
    assert (before.open, before.mine, after.open, after.mine) == (1, 0, 1, 1)
    assert before.stamp != after.stamp
