import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('listen', '0004_measured_searches'),
    ]

    operations = [
        migrations.CreateModel(
            name='HubSubscription',
            fields=[
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='hub', serialize=False, to='listen.source')),
                ('hub', models.CharField(blank=True, max_length=500)),
                ('topic', models.CharField(blank=True, max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(null=True)),
                ('heard_at', models.DateTimeField(null=True)),
            ],
        ),
    ]
