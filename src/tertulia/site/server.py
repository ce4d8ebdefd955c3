"""The one process: web application, the posts' owner, and all that runs behind them."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from types import FrameType
from typing import Any

from tertulia.errors import Problem
from tertulia.i18n import Text

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
GRACE_S = 5
log = logging.getLogger("tertulia.server")


def serve(host: str, port: int, *, ready: Callable[[str], None]) -> int:
    """Own the posts and answer requests until told to stop. Django is set up and the desk migrated already.

    `ready` gets the address once requests are answered. Raises Problem: "already-running", "port-taken",
    "hosts-unknown".
    """
    from django.conf import settings

    from tertulia.act.inbox.api import watch_inbox
    from tertulia.act.publishing.clock import publishing
    from tertulia.act.thanks.api import watch_thanks
    from tertulia.listen.collect.api import collecting
    from tertulia.listen.monitors.api import resume_backfills
    from tertulia.listen.needs.api import watch_need_notes, watch_needs
    from tertulia.listen.triggers.api import watch_filing, watch_themes
    from tertulia.posts.api import close_store, store

    allow_host(host)
    str(settings.SECRET_KEY)  # made now where there is none, not by the first requests at once
    store(exclusive=True)
    try:
        listener = listen_on(host, port)
        address = f"http://{'[' + host + ']' if ':' in host else host}:{listener.getsockname()[1]}/"
        resume_backfills()
        watch_themes()
        watch_needs()
        watch_need_notes()
        watch_filing()
        watch_inbox()
        watch_thanks()
        threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
        with collecting(), publishing():
            _run(listener, lambda: ready(address))
    finally:
        close_store()
    return 0


def allow_host(host: str) -> None:
    """Answer under this name too; other machines need to be told which names are ours."""
    from django.conf import settings

    if host in LOOPBACK or "TERTULIA_HOSTS" in os.environ:
        return
    if host in ("0.0.0.0", "::"):  # noqa: S104
        raise Problem(
            "hosts-unknown",
            Text("To be reached from other machines, Tertulia must know under which names."),
            Text("Set TERTULIA_HOSTS, for example: TERTULIA_HOSTS=tertulia.example.org,192.168.1.20"),
        )
    settings.ALLOWED_HOSTS.append(host)


def listen_on(host: str, port: int) -> socket.socket:
    """A socket that listens there; Problem "port-taken" where another program does."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(256)
    except OSError as error:
        listener.close()
        raise _cannot_listen(host, port, error) from error
    return listener


def _cannot_listen(host: str, port: int, error: OSError) -> Problem:
    place = f"{host}:{port}"
    if error.errno == errno.EADDRINUSE:
        cause = Text("Another program already listens on port {port}.", port=str(port))
        return Problem(
            "port-taken",
            cause,
            Text("Choose another one, for example: --port {port}", port=str(port + 1)),
            place,
        )
    cause = Text("Tertulia cannot listen there: {reason}.", reason=error.strerror or str(error))
    return Problem("cannot-listen", cause, Text("Choose another --host or --port."), place)


def warm_up() -> None:
    """Compile and load what the first search and the first reading need, before anyone asks."""
    for name in ("tertulia.listen.matcher.api", "tertulia.understand.api"):
        try:
            import_module(name).warm_up()
        except Exception:
            log.exception("warming up %s failed; it will be tried again on first use", name)


def application() -> Callable[..., Any]:
    """The ASGI application with its static files."""
    from django.core.asgi import get_asgi_application

    from tertulia.site.assets import with_static_files

    return with_static_files(get_asgi_application())


def _run(listener: socket.socket, ready: Callable[[], None]) -> None:
    import uvicorn
    from django.conf import settings

    from tertulia.listen.live.streams import STREAMS

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            await asyncio.to_thread(ready)  # the desk refuses to block the loop

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            STREAMS.end()  # they would go on as long as anybody listens
            await super().shutdown(sockets)

    config = uvicorn.Config(
        application(),
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=settings.HTTPS,
        timeout_graceful_shutdown=GRACE_S,
    )
    # uvicorn stops by itself on SIGTERM, then raises it again: the store must still be closed after it.
    signal.signal(signal.SIGTERM, _stop)
    try:
        Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        log.debug("stopped by a signal")


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def open_browser(address: str) -> None:
    """Show the address in the person's browser, where there is a screen to show it on."""
    import webbrowser

    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
