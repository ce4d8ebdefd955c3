"""Drafts as the ledger keeps them, and the fingerprint of what a person ordered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.i18n import Text
from tertulia.networks.base import Draft, Media

_TEXTS = (
    *("text", "lang", "reply_to", "thread", "quote", "warning", "visibility", "title", "format", "link"),
)


def media_folder() -> Path:
    """Where the files lie that go with posts; made where it is not there yet."""
    folder = Home.of().media
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def as_json(draft: Draft) -> dict[str, Any]:
    """The draft with its media by name, kind, text and the SHA-256 of their bytes. Raises `Problem`
    ("media-missing", "media-outside")."""
    kept = {name: value for name, value in asdict(draft).items() if name in _TEXTS and value}
    return kept | ({"media": [_kept(media) for media in draft.media]} if draft.media else {})


def path_of(file: Mapping[str, str]) -> Path:
    """Where a file of a draft that was kept lies."""
    return Home.of().media / file["name"]


def from_json(kept: Mapping[str, Any]) -> Draft:
    """The draft that was kept; its files may be gone meanwhile (`check_media`)."""
    media = tuple(Media(path_of(file), file["kind"], file["alt"]) for file in kept.get("media", ()))
    return Draft(**{name: kept.get(name, "") for name in _TEXTS}, media=media)


def fingerprint(kept: Mapping[str, Any]) -> str:
    """SHA-256 of a draft as it is kept: another text, order or file gives another one."""
    written = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def check_media(kept: Mapping[str, Any]) -> None:
    """Raises `Problem` ("media-missing", "media-changed") where a file is not the one that was ordered."""
    for file in kept.get("media", ()):
        path = path_of(file)
        if _digest(path) != file["sha256"]:
            raise Problem(
                "media-changed",
                Text("The file “{name}” is no longer the one that was ordered.", name=path.name),
                Text("Attach it again and order the publication anew."),
            )


def _kept(media: Media) -> dict[str, str]:
    try:
        name = media.path.resolve().relative_to(media_folder().resolve()).as_posix()
    except ValueError:
        raise Problem(
            "media-outside",
            Text("The file “{name}” does not lie in the folder of the media.", name=media.path.name),
            Text("Upload it again."),
        ) from None
    return {"name": name, "kind": media.kind, "alt": media.alt, "sha256": _digest(media.path)}


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise Problem(
            "media-missing",
            Text("The file “{name}” is not there.", name=path.name),
            Text("Attach it again and order the publication anew."),
        ) from None
