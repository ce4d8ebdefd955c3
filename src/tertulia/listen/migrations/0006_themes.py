
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('listen', '0005_hub_subscriptions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ThemeFit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('running', 'Looking'), ('done', 'Done'), ('failed', 'Failed')], default='running', max_length=10)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('posts', models.PositiveBigIntegerField(default=0)),
                ('distinct', models.PositiveBigIntegerField(default=0)),
                ('agreement', models.FloatField(null=True)),
                ('coherence', models.FloatField(null=True)),
                ('rarity', models.JSONField(default=dict)),
                ('error', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('words', models.JSONField(default=list)),
                ('terms', models.JSONField(default=dict)),
                ('pinned', models.BooleanField(default=False)),
                ('rule', models.TextField(blank=True)),
                ('born_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='listen.theme')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='ThemeEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('born', 'found'), ('words', 'found again with other words'), ('merged', 'became part of another theme'), ('lost', 'not found any more'), ('renamed', 'renamed'), ('pinned', 'pinned'), ('unpinned', 'no longer pinned'), ('rule', 'its rule was changed')], max_length=10)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('details', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='listen.theme')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
    ]
