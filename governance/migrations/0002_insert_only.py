"""Let the log and the ledger take inserts alone."""

from django.db import migrations

from governance.audit import insert_only


def install(apps, editor):
    for table in insert_only.TABLES:
        insert_only.install(editor.connection, table)


def remove(apps, editor):
    for table in insert_only.TABLES:
        insert_only.remove(editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_tables")]
    operations = [migrations.RunPython(install, remove)]
