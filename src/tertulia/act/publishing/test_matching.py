from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tertulia.act.publishing import api, ordering
from tertulia.act.publishing.claiming import look
from tertulia.act.publishing.matching import Matcher, likeness
from tertulia.act.publishing.models import Publication
from tertulia.listen.sources.models import Channel
from tertulia.networks.base import Draft
from tertulia.posts.api import Batch, store
from tertulia.posts.formats.records import posts_of

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def channel(db, home):
    with time_machine.travel(NOW, tick=False):
        yield Channel.objects.create(network="instagram", handle="@casa").pk


def read(*posts: tuple[str, str, str], own: bool = False) -> None:
    """What a source brings: id, author, text."""
    records = [
        {
            "id": id,
            "network": "instagram",
            "author": author,
            "text": text,
            "kind": "post",
            "own": own,
            "created_at": (NOW + timedelta(minutes=5)).isoformat(),
            "url": f"https://www.instagram.com/p/{id}/",
        }
        for id, author, text in posts
    ]
    made = posts_of(records, range(len(records)))
    assert not made.dead
    store().write(Batch(made.posts, source="live:instagram:account:casa"))


def test_what_a_person_published_is_known_by_its_words(channel, bruno):
    text = "Mañana abrimos la exposición de carteles. Más en https://casa.example/carteles?utm=x #carteles"
    number = api.order(channel, Draft(text), bruno).number
    look(NOW)
    assert api.publication(number).state == "by_hand"
    read(
        ("a", "otra", "Mañana abrimos la exposición de carteles. Más en https://casa.example #carteles"),
        ("b", "casa", "Mañana abrimos la exposición de carteles 🎉 Más en casa.es #carteles"),
        ("c", "casa", "Mañana cerramos por la tarde: disculpad las molestias."),
    )
    assert Matcher(store()).look() == 1
    met = api.publication(number)
    assert (met.state, met.native_id, met.url) == ("published", "b", "https://www.instagram.com/p/b/")
    assert met.post is not None


def test_what_a_person_published_is_known_by_its_address(channel, bruno):
    number = api.order(channel, Draft("Foto"), bruno).number
    look(NOW)
    ordering.done(number, bruno, "http://instagram.com/p/c?igsh=1")
    read(("b", "casa", "Foto"), ("c", "casa", "Otra cosa del todo distinta"))
    Matcher(store()).look()
    assert api.publication(number).native_id == "c"


def test_two_of_the_same_words_get_a_post_each(channel, bruno):
    numbers = [api.order(channel, Draft("¡Buenos días!"), bruno).number for _ in range(2)]
    look(NOW)
    read(("a", "casa", "¡Buenos días!"))
    assert Matcher(store()).look() == 1
    read(("b", "casa", "¡Buenos días!"))
    assert Matcher(store()).look() == 1
    assert {api.publication(number).native_id for number in numbers} == {"a", "b"}


def test_what_the_network_numbered_meets_its_post(channel, bruno):
    number = api.order(channel, Draft("hola"), bruno, entry=4).number
    Publication.objects.update(state="published", native_id="z", published_at=NOW)
    matcher = Matcher(store(), every_s=0)
    assert matcher.look() == 0
    read(("z", "casa", "hola"), own=True)
    assert matcher.look() == 1
    (told,) = api.publications(entry=4)
    assert told.number == number and told.post is not None
    assert matcher.look() == 0


def test_other_words_are_not_alike():
    assert likeness("Mañana abrimos", "Mañana cerramos por obras") < 0.85
    assert likeness("", "x") == 0
