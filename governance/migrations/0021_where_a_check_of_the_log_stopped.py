from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0020_what_witnesses_said"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("run", models.UUIDField()),
                ("begun", models.DateTimeField()),
                ("after", models.UUIDField()),
                ("done", models.BigIntegerField()),
                ("total", models.BigIntegerField()),
                ("found", models.JSONField(default=list)),
                ("seal", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_audit_round")
                ],
            },
        ),
        migrations.AddField(
            model_name="auditcheck",
            name="whole",
            field=models.DateTimeField(null=True),
        ),
    ]
