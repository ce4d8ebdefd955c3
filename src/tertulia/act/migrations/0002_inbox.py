from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("act", "0001_publishing")]
    operations: list[migrations.operations.base.Operation] = []
