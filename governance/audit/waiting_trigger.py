"""A trigger that notes each new entry as waiting for its place, for SQLite and PostgreSQL.

A trigger, and no line of `record`, so that an entry that is written past it is sequenced too.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

NAME = "governance_auditentry_waits"
INSERT = "INSERT INTO governance_auditwaiting (entry) VALUES (NEW.id)"


def install(connection: BaseDatabaseWrapper) -> None:
    """Let each new entry wait, and those that were written before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO governance_auditwaiting (entry) "
            "SELECT id FROM governance_auditentry ORDER BY day, id"
        )
    create(connection)


def create(connection: BaseDatabaseWrapper) -> None:
    """Make the trigger alone: again, where the table was made anew."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"CREATE TRIGGER {NAME} AFTER INSERT ON governance_auditentry BEGIN {INSERT}; END"
            )
            return
        cursor.execute(
            "CREATE OR REPLACE FUNCTION sayso_audit_waits() RETURNS trigger AS $$ "
            f"BEGIN {INSERT}; RETURN NULL; END $$ LANGUAGE plpgsql"
        )
        cursor.execute(
            f"CREATE TRIGGER {NAME} AFTER INSERT ON governance_auditentry "
            "FOR EACH ROW EXECUTE FUNCTION sayso_audit_waits()"
        )


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the trigger away."""
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON governance_auditentry"
        cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}{on}")
