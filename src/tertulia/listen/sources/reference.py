"""Writes the reference of the networks from their manifests.

`python -m tertulia.listen.sources.reference` renews docs/reference/networks.md and networks.es.md: what can
be read of each network and published there, what connecting an account needs and why, what it cannot do, its
limits, how long one may answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tertulia import i18n
from tertulia.i18n import Text
from tertulia.listen.sources.matrix import matrix
from tertulia.networks.base import Manifest, Readable, Setting, live_networks

TITLE = Text("The networks and what they can do")
ABOUT = Text(
    "What Tertulia reads of each network, as the networks say it themselves. The page Settings, Channels and "
    "networks shows the same."
)
HEAD = (Text("What can be read"), Text("What to type"), Text("Asked"))
FILES = {"en": "networks.md", "es": "networks.es.md"}


def reference(language: str) -> str:
    """The whole reference as Markdown in a language."""
    i18n.activate(language)
    try:
        return "\n".join(_lines([network.manifest for network in live_networks().values()])) + "\n"
    finally:
        i18n.activate(None)


def _lines(manifests: Sequence[Manifest]) -> Iterator[str]:
    yield from (f"# {TITLE}", "", str(ABOUT), "")
    made = matrix(manifests)
    yield _row([str(Text("Network")), *made.kinds])
    yield "|---" * (len(made.kinds) + 1) + "|"
    for row in made.rows:
        yield _row([str(row.manifest.title), *(cell.label for cell in row.cells)])
    for manifest in manifests:
        yield from _section(manifest)


def _section(manifest: Manifest) -> Iterator[str]:
    yield from ("", f"## {manifest.title} (`{manifest.name}`)", "")
    if manifest.summary:
        yield from (str(manifest.summary), "")
    yield _row(map(str, HEAD))
    yield "|---|---|---|"
    yield from (_row([str(way.title), _target(way), _pace(way)]) for way in manifest.reads)
    yield from _list(Text("To connect a channel"), map(_setting, manifest.settings))
    asked = (f"`{name}`: {why}" for name, why in manifest.permissions)
    yield from _list(Text("What is asked of the network"), asked)
    yield from _list(Text("What can be published"), map(str, manifest.publishes))
    yield from _list(Text("What it cannot do"), map(str, manifest.cannot))
    yield from _list(Text("Its limits"), map(str, manifest.limits))
    yield from _list(Text("How long one may answer"), map(str, manifest.reply_windows))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _list(title: Text, lines: Iterable[str]) -> Iterator[str]:
    found = [f"- {line}" for line in lines]
    if found:
        yield from ("", f"**{title}**", "", *found)


def _target(way: Readable) -> str:
    if way.target is None:
        return str(Text("nothing"))
    return f"{way.target} (`{way.example}`)" if way.example else str(way.target)


def _pace(way: Readable) -> str:
    minutes = round(way.every_s / 60)
    every = Text("{n} h", n=minutes // 60) if minutes % 60 == 0 else Text("{n} min", n=minutes)
    pace = Text("as published") if way.live else Text("every {time}", time=every)
    return ", ".join([str(pace), *([str(Text("with a channel"))] if way.channel else [])])


def _setting(setting: Setting) -> str:
    marks = [str(Text("secret"))] if setting.kind == "secret" else []
    marks += [str(Text("may be left out"))] if not setting.required else []
    told = f" ({', '.join(marks)})" if marks else ""
    return f"{setting.label} (`{setting.name}`): {setting.why}{told}"


def write(folder: Path) -> None:
    """Write both languages' files into `folder`."""
    for language, name in FILES.items():
        (folder / name).write_text(reference(language), encoding="utf-8")


if __name__ == "__main__":
    write(Path("docs/reference"))
