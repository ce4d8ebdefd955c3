from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = []
    operations: list[migrations.operations.base.Operation] = []
