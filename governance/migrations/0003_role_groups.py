"""Make a group for each staff role."""

from django.db import migrations

ROLES = ("hr", "compliance", "representative", "steward", "purpose_owner")


def make(apps, editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0002_insert_only"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
