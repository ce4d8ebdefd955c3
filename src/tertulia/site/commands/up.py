"""`tertulia up`: the web application and all that runs behind it, in one process."""

from __future__ import annotations

import argparse
import os
from urllib.parse import urljoin

from tertulia.i18n import Text
from tertulia.site.server import open_browser, serve

PORT = 8765


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host", default="127.0.0.1", help=str(Text("address to listen on (127.0.0.1: this machine only)"))
    )
    add_port(parser)
    parser.add_argument(
        "--no-collect",
        action="store_true",
        help=str(Text("do not read the sources (as with TERTULIA_COLLECT=0)")),
    )


def add_port(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=int, default=PORT, help=str(Text("port to listen on (0: any free one)"))
    )
    parser.add_argument(
        "--no-browser", action="store_true", help=str(Text("only print the address; open no browser"))
    )


def run(arguments: argparse.Namespace) -> int:
    if arguments.no_collect:
        os.environ["TERTULIA_COLLECT"] = "0"
    from tertulia.team.one_time import owner_secret

    def ready(address: str) -> None:
        secret = owner_secret()
        first = urljoin(address, f"join/{secret}/") if secret else address
        print(Text("Tertulia answers at {address}", address=address), flush=True)
        if secret:
            print(
                Text(
                    "Nobody owns this workspace yet. This link makes you its owner; it works once, for a day:"
                )
            )
            print(f"  {first}", flush=True)
        print(Text("Ctrl-C stops it."), flush=True)
        if not arguments.no_browser:
            open_browser(first)

    return serve(arguments.host, arguments.port, ready=ready)
