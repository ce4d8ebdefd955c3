"""Local networks to collect from: a Jetstream of invented posts at a steady pace, and thousands of feeds.

    python -m benchmarks.sources jetstream 2000        # posts a second
    python -m benchmarks.sources feeds 5000

Each prints its ports as JSON when it listens, and serves until it is ended.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np

BEAT_S = 0.05
_DIDS = 3_000
_TEXTS = 20_000
ENTRIES = 15
HOSTS = 100  # addresses of this machine alone


def main() -> None:
    kind, amount = sys.argv[1], int(sys.argv[2])
    asyncio.run(jetstream(amount) if kind == "jetstream" else feeds(amount))


async def jetstream(rate: int) -> None:
    """Posts as Jetstream tells them, dated with the moment in which they are sent; and profiles for their
    dids."""
    from websockets.asyncio.server import ServerConnection, serve
    from websockets.exceptions import ConnectionClosed

    written = [json.dumps(text) for text in said(_TEXTS)]

    async def stream(connection: ServerConnection) -> None:
        sent, began = 0, time.time()
        with suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(BEAT_S)
                while sent < (time.time() - began) * rate:
                    await connection.send(event(sent, written[sent % _TEXTS]))
                    sent += 1

    async with serve(stream, "127.0.0.1", 0, compression=None) as sockets:
        profiles = await asyncio.start_server(_profiles, "127.0.0.1", 0)
        ports = {
            "stream": sockets.sockets[0].getsockname()[1],
            "server": profiles.sockets[0].getsockname()[1],
        }
        print(json.dumps(ports), flush=True)
        await asyncio.Future()


def event(number: int, text: str) -> str:
    now = time.time()
    at = datetime.fromtimestamp(now, UTC).isoformat().replace("+00:00", "Z")
    return (
        f'{{"did":"did:plc:{number % _DIDS:024d}","time_us":{int(now * 1e6)},"kind":"commit","commit":{{'
        f'"rev":"3k","operation":"create","collection":"app.bsky.feed.post","rkey":"3k{number:011d}",'
        f'"record":{{"$type":"app.bsky.feed.post","createdAt":"{at}","langs":["es"],"text":{text}}},'
        f'"cid":"bafy{number}"}}}}'
    )


def said(count: int) -> list[str]:
    from benchmarks.generate import texts

    found: list[str] = texts(count, np.random.default_rng(5))[0].to_pylist()
    return found


async def _profiles(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _answering(reader, writer, _profile)


def _profile(target: str, head: str) -> bytes:
    actors = parse_qs(urlsplit(target).query).get("actors", [])
    found = [{"did": did, "handle": f"persona{did[-4:]}.example"} for did in actors]
    return _whole(200, json.dumps({"profiles": found}).encode(), "application/json")


async def feeds(count: int) -> None:
    """Feeds by number. What a round changes, the address `/mix/CHANGED/SAME` says in thousandths: so many
    have a new entry each time they are asked again, so many are sent whole though nothing changed, the others
    are 304."""
    server = _Feeds(count)
    first = await asyncio.start_server(server.handle, "127.0.0.1", 0)
    port = first.sockets[0].getsockname()[1]
    others = [f"127.0.0.{n}" for n in range(2, HOSTS + 1)]
    _rest = await asyncio.start_server(server.handle, others, port)
    print(json.dumps({"feeds": port}), flush=True)
    await asyncio.Future()


class _Feeds:
    def __init__(self, count: int) -> None:
        self.changed, self.same = 0, 0
        self.newest = [ENTRIES] * count
        self.said = said(4000)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _answering(reader, writer, self.answer)

    def answer(self, target: str, head: str) -> bytes:
        parts = target.strip("/").split("/")
        if parts[0] == "mix":
            self.changed, self.same = int(parts[1]), int(parts[2])
            return _whole(200, b"{}", "application/json")
        number = int(parts[1])
        place, again = number % 1000, "if-none-match" in head.lower()
        if again and place < self.changed:
            self.newest[number] += 1
        elif again and place >= self.changed + self.same:
            return _whole(304, b"", "application/rss+xml", f'ETag: "{self.newest[number]}"\r\n')
        return _whole(200, self.feed(number), "application/rss+xml", f'ETag: "{self.newest[number]}"\r\n')

    def feed(self, number: int) -> bytes:
        newest = self.newest[number]
        entries = "".join(self.entry(number, n) for n in range(newest, newest - ENTRIES, -1))
        head = f"<title>Sitio {number}</title><link>http://sitio{number}.example/</link>"
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{entries}</channel></rss>'.encode()

    def entry(self, number: int, n: int) -> str:
        text = self.said[(number * 7 + n) % len(self.said)].replace("&", "&amp;").replace("<", "&lt;")
        link = f"http://sitio{number}.example/{n}"
        body = "".join(f"<p>{text}</p>" for _ in range(4)).replace("<", "&lt;").replace(">", "&gt;")
        return (
            f"<item><guid>{link}</guid><link>{link}</link><title>{text[:60]}</title>"
            f"<pubDate>Mon, 23 Nov 2026 10:{n % 60:02d}:00 GMT</pubDate>"
            f"<description>{body}</description></item>"
        )


async def _answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Any) -> None:
    """Answer requests on a connection until the client goes."""
    try:
        while head := (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"):
            writer.write(answer(head.split(" ")[1], head))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        return
    finally:
        writer.close()


def _whole(status: int, body: bytes, kind: str, more: str = "") -> bytes:
    head = f"HTTP/1.1 {status} So\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


if __name__ == "__main__":
    main()
