"""`tertulia up`, `demo` and `doctor` as a person starts them."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.server


def command(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TERTULIA_LANGUAGE": "en"}
    return subprocess.run(
        [sys.executable, "-m", "tertulia", *words, "--home", str(home)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
    )


@contextmanager
def running(home: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A server on a free port: the process, its address, and the one-time link if it printed one."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tertulia", "up", "--port", "0", "--no-browser", "--home", str(home), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "TERTULIA_LANGUAGE": "en"},
    )
    assert process.stdout is not None
    address = link = ""
    for line in process.stdout:
        found = re.search(r"http://\S+", line)
        if found and "/join/" in line:
            link = found.group()
        elif found:
            address = found.group()
        if "Ctrl-C" in line:
            break
    try:
        yield process, address, link
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        process.stdout.close()


def get(address: str, path: str = "/", **headers: str) -> http.client.HTTPResponse:
    with closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer


def test_up_prints_a_link_for_the_first_owner_and_stops_cleanly(tmp_path):
    with running(tmp_path / "home") as (process, address, link):
        assert get(address).status == 302
        assert get(address, urlsplit(link).path).status == 200
        static = get(address, "/static/site/tertulia.css")
        assert static.status == 200
        assert "default-src 'none'" in static.headers["Content-Security-Policy"]
        assert get(address, "/", Host="evil.example").status == 400
    assert process.returncode == 0


def test_the_second_start_on_a_folder_says_so(tmp_path):
    with running(tmp_path / "home"):
        second = command("up", "--port", "0", "--no-browser", home=tmp_path / "home")
    assert second.returncode == 3
    assert "already" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_port_taken_is_told_with_what_to_do(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = command("up", "--port", str(port), "--no-browser", home=tmp_path / "home")
    assert answer.returncode == 3
    assert f"--port {port + 1}" in answer.stderr


def test_the_demo_refuses_other_machines(tmp_path):
    answer = command("demo", "--host", "0.0.0.0", "--no-browser", home=tmp_path / "home")
    assert answer.returncode == 3
    assert "this machine only" in answer.stderr
    assert not (tmp_path / "home").exists()


def test_the_demo_leaves_real_data_alone(tmp_path):
    with running(tmp_path / "home"):
        pass
    answer = command("demo", "--no-browser", "--port", "0", home=tmp_path / "home")
    assert answer.returncode == 3
    assert "did not make" in answer.stderr


def test_up_elsewhere_needs_to_know_its_names(tmp_path):
    answer = command("up", "--host", "0.0.0.0", "--no-browser", home=tmp_path / "home")
    assert answer.returncode == 3
    assert "TERTULIA_HOSTS" in answer.stderr


def test_doctor_finds_what_is_wrong_and_says_what_to_do(tmp_path):
    home = tmp_path / "home"
    with running(home) as (_, address, _):
        get(address, "/sign-in/")
        assert command("doctor", home=home).returncode == 0
    assert command("doctor", home=home).returncode == 0
    home.chmod(0o755)
    (home / "secret.key").chmod(0o644)
    (home / "desk.sqlite3").write_bytes(b"not a database at all" * 100)
    answer = command("doctor", "--json", home=home)
    assert answer.returncode == 1
    wrong = {
        finding["code"]: finding["remedy"]
        for finding in json.loads(answer.stdout)
        if finding["state"] == "wrong"
    }
    assert set(wrong) == {"folder", "secret", "desk"}
    assert all(wrong.values())


def test_doctor_before_the_first_start_finds_nothing_wrong_and_makes_nothing(tmp_path):
    answer = command("doctor", home=tmp_path / "none")
    assert answer.returncode == 0, answer.stdout
    assert not (tmp_path / "none").exists()
