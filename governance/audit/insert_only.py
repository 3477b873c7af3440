"""Triggers that refuse to update or delete a row, for SQLite and PostgreSQL."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = (
    "governance_auditentry",
    "governance_consentrecord",
    "governance_auditleaf",
    "governance_audittile",
    "governance_auditcheckpoint",
)
"""Some are younger than the first migration that goes through them, which passes them over."""


def install(connection: BaseDatabaseWrapper, table: str) -> None:
    """Let a table take inserts alone; a table that is not there yet is passed over."""
    if table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for act in ("UPDATE", "DELETE"):
                cursor.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
                )
            return
        cursor.execute(
            "CREATE OR REPLACE FUNCTION sayso_insert_only() RETURNS trigger AS $$ "
            "BEGIN RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
        )
        cursor.execute(
            f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION sayso_insert_only()"
        )


def remove(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the triggers of a table away, where there is one."""
    if table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for act in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
            return
        cursor.execute(f"DROP TRIGGER IF EXISTS {table}_insert_only ON {table}")
