from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("act", "0002_inbox")]
    operations: list[migrations.operations.base.Operation] = []
