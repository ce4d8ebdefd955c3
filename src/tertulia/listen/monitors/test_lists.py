"""Lists of authors and sites: what may stand in them, who names them, what is never stored."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from tertulia.errors import Problem
from tertulia.listen.monitors import api, backfill, lists, service
from tertulia.listen.monitors.exclusions import Exclusions, leave_out
from tertulia.listen.monitors.lists import ListDraft
from tertulia.listen.monitors.models import ReusableList
from tertulia.listen.monitors.service import Draft
from tertulia.listen.query.api import parse
from tertulia.listen.query.ast import Field
from tertulia.posts.api import Store
from tertulia.posts.schema import POSTS, conform
from tertulia.team.models import Event

from .test_monitors import full, mentions  # noqa: F401


@pytest.fixture(autouse=True)
def _wait_for_backfills(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfill, "in_background", backfill.now)


def write(name: str = "prensa", kind: str = "site", entries: str = "elpais.com", **more: Any) -> ReusableList:
    return lists.save(
        ListDraft(name, kind, entries, more.pop("excluded", False)), more.pop("by", None), **more
    )


def test_entries_are_kept_as_searches_compare_them(db: None) -> None:
    kept = write(entries="https://www.ElPais.com/economia\n\n abc.es \nelpais.com")
    assert kept.lines == ("elpais.com", "abc.es")
    assert write("vips", "author", "@Ana\nana\nPepe Pérez").lines == ("ana", "Pepe Pérez")
    assert parse("site:list:PRENSA").tree == Field("site", ("elpais.com", "abc.es"))
    assert [finding.code for finding in parse("author:list:prensa").findings] == ["unknown-list"]


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (ListDraft("la prensa", "site", "a.es"), "bad-list-name"),
        (ListDraft("PRENSA", "site", "a.es"), "list-name-taken"),
        (ListDraft("otra", "page", "a.es"), "unknown-list-kind"),
        (ListDraft("otra", "site", " \n"), "empty-list"),
        (ListDraft("otra", "site", 'a"b c'), "bad-list-entry"),
        (ListDraft("otra", "author", "@"), "bad-list-entry"),
        (ListDraft("otra", "author", "\n".join(map(str, range(501)))), "list-too-long"),
    ],
)
def test_what_cannot_stand_in_a_list_is_refused(db: None, draft: ListDraft, code: str) -> None:
    write()
    with pytest.raises(Problem) as refused:
        lists.save(draft, None)
    assert refused.value.code == code
    assert ReusableList.objects.count() == 1


def test_a_changed_list_changes_what_its_monitors_find(full: Store, ana: Any) -> None:  # noqa: F811
    vips = write("vips", "author", "persona0", by=ana)
    monitor = service.create(Draft("De los VIP", "author:list:vips"), ana, fill=backfill.now)
    assert mentions(monitor) == 1
    assert api.searches() == {monitor.pk: "author:persona0"}
    lists.save(ListDraft("vips", "author", "persona0\npersona3"), ana, vips)
    assert mentions(monitor) == 2
    assert api.searches() == {monitor.pk: "author:(persona0 OR persona3)"}
    with pytest.raises(Problem, match="De los VIP"):
        lists.delete(vips, ana)
    with pytest.raises(Problem, match="De los VIP"):
        lists.save(ListDraft("vip", "author", "persona0"), ana, vips)
    assert [event.act for event in Event.objects.filter(act__startswith="list.")] != []


def test_a_deleted_list_comes_back_unless_its_name_is_taken(db: None, ana: Any) -> None:
    kept = write()
    lists.delete(kept, ana)
    assert lists.lookup("site", "prensa") is None
    lists.restore(kept, ana)
    assert lists.lookup("site", "prensa") == ("elpais.com",)
    lists.delete(kept, ana)
    write(entries="otra.es")
    with pytest.raises(Problem, match="another list"):
        lists.restore(kept, ana)


def test_only_lists_so_marked_are_left_out(db: None) -> None:
    write()
    write("spam", "author", "@Sorteos24\nbot", excluded=True)
    write("granjas", "site", "granja.example", excluded=True)
    assert api.exclusions() == Exclusions(("Sorteos24", "bot"), ("granja.example",))


def test_leave_out_says_which_rows() -> None:
    rows = [
        {"author": "sorteos24", "url": None},
        {"author": "@SORTEOS24", "url": "https://a.es/1"},
        {"author": "ana", "url": "https://noticias.granja.example/2"},
        {"author": "ana", "url": "https://otra-granja.example/2", "author_name": "Ana"},
        {"author": None, "author_name": "Sorteos24", "url": None},
    ]
    table = conform(
        pa.Table.from_pylist(
            [
                {"id": str(n), "network": "x", "created_at": 0, "text": "", **row}
                for n, row in enumerate(rows)
            ],
            schema=POSTS,
        )
    )
    assert leave_out(table, Exclusions(("Sorteos24",), ("granja.example",))).to_pylist() == [
        *(True, True, True, False, True),
    ]
    assert leave_out(table, Exclusions()).to_pylist() == [False] * 5
