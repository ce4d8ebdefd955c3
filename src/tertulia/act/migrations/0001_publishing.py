from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name='ByHand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.BigIntegerField(db_index=True)),
                ('network', models.CharField(max_length=63)),
                ('slot', models.CharField(max_length=120)),
                ('key', models.CharField(max_length=64, unique=True)),
                ('draft', models.JSONField()),
                ('text_hash', models.CharField(max_length=64)),
                ('due', models.DateTimeField()),
                ('ordered_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('published', 'Published'), ('unknown', 'Outcome unknown'), ('failed', 'Failed'), ('expired', 'Missed its time'), ('by_hand', 'To publish by hand'), ('cancelled', 'Cancelled')], default='waiting', max_length=16)),
                ('next_at', models.DateTimeField()),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('begun_at', models.DateTimeField(null=True)),
                ('lease', models.CharField(blank=True, max_length=32)),
                ('lease_until', models.DateTimeField(null=True)),
                ('problem', models.JSONField(default=dict)),
                ('native_id', models.CharField(blank=True, max_length=500)),
                ('url', models.CharField(blank=True, max_length=1000)),
                ('published_at', models.DateTimeField(null=True)),
                ('post', models.BigIntegerField(db_index=True, null=True)),
                ('entry', models.BigIntegerField(db_index=True, null=True)),
                ('version', models.BigIntegerField(db_index=True, null=True)),
                ('conversation', models.BigIntegerField(db_index=True, null=True)),
                ('after', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='act.publication')),
                ('ordered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['due', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Moment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('what', models.CharField(max_length=24)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('problem', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moments', to='act.publication')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Reacted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.BigIntegerField()),
                ('network', models.CharField(max_length=63)),
                ('reaction', models.CharField(max_length=16)),
                ('target', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('problem', models.JSONField(default=dict)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('open', models.BooleanField(default=True)),
                ('why', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
                ('resumed_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resumed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('open', True)), fields=('open',), name='one_pause_at_a_time')],
            },
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(fields=['state', 'next_at'], name='publication_next'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('channel', 'slot'), name='publication_once'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.UniqueConstraint(condition=models.Q(('native_id', ''), _negated=True), fields=('channel', 'native_id'), name='publication_one_post'),
        ),
        migrations.AddConstraint(
            model_name='reacted',
            constraint=models.UniqueConstraint(fields=('channel', 'reaction', 'target'), name='reacted_once'),
        ),
    ]
