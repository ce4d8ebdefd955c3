from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("listen", "0007_accuracy")]
    operations: list[migrations.operations.base.Operation] = []
