"""A real WordPress for tests: started, written to as its people do, stopped."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).parent
NEEDS = ("mariadbd", "mariadb-install-db", "php", "curl")


def is_installed() -> bool:
    return Path("/usr/share/wordpress").is_dir() and all(shutil.which(name) for name in NEEDS)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@dataclass
class WordPress:
    """A site whose owner is "admin"; `folder` is empty and the site's own."""

    folder: Path
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def password(self) -> str:
        return (self.folder / "app_password").read_text()

    def __enter__(self) -> Self:
        self.port = free_port()
        command = [HERE / "start.sh", self.folder, str(self.port), str(free_port())]
        try:
            subprocess.run(command, check=True, timeout=120)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        if (self.folder / "pids").exists():
            subprocess.run([HERE / "stop.sh", self.folder], check=False, timeout=30)

    def call(self, method: str, path: str, body: Any = None, signed: bool = True) -> Any:
        """The site's REST interface, as its owner or as a visitor; the decoded answer."""
        request = urllib.request.Request(f"{self.address}/wp-json/wp/v2/{path}", method=method)
        request.add_header("Content-Type", "application/json")
        if signed:
            proof = base64.b64encode(f"admin:{self.password}".encode()).decode()
            request.add_header("Authorization", f"Basic {proof}")
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, data, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from None

    def post(self, title: str, content: str, **more: Any) -> int:
        return int(
            self.call("POST", "posts", {"title": title, "content": content, "status": "publish", **more})[
                "id"
            ]
        )

    def comment(self, post: int, content: str, **more: Any) -> int:
        given = {
            "post": post,
            "content": content,
            "author_name": "Jordi",
            "author_email": "jordi@example.com",
        }
        return int(self.call("POST", "comments", {**given, **more})["id"])

    def run(self, code: str) -> str:
        """PHP within the site; what it echoes."""
        whole = (
            f"$_SERVER['HTTP_HOST']='127.0.0.1:{self.port}'; $_SERVER['REQUEST_URI']='/';"
            f" $_SERVER['SERVER_PROTOCOL']='HTTP/1.1'; $_SERVER['REQUEST_METHOD']='GET';"
            f" require '{self.folder}/root/wp-load.php'; {code}"
        )
        done = subprocess.run(["php", "-r", whole], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout
