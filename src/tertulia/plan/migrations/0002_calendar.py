from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plan", "0001_objectives")]
    operations: list[migrations.operations.base.Operation] = []
