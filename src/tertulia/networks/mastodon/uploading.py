"""A file on its way to a post: sent with its description, and waited for until the server has worked on it.

https://docs.joinmastodon.org/methods/media/#v2
"""

from __future__ import annotations

import asyncio
import secrets
from typing import Any
from urllib.parse import quote

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Media
from tertulia.networks.mastodon.client import Server
from tertulia.networks.publishing import bytes_of, first_word
from tertulia.outbound.api import Answer, OutboundProblem

WAITS_S = (0.5, 1, 2, 3, 5, 8, 10, 10, 10, 10)
_READY = 200  # 202: it is worked on; 206: still


async def upload(medium: Media, server: Server) -> str:
    """The id of the file on the server. Raises `Problem` ("media-not-ready", "media-missing", "refused")."""
    content = await asyncio.to_thread(bytes_of, medium)
    answer = await _sent(medium, content, server)
    number = _id(answer.json(), medium)
    for wait_s in WAITS_S:
        if answer.status == _READY:
            return number
        await asyncio.sleep(wait_s)
        address = f"{server.base}/api/v1/media/{quote(number, safe='')}"
        answer = await server.http.get(address, headers=server.headers)
    if answer.status == _READY:
        return number
    raise Problem(
        "media-not-ready",
        Text("{server} is still working on the file {name}.", server=server.host, name=medium.path.name),
        Text("Tertulia tries again by itself."),
        permanent=False,
    )


async def _sent(medium: Media, content: bytes, server: Server) -> Answer:
    """The server's answer to the file; older servers and other programs know the first way only."""
    body, kind = multipart(medium, content)
    for path in ("/api/v2/media", "/api/v1/media"):
        try:
            return await server.send(path, content=body, headers={"Content-Type": kind})
        except OutboundProblem as problem:
            if problem.code != "not-found" or path == "/api/v1/media":
                raise
    raise AssertionError("one of the two ways answers or raises")


def multipart(medium: Media, content: bytes) -> tuple[bytes, str]:
    """The file and its description as a form (RFC 7578), and the form's kind."""
    border = f"tertulia-{secrets.token_hex(16)}"
    suffix = medium.path.suffix if medium.path.suffix.isascii() and medium.path.suffix[1:].isalnum() else ""
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="file{suffix}"\r\n'
        f"Content-Type: {medium.kind}\r\n\r\n".encode(),
        content,
    ]
    if medium.alt:
        head = f'\r\n--{border}\r\nContent-Disposition: form-data; name="description"\r\n\r\n'
        parts.append(f"{head}{medium.alt}".encode())
    return b"".join([*parts, f"\r\n--{border}--\r\n".encode()]), f"multipart/form-data; boundary={border}"


def _id(said: Any, medium: Media) -> str:
    number = first_word(said.get("id")) if isinstance(said, dict) else ""
    if number:
        return number
    cause = Text("The server took the file {name} without saying under which name.", name=medium.path.name)
    raise Problem("bad-answer", cause, Text("Tertulia tries again by itself."), permanent=False)
