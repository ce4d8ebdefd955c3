from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("listen", "0008_needs")]
    operations: list[migrations.operations.base.Operation] = []
