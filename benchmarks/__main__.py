"""`script/bench [NAME…] [--quick]`: runs the benchmarks, keeps the figures, writes docs/benchmarks.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.reading import quality
from benchmarks.rows import Row

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results.json"
PAGE = ROOT / "docs" / "benchmarks.md"
NAMES = {
    "startup": "Waiting",
    "matching": "Matching",
    "reading": "Reading",
    "teaching": "What corrections teach",
    "about": "What is said of each company",
    "themes": "Themes",
    "needs": "Needs",
    "situation": "The situation report",
    "inbox": "The inbox",
    "whole_path": "The whole path",
    "explorer": "The conversation explorer",
    "collecting": "Listening live",
    "memory": "Memory",
}
_PACKAGES = ("tertulia", "duckdb", "pyarrow", "numba", "numpy", "django", "tantivy")


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all of them if none"
    )
    parser.add_argument(
        "--quick", action="store_true", help="smaller data, fewer rounds; figures are not kept"
    )
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(NAMES)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    for name in arguments.names or NAMES:
        print(f"\n{NAMES[name]}", flush=True)
        rows: list[Row] = import_module(f"benchmarks.{name}").run(arguments.quick)
        for row in rows:
            print(f"  {line(row)}", flush=True)
        if not arguments.quick:
            keep(name, rows)
    return 0


def line(row: Row) -> str:
    peer = (
        f"  {row.peer} {figure(row.peer_value)}, {row.ratio:.1f} times"
        if row.peer_value and row.ratio
        else ""
    )
    goal = f"  [{row.goal}: {'met' if row.met else 'NOT MET'}]" if row.goal else ""
    return f"{row.name}: {figure(row.value)} {row.unit}{peer}{goal}  {row.note}".rstrip()


def keep(name: str, rows: list[Row]) -> None:
    """Put the rows in the place of the benchmark's earlier ones, in the JSON and on the page."""
    results: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    results[name] = {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": machine(),
        "versions": {package: version(package) for package in _PACKAGES},
        "rows": [row.as_dict() for row in rows],
    }
    RESULTS.write_text(json.dumps({key: results[key] for key in NAMES if key in results}, indent=1) + "\n")
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(results))


def machine() -> dict[str, str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": str(os.cpu_count()),
        "processor": _processor(),
        "memory": f"{memory:.0f} GB",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": f"{os.getloadavg()[1]:.1f}",
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next(
        (text.split(":", 1)[1].strip() for text in lines if text.startswith("model name")),
        platform.processor(),
    )


def figure(value: float | None) -> str:
    """Three digits that count."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


_HEAD = """# Benchmarks

Measured with `script/bench`, which writes this page; the figures with all their notes are in
`benchmarks/results.json`. Medians, on the machine named under each table. Machines, and the same machine on
another day, differ: absolute figures are good to about a third, ratios between two engines measured in turn
in the same run are good to about a tenth. The load named is the machine's average number of busy processes
when the figures were kept; above the number of cores, times are longer than an idle machine's.
"""


def page(results: dict[str, Any]) -> str:
    """The results as a page."""
    parts = [_HEAD]
    for name, title in NAMES.items():
        if name in results:
            parts.append(_section(title, results[name]))
        if name == "reading":
            parts.append(quality())
    return "\n".join(parts)


def _section(title: str, result: dict[str, Any]) -> str:
    lines = [f"## {title}", "", "| what | figure | beside | goal | note |", "|---|---:|---|---|---|"]
    lines += [_table_row(row) for row in result["rows"]]
    where = result["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in result["versions"].items())
    lines += [
        "",
        f"{result['date']}; {where['cores']} cores of {where['processor']}, {where['memory']}, "
        f"{where['system']}, load {where['load']}; Python {where['python']}, {versions}.",
        "",
    ]
    return "\n".join(lines)


def _table_row(row: dict[str, Any]) -> str:
    peer = (
        f"{row['peer']}: {figure(row['peer_value'])} ({row['ratio']:.1f} times)" if row["peer_value"] else ""
    )
    goal = f"{row['goal']}: {'met' if row['met'] else '**not met**'}" if row["goal"] else ""
    return f"| {row['name']} | {figure(row['value'])} {row['unit']} | {peer} | {goal} | {row['note']} |"


if __name__ == "__main__":
    sys.exit(main())
