"""A running demo and a real browser for the end-to-end tests."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
STARTS_WITHIN_S = 240


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running demo, one for all workers: the first starts it, the last stops it."""
    shared = (
        tmp_path_factory.getbasetemp().parent
        if "PYTEST_XDIST_WORKER" in os.environ
        else tmp_path_factory.getbasetemp()
    )
    with SharedServer(shared / "demo-server") as address:
        yield address


@pytest.fixture(scope="session")
def server_home(server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the running demo."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo-server" / "home"


class SharedServer:
    """Counts the workers that use the server, under a file lock."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.state = folder, folder / "state.json"
        folder.mkdir(exist_ok=True)

    def _locked(self, change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            before = json.loads(self.state.read_text()) if self.state.exists() else {"users": 0}
            after = change(before)
            self.state.write_text(json.dumps(after))
            return after

    def __enter__(self) -> str:
        return str(self._locked(self._join)["address"])

    def __exit__(self, *exception: object) -> None:
        self._locked(self._leave)

    def _join(self, state: dict[str, Any]) -> dict[str, Any]:
        if not state["users"]:
            pid, address = start_demo(self.folder / "home", self.folder / "log")
            state |= {"pid": pid, "address": address}
        return state | {"users": state["users"] + 1}

    def _leave(self, state: dict[str, Any]) -> dict[str, Any]:
        state["users"] -= 1
        if not state["users"]:
            os.kill(state["pid"], signal.SIGTERM)
        return state


def start_demo(home: Path, log: Path) -> tuple[int, str]:
    """Start `tertulia demo` on a free port; its process id and its address once it answers.

    Through a shell, because the server outlives the worker that starts it.
    """
    command = [sys.executable, "-m", "tertulia", "demo", "--no-browser", "--port", "0", "--home", str(home)]
    started = subprocess.run(
        ["sh", "-c", f'"$@" >"{log}" 2>&1 </dev/null & echo $!', "sh", *command],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, "TERTULIA_LANGUAGE": "en", "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    pid = int(started.stdout)
    for _ in range(STARTS_WITHIN_S * 5):
        if found := re.search(r"answers at (http://\S+)/", log.read_text() if log.exists() else ""):
            return pid, found[1]
        if not is_running(pid):
            break
        time.sleep(0.2)
    raise AssertionError(f"the demo did not start:\n{log.read_text()}")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium. Not for longer: all the while Playwright's event loop runs in this thread, and no
    other test could run one."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Any, server: str) -> Iterator[Callable[..., Any]]:
    """`open_page("/listen/", width=390, language="es", scheme="dark")`: a signed-in page of the demo.

    The test fails on any console error, uncaught exception or violation of the content policy.
    """
    faults: list[str] = []
    contexts: list[Any] = []

    def opened(path: str = "/", *, width: int = 1440, language: str = "en", scheme: str = "light") -> Any:
        context = browser.new_context(
            base_url=server,
            viewport={"width": width, "height": 900 if width > 500 else 844},
            locale=language,
            color_scheme=scheme,
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda said: faults.append(f"{page.url}: {said.text}") if said.type == "error" else None,
        )
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def axe() -> Callable[[Any], None]:
    """`axe(page)`: no violation of WCAG 2.2 A or AA that axe-core can find."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Error

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

    def examined(page: Any) -> Any:
        # Playwright evaluates axe through the debugger, which the page's content policy does not bind.
        return Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]

    def check(page: Any) -> None:
        try:
            found = examined(page)
        except Error:  # the page went on to the next one while axe looked at it
            page.wait_for_load_state("networkidle")
            found = examined(page)
        told = [
            f"{page.url} {v['id']}: {v['help']}\n"
            + "\n".join(f"    {node['html'][:160]}" for node in v["nodes"][:5])
            for v in found
        ]
        assert not told, "\n".join(told)

    return check
