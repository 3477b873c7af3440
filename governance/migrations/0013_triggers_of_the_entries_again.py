"""Make the triggers of the entries again: SQLite loses them when a column is added to a table."""

from django.db import migrations

from governance.audit import insert_only, waiting_trigger

TABLE = "governance_auditentry"


def install(apps, editor):
    remove(apps, editor)
    insert_only.install(editor.connection, TABLE)
    waiting_trigger.create(editor.connection)


def remove(apps, editor):
    insert_only.remove(editor.connection, TABLE)
    waiting_trigger.remove(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("governance", "0012_subjects_and_cosignatures")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
