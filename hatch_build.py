"""Compiles the translation catalogues into the wheel, so that an installed Tertulia speaks Spanish."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileMessages(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, str(Path(self.root) / "script"))
        from compile_messages import compile_all

        compile_all(Path(self.root) / "src")
