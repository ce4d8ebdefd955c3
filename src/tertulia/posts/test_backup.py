"""A backup holds everything; restoring it is all or nothing."""

from __future__ import annotations

import json
import sqlite3
import tarfile
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.posts import backup, swap
from tertulia.posts.api import finish_restore
from tertulia.posts.shared import SharedStore
from tertulia.posts.store import LocalStore
from tertulia.posts.test_batches import batch
from tertulia.posts.test_store import everything


def set_desk(home: Home, word: str) -> None:
    with closing(sqlite3.connect(home.desk)) as desk, desk:
        desk.execute("PRAGMA journal_mode=WAL")
        desk.execute("CREATE TABLE IF NOT EXISTS words (word)")
        desk.execute("DELETE FROM words")
        desk.execute("INSERT INTO words VALUES (?)", [word])


def get_desk(home: Home) -> str:
    with closing(sqlite3.connect(home.desk)) as desk:
        return str(desk.execute("SELECT word FROM words").fetchone()[0])


@pytest.fixture
def made(home: Home, tmp_path: Path) -> Path:
    """A backup of one post and the word "before"; the folder has gone on since."""
    set_desk(home, "before")
    home.secret.write_text("the key")
    with LocalStore(home) as store:
        store.write(batch([{"id": "before", "likes": 1}], position="1"))
        backup.make(home, store, tmp_path / "b.tar")
        store.write(batch([{"id": "after"}]))
    set_desk(home, "after")
    return tmp_path / "b.tar"


def teach(home: Home, number: int, told: str) -> None:
    """A lesson's files, as if the models had been taught."""
    home.models.mkdir(exist_ok=True)
    for name, content in ((f"{number}.json", told), (f"{number}.npz", "weights"), ("active", f"{number}\n")):
        (home.models / name).write_text(content)
    (home.models / "9.json.part").write_text("half a lesson")


def lessons(home: Home) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(home.models.iterdir())}


def ids(home: Home) -> list[str]:
    with LocalStore(home) as store:
        return [str(name) for name in store.query("SELECT id FROM posts ORDER BY id")["id"].to_pylist()]


def test_a_restore_brings_back_what_the_backup_holds(home: Home, made: Path) -> None:
    manifest = backup.restore(home, made)
    assert manifest.counts == {"posts": 1, "mentions": 0, "observations": 1, "readings": 0}
    assert ids(home) == ["before"]
    assert get_desk(home) == "before"
    assert home.secret.read_text() == "the key"
    assert not swap.pending(home)
    assert not list(home.path.glob("restore*"))


