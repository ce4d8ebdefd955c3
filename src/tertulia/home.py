"""Where the data live: one folder with everything Tertulia keeps."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """The data folder and the places in it. Creating a Home touches nothing; `ensure` makes the folders."""

    path: Path

    @classmethod
    def of(cls, directory: str | os.PathLike[str] | None = None) -> Home:
        """The folder given, else `TERTULIA_HOME`, else the platform's place for a person's data."""
        chosen = directory or os.environ.get("TERTULIA_HOME")
        if not chosen:
            from platformdirs import user_data_dir

            chosen = user_data_dir("tertulia", appauthor=False)
        return cls(Path(chosen).expanduser().absolute())

    @property
    def posts(self) -> Path:
        """The DuckDB file of posts, readings, mentions and observations."""
        return self.path / "posts.duckdb"

    @property
    def desk(self) -> Path:
        """The SQLite file of people, monitors, plans: all that Django keeps."""
        return self.path / "desk.sqlite3"

    @property
    def secret(self) -> Path:
        """The key that signs sessions and encrypts credentials; never in a backup of the data."""
        return self.path / "secret.key"

    @property
    def owner(self) -> Path:
        """Written by the process that owns the store: how other processes reach it."""
        return self.path / "owner.json"

    @property
    def models(self) -> Path:
        """What people's corrections taught the models, version by version."""
        return self.path / "models"

    @property
    def media(self) -> Path:
        """The files that go with what is published."""
        return self.path / "media"

    @property
    def uploads(self) -> Path:
        return self.path / "uploads"

    @property
    def temporary(self) -> Path:
        """Scratch space on the same disk, emptied at start."""
        return self.path / "tmp"

    def ensure(self) -> Home:
        """Make the folder, readable by its owner alone."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.uploads.mkdir(mode=0o700, exist_ok=True)
        self.temporary.mkdir(mode=0o700, exist_ok=True)
        return self
