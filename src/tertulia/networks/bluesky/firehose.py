"""The firehose, `com.atproto.sync.subscribeRepos`, of a relay or of one server: every change of every
account, as CBOR with the records in CAR files. Positions are numbers of the host that was asked.

https://atproto.com/specs/sync, https://atproto.com/specs/event-stream
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import libipld

from tertulia.networks.base import Record
from tertulia.networks.bluesky.cursors import time_in
from tertulia.networks.bluesky.names import POST
from tertulia.networks.bluesky.shapes import number, table, tables, word
from tertulia.networks.bluesky.streams import Event, Position, account, commit, us_of

PUBLIC = "wss://bsky.network"
METHOD = "com.atproto.sync.subscribeRepos"
_PATH = f"/xrpc/{METHOD}"
_CID_BYTES = (b"\x01\x71\x12\x20", b"\x01\x55\x12\x20")  # CIDv1, dag-cbor or raw, SHA-256
_SHOWN = 4000
_DEEP = 40


@dataclass(frozen=True)
class Firehose:
    """See `streams.Wire`."""

    server: str = PUBLIC

    @property
    def host(self) -> str:
        return urlsplit(self.server).netloc

    def address(self, after: Position) -> str:
        parts = urlsplit(self.server)
        base = f"{parts.scheme}://{parts.netloc}{_PATH}"
        known = after.seq is not None and after.host == self.host
        return f"{base}?{urlencode({'cursor': after.seq})}" if known else base

    def events(self, message: str | bytes) -> Sequence[Event]:
        raw = message if isinstance(message, bytes) else message.encode()
        try:
            header, body = (table(part) for part in libipld.decode_dag_cbor_multi(raw)[:2])
        except (ValueError, RecursionError):
            return [Event(item={"unreadable": base64.b64encode(raw[:_SHOWN]).decode()})]
        if header.get("op") == -1:
            return [Event(refused=word(body.get("error")) or "?")]
        return list(_events(str(header.get("t", "")), body))

    def is_cut(self, after: Position, first: Event) -> bool:
        """Numbers of another host mean nothing: between them lies a gap."""
        return after.host != self.host


def _events(kind: str, body: Record) -> Iterator[Event]:
    seq, at_us = number(body.get("seq")), us_of(time_in(body.get("time")))
    match kind:
        case "#commit":
            yield from _commits(body, seq, at_us)
        case "#account":
            yield account(body.get("did"), at_us, seq, body)
        case "#identity":
            yield Event(at_us, seq, renamed=str(body.get("did")))
        case "#info":
            yield Event(cut=body.get("name") == "OutdatedCursor")
        case _:
            yield Event(at_us, seq)


def _commits(body: Record, seq: int | None, at_us: int | None) -> Iterator[Event]:
    ops = [op for op in tables(body.get("ops")) if str(op.get("path")).startswith(f"{POST}/")]
    blocks = _blocks(body.get("blocks")) if any(op.get("action") != "delete" for op in ops) else {}
    yield Event(at_us, seq)
    for op in ops:
        cid = op.get("cid")
        told = {
            "operation": op.get("action"),
            "collection": POST,
            "rkey": str(op.get("path")).removeprefix(f"{POST}/"),
            "record": as_json(blocks.get(cid) if isinstance(cid, bytes) else None),
        }
        yield commit(body.get("repo"), at_us, seq, told)


def _blocks(car: Any) -> dict[bytes, Any]:
    """The blocks of a CAR file by their CIDs; none where it is broken."""
    try:
        return dict(libipld.decode_car(car)[1]) if isinstance(car, bytes) else {}
    except (ValueError, RecursionError):
        return {}


def as_json(value: Any, depth: int = 0) -> Any:
    """A value of the data model as its JSON: links as {"$link"}, bytes as {"$bytes"}.
    https://atproto.com/specs/data-model"""
    if depth > _DEEP:
        return None
    if isinstance(value, bytes):
        return _bytes_as_json(value)
    if isinstance(value, dict):
        return {str(name): as_json(item, depth + 1) for name, item in value.items()}
    if isinstance(value, list):
        return [as_json(item, depth + 1) for item in value]
    return value


def _bytes_as_json(value: bytes) -> Record:
    if len(value) == 36 and value.startswith(_CID_BYTES):
        return {"$link": str(libipld.encode_cid(value))}
    return {"$bytes": base64.b64encode(value).decode().rstrip("=")}
