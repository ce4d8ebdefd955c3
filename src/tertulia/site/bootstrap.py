"""Makes Django ready in a data folder: settings, migrations."""

from __future__ import annotations

import os


def prepare_django() -> None:
    """Load Django with our settings; the folder is the one TERTULIA_HOME names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tertulia.site.settings")
    import django

    django.setup()


def prepare_desk() -> None:
    """Django ready and the desk's tables up to date, creating the data folder where there is none."""
    from tertulia.home import Home
    from tertulia.posts.api import finish_restore

    finish_restore(Home.of().ensure())
    prepare_django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
