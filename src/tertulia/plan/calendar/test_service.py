"""Entries written, moved, changed, taken back; what is fixed; what an edit takes away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.errors import Problem
from tertulia.plan.calendar import api, hooks, problems, service, versions
from tertulia.plan.calendar.models import Entry, EntryVersion
from tertulia.plan.calendar.service import EntryDraft
from tertulia.plan.calendar.states import ATTENTION, CONTENT, WAYS, State, by_hand, may_go
from tertulia.team.models import Event

NINE = datetime(2026, 5, 4, 9, tzinfo=UTC)
TEN = datetime(2026, 5, 4, 10, tzinfo=UTC)


@pytest.fixture
def heard() -> Iterator[list[tuple[str, int]]]:
    """What a floor above was told."""
    told: list[tuple[str, int]] = []

    def moved(entry: Entry, by: Any) -> None:
        told.append(("moved", entry.pk))

    def withdrawn(entry: Entry, by: Any) -> None:
        told.append(("withdrawn", entry.pk))

    hooks.when_moved.append(moved)
    hooks.when_withdrawn.append(withdrawn)
    yield told
    hooks.when_moved.remove(moved)
    hooks.when_withdrawn.remove(withdrawn)


def scheduled(by: Any) -> Entry:
    entry = service.create(EntryDraft("Cine", at=NINE, text="Hoy hay cine"), by)
    service.set_state(entry, "scheduled", by)
    return service.find(entry.pk)


def test_content_begins_as_an_idea_and_with_a_text_as_a_draft(bruno: Any) -> None:
    assert service.create(EntryDraft("Cine"), bruno).state == State.IDEA
    assert service.create(EntryDraft("Cine", text="Hoy"), bruno).state == State.DRAFT
    thank = api.attention("Thank Lola", NINE, bruno, act="thank", person="lola")
    assert (thank.state, thank.kind, thank.attention) == ("open", "attention", "thank")


@pytest.mark.parametrize(
    "draft,code",
    [
        (EntryDraft(" "), "no-title"),
        (EntryDraft("x" * 161), "no-title"),
        (EntryDraft("a", kind="party"), "unknown-value"),
        (EntryDraft("a", kind="attention"), "unknown-value"),
    ],
)
def test_what_makes_no_entry_says_why(db: None, draft: EntryDraft, code: str) -> None:
    with pytest.raises(Problem) as told:
        service.create(draft, None)
    assert told.value.code == code


def test_every_change_is_kept_signed_and_can_be_taken_back(bruno: Any) -> None:
    entry = service.create(EntryDraft("Cine", at=NINE), bruno)
    event = service.move(entry, TEN, bruno)
    assert event is not None and event.by == bruno
    assert service.find(entry.pk).at == TEN
    service.undo(event, bruno)
    assert service.find(entry.pk).at == NINE
    assert [e.what for e in entry.events.all()] == ["undone", "moved", "created"]
    acts = list(Event.objects.filter(act__startswith="entry.").values_list("act", "actor_name"))
    assert {act for act, _name in acts} == {"entry.created", "entry.moved", "entry.undone"}
    assert {name for _act, name in acts} == {"Bruno"}


def test_only_the_last_change_is_taken_back(bruno: Any) -> None:
    entry = service.create(EntryDraft("Cine", at=NINE), bruno)
    first = service.move(entry, TEN, bruno)
    service.set_state(entry, "draft", bruno)
    assert first is not None
    with pytest.raises(Problem) as told:
        service.undo(first, bruno)
    assert told.value.code == "nothing-to-undo"


def test_deleting_is_taken_back(bruno: Any) -> None:
    entry = service.create(EntryDraft("Cine"), bruno)
    event = service.delete(entry, bruno)
    with pytest.raises(Problem):
        service.find(entry.pk)
    service.undo(event, bruno)
    assert service.find(entry.pk).title == "Cine"


def test_who_saves_on_top_of_anothers_edit_is_told(ana: Any, bruno: Any) -> None:
    entry = service.create(EntryDraft("Cine"), bruno)
    service.change(entry, replace(EntryDraft.of(entry), title="Cine de verano"), ana, revision=1)
    with pytest.raises(Problem) as told:
        service.change(entry, replace(EntryDraft.of(entry), title="Teatro"), bruno, revision=1)
    assert told.value.code == "changed-meanwhile" and "Ana" in str(told.value)
    assert service.find(entry.pk).title == "Cine de verano"


def test_another_text_voids_what_was_granted_or_ordered(bruno: Any, heard: list[Any]) -> None:
    entry = scheduled(bruno)
    service.change(entry, replace(EntryDraft.of(entry), pillar="Cine"), bruno)
    assert service.find(entry.pk).state == State.SCHEDULED and not heard
    service.change(entry, replace(EntryDraft.of(entry), text="Hoy no hay"), bruno)
    assert service.find(entry.pk).state == State.DRAFT
    assert heard == [("withdrawn", entry.pk)]


def test_a_scheduled_entry_takes_its_order_along(bruno: Any, heard: list[Any]) -> None:
    entry = scheduled(bruno)
    service.move(entry, TEN, bruno)
    service.move(entry, None, bruno)
    assert heard == [("moved", entry.pk), ("withdrawn", entry.pk)]


def test_what_keeps_an_order_from_moving_keeps_the_entry(bruno: Any) -> None:
    entry = scheduled(bruno)

    def refuses(entry: Entry, by: Any) -> None:
        raise problems.fixed()

    hooks.when_moved.append(refuses)
    try:
        with pytest.raises(Problem):
            service.move(entry, TEN, bruno)
    finally:
        hooks.when_moved.remove(refuses)
    assert service.find(entry.pk).at == NINE


def test_what_is_published_stays_as_it_was(bruno: Any) -> None:
    entry = scheduled(bruno)
    for state in ("publishing", "published"):
        api.set_state(entry.pk, state, None)
        entry = service.find(entry.pk)
        for act in (
            lambda e: service.move(e, TEN, bruno),
            lambda e: service.delete(e, bruno),
            lambda e: service.change(e, replace(EntryDraft.of(e), text="Otra"), bruno),
            lambda e: versions.choose(e, [1], bruno),
        ):
            with pytest.raises(Problem) as told:
                act(entry)
            assert told.value.code == "fixed"


def test_an_approval_is_not_given_again_by_taking_back(bruno: Any) -> None:
    entry = service.create(EntryDraft("Cine", text="Hoy"), bruno)
    api.set_state(entry.pk, "in_review", bruno)
    api.set_state(entry.pk, "approved", None)
    event = service.change(service.find(entry.pk), EntryDraft("Cine", text="Mañana"), bruno)
    assert event is not None
    assert service.undo(event, bruno).state == State.DRAFT
    assert service.find(entry.pk).text == "Hoy"


def test_a_version_says_what_the_entry_says_until_it_has_its_own_words(bruno: Any) -> None:
    entry = service.create(EntryDraft("Cine", text="Hoy"), bruno)
    versions.choose(entry, [3, 5], bruno)
    version = EntryVersion.objects.get(entry=entry, channel=5)
    versions.write(version, versions.VersionDraft(linked=False, text="Mañana"), bruno)
    assert [(v.channel, v.text) for v in api.versions(entry.pk)] == [(3, "Hoy"), (5, "Mañana")]
    versions.choose(entry, [5], bruno)
    assert [v.channel for v in api.versions(entry.pk)] == [5]


def test_files_are_known_by_their_bytes(bruno: Any, home: Any) -> None:
    entry = service.create(EntryDraft("Cine"), bruno)
    made = versions.add_media(entry, "../cartel.exe", b"\x89PNG\r\n\x1a\n0", "El cartel", bruno)
    assert (made.kind, made.name, made.file[-4:]) == ("image/png", "cartel.exe", ".png")
    assert versions.path_of(made).exists()
    versions.remove_media(made, bruno)
    assert not versions.path_of(made).exists()
    with pytest.raises(Problem) as told:
        versions.add_media(entry, "x.png", b"MZ", "", bruno)
    assert told.value.code == "unknown-file"


@given(st.sampled_from(list(State)), st.lists(st.sampled_from(list(State)), max_size=12))
def test_content_never_becomes_an_attention_and_what_is_out_stays_out(
    begin: State, asked: list[State]
) -> None:
    present = begin
    for state in asked:
        if may_go(present, state):
            assert present != State.PUBLISHED
            present = state
    family = CONTENT if begin in CONTENT else ATTENTION
    assert present in family
    assert set(WAYS) == set(State)
    assert all(may_go(begin, state) for state in by_hand(begin))


def test_an_erased_person_leaves_nothing_in_the_calendar(bruno: Any, home: Any) -> None:
    from tertulia.listen.imports.forgetters import FORGETTERS
    from tertulia.plan.calendar.forgetting import forget
    from tertulia.plan.calendar.models import EntryEvent
    from tertulia.posts.api import store

    assert forget in FORGETTERS
    about = api.attention("Thank lola_rr", NINE, bruno, act="thank", person="@Lola_RR", post=7)
    other = service.create(EntryDraft("Cine", text="Gracias, @lola_rr. Lola y lola_rr2 no"), bruno)
    service.change(other, EntryDraft("Cine", text="Gracias a @lola_rr"), bruno)
    forget(store(), "bluesky", ["lola_rr"])
    assert api.entry(about.number).post is None
    kept = [str(row) for rows in (Entry.objects.values(), EntryEvent.objects.values()) for row in rows]
    assert not any("@lola_rr" in text.lower().replace("lola_rr2", "") for text in kept)
    assert "lola_rr" not in str(Entry.objects.filter(pk=about.number).values()[0]).lower()
    assert "Lola y lola_rr2 no" in str(EntryEvent.objects.filter(entry=other.pk).values())
