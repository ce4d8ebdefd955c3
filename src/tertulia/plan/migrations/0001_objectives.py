from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Audience',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('description', models.TextField(blank=True)),
                ('query', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('deleted_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['title', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Allotment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(db_index=True)),
                ('channel', models.BigIntegerField(blank=True, null=True)),
                ('hours', models.DecimalField(decimal_places=2, default=0, max_digits=7)),
                ('budget', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['channel', 'person__first_name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('need', models.BigIntegerField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('audience', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='messages', to='plan.audience')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ChannelUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.BigIntegerField()),
                ('how', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='plan.message')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Objective',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('search', 'Search position'), ('visits', 'Visits to the site'), ('image', 'Image'), ('notoriety', 'Notoriety'), ('value', 'Added value'), ('care', 'Customer care'), ('sales', 'Sales'), ('reach', 'Reach new customers'), ('calls', 'Fewer phone calls'), ('loyalty', 'Loyalty'), ('product', 'Product development'), ('own', 'Another of our own')], max_length=10)),
                ('title', models.CharField(max_length=160)),
                ('why', models.TextField(blank=True)),
                ('starts', models.DateField()),
                ('ends', models.DateField(blank=True, null=True)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('running', 'Under way'), ('done', 'Finished'), ('dropped', 'Abandoned')], default='running', max_length=8)),
                ('swot', models.JSONField(blank=True, default=list)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['starts', 'id'],
            },
        ),
        migrations.AddField(
            model_name='message',
            name='objective',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='plan.objective'),
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=16)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('unit', models.CharField(blank=True, max_length=30)),
                ('query', models.TextField(blank=True)),
                ('channel', models.BigIntegerField(blank=True, null=True)),
                ('window', models.PositiveSmallIntegerField(default=30)),
                ('baseline', models.FloatField(blank=True, null=True)),
                ('target', models.FloatField()),
                ('since', models.DateField()),
                ('due', models.DateField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('audience', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='indicators', to='plan.audience')),
                ('objective', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicators', to='plan.objective')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Idea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('text', models.TextField(blank=True)),
                ('source', models.CharField(choices=[('need', 'From a need'), ('post', 'From a post'), ('team', 'From the team'), ('people', 'People’s own content'), ('feed', 'From a feed we follow')], default='team', max_length=8)),
                ('state', models.CharField(choices=[('new', 'To look at'), ('ready', 'Ready'), ('used', 'Used'), ('dropped', 'Dropped')], default='new', max_length=8)),
                ('format', models.CharField(blank=True, choices=[('text', 'Text'), ('image', 'Image'), ('video', 'Video'), ('audio', 'Audio'), ('article', 'Article'), ('thread', 'Thread'), ('question', 'Question to people'), ('event', 'Event')], max_length=10)),
                ('link', models.URLField(blank=True, max_length=1000)),
                ('need', models.BigIntegerField(blank=True, null=True)),
                ('note', models.BigIntegerField(db_index=True, null=True)),
                ('post', models.BigIntegerField(db_index=True, null=True)),
                ('entry', models.BigIntegerField(null=True)),
                ('permission', models.CharField(blank=True, choices=[('', 'Not asked'), ('asked', 'We asked'), ('granted', 'They said yes'), ('refused', 'They said no')], default='', max_length=8)),
                ('permission_on', models.DateField(blank=True, null=True)),
                ('permission_text', models.TextField(blank=True)),
                ('credit', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('audience', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ideas', to='plan.audience')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ideas', to='plan.message')),
                ('objective', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ideas', to='plan.objective')),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='audience',
            name='objectives',
            field=models.ManyToManyField(blank=True, related_name='audiences', to='plan.objective'),
        ),
        migrations.CreateModel(
            name='TypedValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('value', models.FloatField()),
                ('source', models.CharField(max_length=300)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='plan.indicator')),
            ],
            options={
                'ordering': ['on', 'id'],
            },
        ),
    ]
