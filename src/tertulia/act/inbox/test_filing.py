"""Which posts become conversations, and how these stand as more arrives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from tertulia.act.inbox import changing, filing
from tertulia.act.inbox.conftest import arrive, post
from tertulia.act.inbox.forgetting import forget
from tertulia.act.inbox.models import Conversation, ConversationNote, ConversationPost, InboxPosition, State
from tertulia.home import Home
from tertulia.listen.sources.models import Channel
from tertulia.posts.api import Store, store
from tertulia.team.models import Person

Of = Callable[[str], Conversation]
THREAD = {"thread": "at://ayto/p/1"}


def test_what_is_said_to_us_becomes_conversations(of: Of, channel: Channel) -> None:
    luz, nil, pau = of("at://luz/p/1"), of("at://nil/p/1"), of("at://pau/p/1")
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
    luz = of("at://luz/p/1")
    changing.set_state([luz.pk], State.RESOLVED, bruno)
    again = post("at://luz/p/2", "¿Y el sábado?", "luz", 1, reply_to="at://ayto/p/2", **THREAD)
    arrive(filled, [(again, ["question"])])
    luz.refresh_from_db()
    assert luz.state == "open" and luz.events.filter(what="reopened").count() == 1
    answer = post("at://ayto/p/3", "También.", "ayto", 0.5, reply_to="at://luz/p/2", own=True, **THREAD)
    arrive(filled, [(answer, ["information"])])
    luz.refresh_from_db()
    assert luz.state == "waiting" and luz.posts.filter(ours=True).count() == 2


def test_an_older_post_that_is_read_late_opens_nothing(of: Of, filled: Store, bruno: Person) -> None:
    late = post("at://luz/p/0", "Hola", "luz", 55, reply_to="at://ayto/p/1", **THREAD)
    arrive(filled, [(late, ["other"])])
    assert of("at://luz/p/1").state == "waiting" and of("at://luz/p/0").pk == of("at://luz/p/1").pk


def test_what_arrives_in_the_wrong_order_finds_its_place(home: Home, db: None) -> None:
    first = post("at://ayto/p/1", "La feria.", "ayto", 9, own=True)
    question = post("at://luz/p/1", "¿Hora?", "luz", 8, reply_to="at://ayto/p/1")
    answer = post("at://ayto/p/2", "Siete.", "ayto", 7, reply_to="at://luz/p/1", own=True)
    for one in (answer, question, first):
        arrive(store(), [(one, ["other"])])
    assert Conversation.objects.get().state == "waiting"
    assert ConversationPost.objects.count() == 2


def test_a_quote_and_a_private_message_are_taken_in(of: Of, filled: Store) -> None:
    extra = '{"quoted": "at://ayto/p/1"}'
    arrive(filled, [(post("at://ivo/p/1", "Mirad", "ivo", 2, kind="quote", extra=extra), ["other"])])
    arrive(filled, [(post("at://ada/m/1", "Hola", "ada", 2, kind="message"), ["question"])])
    assert (of("at://ivo/p/1").reason, of("at://ada/m/1").reason) == ("quote", "message")


def test_a_snooze_ends(of: Of, bruno: Person) -> None:
    nil = of("at://nil/p/1")
    changing.set_state([nil.pk], State.SNOOZED, bruno, timezone.now() + timedelta(hours=1))
    assert filing.wake_snoozed(timezone.now()) == 0
    assert filing.wake_snoozed(timezone.now() + timedelta(hours=2)) == 1
    nil.refresh_from_db()
    assert (nil.state, nil.snoozed_until) == ("open", None)


def test_an_erased_person_leaves_nothing(of: Of, filled: Store, bruno: Person) -> None:
    nil, luz = of("at://nil/p/1"), of("at://luz/p/1")
    changing.note(nil.pk, "Vive en la calle Mayor", bruno)
    changing.note(luz.pk, "Conoce a @nil y a @nilo", bruno)
    erased = filled.erase("bluesky", "nil")
    forget(filled, erased.names or ("nil",))
    assert not Conversation.objects.filter(pk=nil.pk).exists()
    assert [note.text for note in ConversationNote.objects.all()] == ["Conoce a @[erased] y a @nilo"]


@pytest.mark.parametrize("state", ["resolved", "open"])
def test_each_change_stands_in_the_history(of: Of, bruno: Person, state: str) -> None:
    luz = of("at://luz/p/1")
    assert changing.set_state([luz.pk], state, bruno) == 1
    assert changing.set_state([luz.pk], state, bruno) == 0
    assert luz.events.get(what="state").by == bruno
