from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SIDES = [
    ("strength", "Strength"),
    ("weakness", "Weakness"),
    ("opportunity", "Opportunity"),
    ("threat", "Threat"),
]


def _by() -> models.Field:
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def _id() -> models.Field:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("listen", "0008_needs"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="SwotItem",
            fields=[
                ("id", _id()),
                ("key", models.CharField(max_length=300, unique=True)),
                (
                    "area",
                    models.CharField(
                        max_length=12,
                        choices=[
                            ("brand", "Our brand"),
                            ("audiences", "Our audiences"),
                            ("sector", "Our sector"),
                            ("competition", "Direct competition"),
                        ],
                    ),
                ),
                (
                    "state",
                    models.CharField(max_length=8, choices=[("accepted", "Accepted"), ("rejected", "Rejected")]),
                ),
                ("side", models.CharField(max_length=11, choices=SIDES, blank=True)),
                ("suggested", models.CharField(max_length=11, choices=SIDES, blank=True)),
                ("text", models.TextField()),
                ("said", models.TextField()),
                ("language", models.CharField(max_length=8)),
                ("figure", models.JSONField()),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("evidence", models.JSONField(default=list)),
                ("show", models.TextField(blank=True)),
                ("at", models.DateTimeField(auto_now=True)),
                ("by", _by()),
            ],
            options={"ordering": ["side", "area", "id"]},
        ),
        migrations.CreateModel(
            name="SwotDecision",
            fields=[
                ("id", _id()),
                ("key", models.CharField(max_length=300, db_index=True)),
                (
                    "what",
                    models.CharField(
                        max_length=8,
                        choices=[
                            ("accepted", "accepted"),
                            ("edited", "edited"),
                            ("rejected", "rejected"),
                            ("undone", "undone"),
                        ],
                    ),
                ),
                ("before", models.JSONField(default=dict)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("by", _by()),
            ],
            options={"ordering": ["-at", "-id"]},
        ),
        migrations.CreateModel(
            name="TheirAccounts",
            fields=[
                ("id", _id()),
                ("accounts", models.JSONField(default=list)),
                ("at", models.DateTimeField(auto_now=True)),
                ("by", _by()),
                (
                    "monitor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="their_accounts",
                        to="listen.monitor",
                    ),
                ),
            ],
        ),
    ]
