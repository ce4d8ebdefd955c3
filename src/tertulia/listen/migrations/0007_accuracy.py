import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('listen', '0006_themes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ModelWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('teach', 'Teaching'), ('reread', 'Reading history anew')], max_length=6)),
                ('state', models.CharField(choices=[('running', 'Under way'), ('done', 'Done'), ('failed', 'Failed')], default='running', max_length=7)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('seen_at', models.DateTimeField(auto_now=True)),
                ('done', models.PositiveBigIntegerField(default=0)),
                ('total', models.PositiveBigIntegerField(default=0)),
                ('lesson', models.PositiveIntegerField(null=True)),
                ('problem', models.JSONField(default=dict)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.CharField(max_length=12)),
                ('seed', models.BigIntegerField()),
                ('since', models.DateTimeField()),
                ('posts', models.PositiveBigIntegerField()),
                ('strata', models.PositiveIntegerField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Drawn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('turn', models.PositiveSmallIntegerField()),
                ('post', models.BigIntegerField(db_index=True)),
                ('lang', models.CharField(max_length=8)),
                ('network', models.CharField(max_length=64)),
                ('monitor', models.BigIntegerField(default=0)),
                ('chance', models.FloatField()),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drawn', to='listen.round')),
            ],
            options={
                'ordering': ['turn'],
            },
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.CharField(max_length=160)),
                ('said', models.CharField(max_length=160)),
                ('version', models.CharField(max_length=40)),
                ('before', models.CharField(max_length=160, null=True)),
                ('before_by', models.CharField(blank=True, max_length=150)),
                ('at', models.DateTimeField(auto_now=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drawn', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='listen.drawn')),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('drawn', 'by'), name='checked_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='drawn',
            constraint=models.UniqueConstraint(fields=('round', 'post'), name='drawn_once'),
        ),
    ]
