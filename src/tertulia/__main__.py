"""`python -m tertulia` and the `tertulia` command."""

from __future__ import annotations

import sys


def main() -> None:
    from tertulia.site.cli import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
