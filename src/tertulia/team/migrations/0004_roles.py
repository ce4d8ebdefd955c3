from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("team", "0003_password_links")]
    operations: list[migrations.operations.base.Operation] = []
