"""Counts the rows that pass between the product and the main database."""

from collections import Counter
from contextlib import contextmanager

from django.db import connection

WRITTEN = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def rows():
    """Count the rows of the main database that are read and written, and the statements."""
    count: Counter[str] = Counter()

    def counting(execute, sql, params, many, context):
        word = sql.split(" ", 1)[0]
        if word == "SELECT":
            counting_all = f"SELECT COUNT(*) FROM ({sql}) AS counted"  # noqa: S608 (Django's own SQL)
            execute(counting_all, params, many, context)
            count["read"] += context["cursor"].fetchone()[0]
        done = execute(sql, params, many, context)
        if word in WRITTEN:
            known = context["cursor"].rowcount
            # SQLite knows no number before what RETURNING gives has been fetched.
            count["written"] += sql.count("(%s") if known <= 0 and " RETURNING " in sql else known
        count["statements"] += word in ("SELECT", *WRITTEN)
        return done

    with connection.execute_wrapper(counting):
        yield count
