"""Roles are ranked, rights per channel begin closed, and nobody loses access without being told."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.test import Client

from tertulia.team import losses, people, rights
from tertulia.team.access import RANKED, may
from tertulia.team.api import may_on
from tertulia.team.models import Act, ChannelRight, Event, Loss, Role

PASSWORD = "una frase bastante larga"
CHANNEL = 7


def test_each_role_may_what_those_below_it_may(vera):
    assert set(RANKED) == set(Role)
    for reach, role in enumerate(RANKED):
        vera.role = role
        assert [may(vera, asked) for asked in RANKED] == [place <= reach for place in range(len(RANKED))]


@pytest.mark.parametrize("role", list(Role))
def test_rights_on_a_channel_are_the_roles(vera, role):
    vera.role = role
    assert rights.rights_on(vera, CHANNEL) == rights.OF_ROLE[role]


def test_rights_grow_with_the_role():
    sets = [rights.OF_ROLE[role] for role in RANKED]
    assert all(small <= great for small, great in pairwise(sets))


def test_what_nobody_named_is_denied(ana, carla):
    assert not may_on(ana, "erase", CHANNEL)
    assert not may_on(None, "read", CHANNEL)
    assert not may_on(carla, "read", CHANNEL)


def test_rights_are_given_and_taken_on_one_channel_alone(ana, vera, bruno):
    rights.set_rights(vera, CHANNEL, frozenset({Act.READ, Act.REPLY}), ana, "Casa")
    assert may_on(vera, "reply", CHANNEL)
    assert not may_on(vera, "reply", CHANNEL + 1)
    rights.set_rights(bruno, CHANNEL, frozenset({Act.READ}), ana, "Casa")
    assert not may_on(bruno, "publish", CHANNEL)
    assert may_on(bruno, "publish", CHANNEL + 1)
    assert [person.username for person in rights.people_who_may("reply", CHANNEL)] == ["ana", "vera"]
    assert Event.objects.filter(act="person.rights_changed").count() == 2


def test_only_what_differs_from_the_role_is_kept(ana, bruno):
    rights.set_rights(bruno, CHANNEL, frozenset(Act), ana)
    assert not ChannelRight.objects.exists()


def test_the_owner_is_not_locked_out(ana):
    rights.set_rights(ana, CHANNEL, frozenset(), ana)
    assert may_on(ana, "approve", CHANNEL)


def test_a_person_is_told_once_at_sign_in_what_they_lost(ana, bruno, client_of):
    bruno.set_password(PASSWORD)
    bruno.save()
    people.set_role(bruno, Role.RESPONDER, ana)
    client = Client()
    client.post("/sign-in/", {"username": "bruno", "password": PASSWORD})
    page = client.get("/settings/profile/").content.decode()
    assert "Your role was Manager and is now Responder; Ana changed it." in page
    assert losses.tell(bruno) == []


def test_what_was_given_back_before_they_came_is_no_loss(ana, bruno):
    people.set_role(bruno, Role.VIEWER, ana)
    people.set_role(bruno, Role.MANAGER, ana)
    assert losses.tell(bruno) == []


def test_of_several_changes_the_whole_way_is_told(ana, bruno):
    for role in (Role.VIEWER, Role.EDITOR, Role.TRAINEE):
        people.set_role(bruno, role, ana)
    assert losses.tell(bruno) == ["Your role was Manager and is now Trainee; Ana changed it."]


def test_rights_lost_on_a_channel_are_told(ana, bruno):
    rights.set_rights(bruno, CHANNEL, frozenset(Act) - {Act.PUBLISH}, ana, "Casa")
    rights.set_rights(bruno, CHANNEL, frozenset({Act.READ, Act.DRAFT}), ana, "Casa")
    rights.set_rights(bruno, CHANNEL, frozenset({Act.READ, Act.DRAFT, Act.REPLY}), ana, "Casa")
    told = losses.tell(bruno)
    assert len(told) == 2
    assert "You no longer have this right on Casa: Publish posts. Ana changed it." in told
    assert Loss.objects.filter(told_at=None).count() == 0
