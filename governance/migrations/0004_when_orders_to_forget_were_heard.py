import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0003_role_groups")]

    operations = [
        migrations.AddField(
            model_name="forget",
            name="asked_at",
            field=models.DateTimeField(default=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="forget", name="heard_at", field=models.DateTimeField(null=True)
        ),
    ]
