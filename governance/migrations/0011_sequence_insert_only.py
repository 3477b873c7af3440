"""Let the sequence, its tiles and checkpoints take inserts alone, and let entries wait for it."""

from django.db import migrations

from governance.audit import insert_only, waiting_trigger

TABLES = ("governance_auditleaf", "governance_audittile", "governance_auditcheckpoint")


def install(apps, editor):
    for table in TABLES:
        insert_only.remove(editor.connection, table)
        insert_only.install(editor.connection, table)
    waiting_trigger.install(editor.connection)


def remove(apps, editor):
    waiting_trigger.remove(editor.connection)
    for table in TABLES:
        insert_only.remove(editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("governance", "0010_the_log_in_sequence")]
    operations = [migrations.RunPython(install, remove)]
