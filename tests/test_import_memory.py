"""A file of any size comes in within bounded memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

POSTS = 200_000
# All processes of the import together. What they share (libraries) is counted in each of the three, about
# 200 MB, so this is 1,500 MB of their own.
LIMIT_MB = 1_900

# What the compiler takes, once a machine, is not what the import takes.
_COMPILE = "import tertulia.listen.matcher.api as m, tertulia.understand.api as u; m.warm_up(); u.warm_up()"
_RUN = """
import resource, sys
from tertulia.site.cli import main

if __name__ == "__main__":
    code = main(["import", sys.argv[1], "--json"])
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(who).ru_maxrss / 1024 for who in whose]
    # The children's figure is that of the largest of the two workers.
    print(int(used[0] + 2 * used[1]), file=sys.stderr)
    sys.exit(code)
"""


@pytest.mark.slow
def test_memory_stays_bounded(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    with path.open("w") as file:
        for n in range(POSTS):
            post = {
                "id": str(n),
                "network": "mastodon",
                "created_at": f"2024-01-{n % 28 + 1:02}T10:00:00Z",
                "text": f"La plaza {n} está hoy llena de gente que espera el concierto #feria @ana{n % 99}",
                "author": f"persona{n % 5000}",
                "likes": n % 50,
            }
            file.write(json.dumps(post) + "\n")
    script = tmp_path / "run.py"
    script.write_text(_RUN)
    environment = {"TERTULIA_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    subprocess.run([sys.executable, "-c", _COMPILE], env=environment, check=True)
    done = subprocess.run(
        [sys.executable, str(script), str(path)], capture_output=True, text=True, env=environment, check=True
    )
    [summary] = json.loads(done.stdout)
    assert (summary["new"], summary["whole"]) == (POSTS, True)
    megabytes = int(done.stderr.split()[-1])
    # The frame (models, kernels) does not grow with the file: a fifth of the file, well below the limit.
    assert megabytes < LIMIT_MB, f"{megabytes} MB"
