"""Static files, served by the same process straight from the slices' folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

from tertulia.site.middleware import HEADERS

MAX_AGE_S = 60


def folders() -> list[Path]:
    """Every folder of static files, those of the slices' parts included."""
    mine = [Path(app.path) / "static" for app in apps.get_app_configs() if app.name.startswith("tertulia.")]
    return [folder for folder in (*mine, *map(Path, settings.STATICFILES_DIRS)) if folder.is_dir()]


def with_static_files(application: Callable[..., Any]) -> Callable[..., Any]:
    """The ASGI application with `/static/` in front of it."""
    from servestatic import ServeStaticASGI

    serving = ServeStaticASGI(
        application, max_age=MAX_AGE_S, allow_all_origins=False, add_headers_function=_add_headers
    )
    for folder in folders():
        serving.add_files(folder, prefix="static/")
    return serving  # type: ignore[no-any-return]


def _add_headers(headers: Any, path: str, url: str) -> None:
    for name, value in {**HEADERS, "X-Content-Type-Options": "nosniff"}.items():
        headers[name] = value
