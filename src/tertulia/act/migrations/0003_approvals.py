from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("act", "0002_inbox"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_kind", models.SlugField(max_length=24)),
                ("subject", models.BigIntegerField()),
                ("channel", models.BigIntegerField()),
                ("kind", models.CharField(choices=[("post", "Posts"), ("reply", "Answers")], max_length=8)),
                ("text", models.TextField()),
                ("hashes", models.JSONField(default=list)),
                ("drafts", models.JSONField(default=list)),
                ("entry", models.BigIntegerField(db_index=True, null=True)),
                ("conversation", models.BigIntegerField(db_index=True, null=True)),
                ("asked_at", models.DateTimeField()),
                ("due", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for approval"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("expired", "Not approved in time"),
                            ("void", "Void: the text was changed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="waiting",
                        max_length=16,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ApprovalDemand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "mode",
                    models.CharField(
                        choices=[("any", "One of them is enough"), ("all", "All of them")], max_length=8
                    ),
                ),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="demands", to="act.approval"
                    ),
                ),
                ("people", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ApprovalRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("channel", models.BigIntegerField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        blank=True, choices=[("post", "Posts"), ("reply", "Answers")], max_length=8
                    ),
                ),
                (
                    "author_role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("owner", "Owner"),
                            ("manager", "Manager"),
                            ("editor", "Editor"),
                            ("responder", "Responder"),
                            ("trainee", "Trainee"),
                            ("viewer", "Viewer"),
                        ],
                        max_length=16,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                (
                    "mode",
                    models.CharField(
                        choices=[("any", "One of them is enough"), ("all", "All of them")],
                        default="any",
                        max_length=8,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("owner", "Owner"),
                            ("manager", "Manager"),
                            ("editor", "Editor"),
                            ("responder", "Responder"),
                            ("trainee", "Trainee"),
                            ("viewer", "Viewer"),
                        ],
                        max_length=16,
                    ),
                ),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("people", models.ManyToManyField(blank=True, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="ApprovalVote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("granted", models.BooleanField()),
                ("comment", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="act.approval"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="approval",
            index=models.Index(fields=["subject_kind", "subject"], name="approval_subject"),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("subject_kind", "subject"),
                name="one_approval_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalvote",
            constraint=models.UniqueConstraint(fields=("approval", "person"), name="one_vote_each"),
        ),
    ]