def test_it_comes_back_in_another_folder(made: Path, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    backup.restore(other, made)
    assert ids(other) == ["before"]
    assert get_desk(other) == "before"


def test_the_key_of_the_credentials_is_not_in_it(made: Path) -> None:
    assert b"the key" not in made.read_bytes()
    with tarfile.open(made) as tar:
        assert sorted(tar.getnames()) == ["desk.sqlite3", "manifest.json", "posts.duckdb"]


def test_it_is_one_moment_of_a_store_at_work(home: Home, tmp_path: Path) -> None:
    with LocalStore(home) as store:
        done = threading.Event()

        def write() -> None:
            number = 0
            while not done.is_set():
                number += 1
                store.write(batch([{"id": f"{number}-{part}"} for part in "ab"], position=str(number)))

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for round_ in range(3):
                backup.make(home, store, tmp_path / f"{round_}.tar")
        finally:
            done.set()
            writer.join()
    other = Home(tmp_path / "other")
    backup.restore(other, tmp_path / "2.tar")
    with LocalStore(other) as store:
        assert len(ids_of(store)) == 2 * int(store.position("test") or 0)
        assert len(ids_of(store)) == backup.read_manifest(tmp_path / "2.tar").counts["posts"]


def ids_of(store: LocalStore) -> list[str]:
    return [str(name) for name in store.query("SELECT id FROM posts")["id"].to_pylist()]


def test_a_running_folder_is_not_restored(home: Home, made: Path) -> None:
    with SharedStore(home) as store:
        with pytest.raises(Problem) as refused:
            backup.restore(home, made)
        assert refused.value.code == "already-running"
        assert len(store.query("SELECT * FROM posts")) == 2


@pytest.mark.parametrize("where", [200_000, -30_000])
def test_a_damaged_backup_changes_nothing(home: Home, made: Path, where: int) -> None:
    data = bytearray(made.read_bytes())
    for index in range(40):
        data[where + index] ^= 0xFF
    made.write_bytes(data)
    with pytest.raises(Problem) as refused:
        backup.restore(home, made)
    assert refused.value.code == "broken-backup"
    assert ids(home) == ["after", "before"]
    assert get_desk(home) == "after"


def test_a_backup_cut_off_changes_nothing(home: Home, made: Path) -> None:
    made.write_bytes(made.read_bytes()[:100_000])
    with pytest.raises(Problem):
        backup.restore(home, made)
    assert ids(home) == ["after", "before"]


def test_a_name_that_leads_elsewhere_is_refused(home: Home, made: Path) -> None:
    with tarfile.open(made) as tar:
        tar.extractall(made.parent, filter="data")
    listing = made.parent / "manifest.json"
    manifest = json.loads(listing.read_text())
    manifest["files"]["../escaped"] = manifest["files"].pop("desk.sqlite3")
    listing.write_text(json.dumps(manifest))
    evil = made.parent / "evil.tar"
    with tarfile.open(evil, "w") as tar:
        tar.add(listing, "manifest.json")
        tar.add(made.parent / "posts.duckdb", "posts.duckdb")
        tar.add(made.parent / "desk.sqlite3", "../escaped")
    with pytest.raises(Problem) as refused:
        backup.restore(home, evil)
    assert refused.value.code == "broken-backup"
    assert not (home.path / "escaped").exists()


def test_a_backup_of_a_newer_tertulia_is_refused(
    home: Home, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "__version__", "0.0.9")
    with pytest.raises(Problem) as refused:
        backup.restore(home, made)
    assert refused.value.code == "newer-data"


def test_anything_else_is_not_a_backup(home: Home, tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_text("hello")
    with pytest.raises(Problem) as refused:
        backup.restore(home, tmp_path / "x.tar")
    assert refused.value.code == "not-a-backup"


def test_a_backup_never_replaces_a_file(home: Home, made: Path) -> None:
    with LocalStore(home) as store, pytest.raises(Problem) as refused:
        backup.make(home, store, made)
    assert refused.value.code == "exists"


@pytest.mark.parametrize("moves", range(8))
def test_a_swap_cut_at_any_move_is_carried_on(
    home: Home, made: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    """The former state or the backup's, never a mix; from the decision on always the backup's."""

    class Cut(BaseException):
        pass

    made_so_far = 0
    real = Path.replace

    def replace_or_cut(self: Path, target: Path) -> Path:
        nonlocal made_so_far
        if made_so_far == moves:
            raise Cut
        made_so_far += 1
        return real(self, target)

    with LocalStore(home) as store:
        former = everything(store)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace_or_cut)
        try:
            backup.restore(home, made)
        except Cut:
            assert swap.pending(home) == (moves > 0)
    finish_restore(home)
    assert not swap.pending(home)
    if moves == 0:  # not even the decision was written
        with LocalStore(home) as store:
            assert everything(store) == former
        assert get_desk(home) == "after"
    else:
        assert ids(home) == ["before"]
        assert get_desk(home) == "before"


def test_manifests_compare_by_number() -> None:
    manifest = backup.Manifest(1, "0.10.0", "now")
    assert backup._numbers(manifest.tertulia) > backup._numbers(replace(manifest, tertulia="0.9.1").tertulia)


def test_what_the_models_were_taught_travels(home: Home, tmp_path: Path) -> None:
    teach(home, 1, "first")
    with LocalStore(home) as store:
        store.write(batch([{"id": "before"}]))
        backup.make(home, store, tmp_path / "b.tar")
    teach(home, 1, "another")
    teach(home, 2, "second")
    backup.restore(home, tmp_path / "b.tar")
    assert lessons(home) == {"1.json": "first", "1.npz": "weights", "active": "1\n"}


def test_the_media_of_what_is_published_travel(home: Home, tmp_path: Path) -> None:
    home.media.mkdir()
    (home.media / "cartel.png").write_bytes(b"cartel")
    with LocalStore(home) as store:
        store.write(batch([{"id": "before"}]))
        backup.make(home, store, tmp_path / "b.tar")
    (home.media / "cartel.png").write_bytes(b"otro")
    (home.media / "later.png").write_bytes(b"later")
    backup.restore(home, tmp_path / "b.tar")
    assert {path.name: path.read_bytes() for path in home.media.iterdir()} == {"cartel.png": b"cartel"}


def test_a_backup_of_untaught_models_takes_lessons_away(home: Home, made: Path) -> None:
    teach(home, 1, "learned from other posts")
    backup.restore(home, made)
    assert lessons(home) == {}


def test_nothing_is_put_outside_the_models_folder(home: Home, made: Path) -> None:
    with tarfile.open(made, "a") as tar:
        tar.add(home.secret, arcname="models/../secret.key")
    manifest = backup.read_manifest(made)
    broken = replace(manifest, files={**manifest.files, "models/../secret.key": {"sha256": "", "bytes": 0}})
    with pytest.raises(Problem) as problem:
        backup._unpack(home, made, broken)
    assert problem.value.code == "broken-backup"
