"""`tertulia doctor`: checks the installation and the data folder, and says what to do about each finding."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tertulia.home import Home
from tertulia.i18n import Text
from tertulia.site.commands.demo import demo_home
from tertulia.site.commands.up import PORT
from tertulia.site.health import Finding, examine


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=str(Text("write the findings as JSON")))
    parser.add_argument("--demo", action="store_true", help=str(Text("check the demo's folder")))
    parser.add_argument(
        "--port", type=int, default=PORT, help=str(Text("the port that `tertulia up` will take"))
    )


def run(arguments: argparse.Namespace) -> int:
    home = demo_home(arguments.home) if arguments.demo else Home.of(arguments.home)
    findings = list(examine(home, arguments.port))
    if arguments.json:
        print(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False, indent=2))
    else:
        show(home.path, findings)
    return 1 if any(finding.is_wrong for finding in findings) else 0


def show(folder: Path, findings: list[Finding]) -> None:
    """One line a check, its remedy below it."""
    print(Text("Data folder: {folder}", folder=str(folder)))
    for finding in findings:
        mark = {"good": "✓", "note": "·", "wrong": "✗"}[finding.state]
        print(f"{mark} {finding.what}")
        if finding.remedy:
            print(f"    {finding.remedy}")
    wrong = sum(finding.is_wrong for finding in findings)
    print(
        Text("Something is wrong: look at the lines with ✗ ({count}).", count=wrong)
        if wrong
        else Text("All is well.")
    )
