from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('listen', '0007_accuracy'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NeedHook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('host', models.CharField(max_length=300)),
                ('secrets', models.TextField()),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='NeedLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('running', 'Looking'), ('done', 'Done'), ('failed', 'Failed')], default='running', max_length=10)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('last', models.BigIntegerField(default=0)),
                ('posts', models.PositiveBigIntegerField(default=0)),
                ('joined', models.PositiveBigIntegerField(default=0)),
                ('found', models.PositiveIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=160)),
                ('kind', models.CharField(choices=[('question', 'Question'), ('request', 'Request'), ('complaint', 'Complaint'), ('suggestion', 'Suggestion')], max_length=10)),
                ('state', models.CharField(choices=[('open', 'Still open'), ('answered', 'Answered'), ('met', 'Met by content'), ('passed', 'Passed on to product'), ('wont', "Won't do")], default='open', max_length=8)),
                ('typical', models.BigIntegerField(null=True)),
                ('note', models.TextField(blank=True)),
                ('answer', models.TextField(blank=True)),
                ('answer_url', models.URLField(blank=True, max_length=1000)),
                ('answer_post', models.BigIntegerField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('found_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='listen.need')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='NeedEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('found', 'found as a need'), ('joined', 'more posts say it'), ('renamed', 'given another name'), ('state', 'its state was changed'), ('merged', 'another need became part of it'), ('split', 'posts became a need of their own'), ('moved', 'posts were moved to another need'), ('taken', 'posts were taken out'), ('noted', 'something was made of it')], max_length=8)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('details', models.JSONField(default=dict)),
                ('undone_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='listen.need')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='NeedNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('idea', 'Idea'), ('task', 'Task'), ('answer', 'Saved answer'), ('product', 'Product note')], max_length=8)),
                ('text', models.TextField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('need', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notes', to='listen.need')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='NeedPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.BigIntegerField(unique=True)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('need', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='listen.need')),
            ],
            options={
                'ordering': ['post'],
            },
        ),
        migrations.CreateModel(
            name='NeedSending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('failed', 'Given up')], default='waiting', max_length=8)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('tried_at', models.DateTimeField(null=True)),
                ('problem', models.JSONField(default=dict)),
                ('hook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sendings', to='listen.needhook')),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sendings', to='listen.neednote')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
    ]
