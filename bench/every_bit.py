#!/usr/bin/env python3
"""Change every bit of a log of 1,000 entries, one at a time, and count what is not found.

    .venv/bin/python -m bench.every_bit [--entries 1000] [--table auditentry]

The log is a real one in SQLite: entries of people and of staff, closed parts, tiles, checkpoints
of several sizes, cosignatures of two named witnesses, and entries that wait. Where a finding
depends on nothing but its own row (entries, closed parts, places), the same bit is changed in
every row at once and each must be named; else one bit of one row is changed, and the functions of
the check that read this row are run on it, from the state that they have when they reach it. What
these do not name is put to the whole check. `tests/governance/audit/test_every_bit.py` changes
some bits of each column, one at a time, and always runs the whole check.

Each large column needs some minutes of a processor; TMPDIR=/dev/shm spares the disk. Tables and
columns can run side by side.
"""

import argparse
import contextlib
import os
import shutil
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from governance.keys import log_key  # noqa: E402
from tests import settings  # noqa: E402
from tests.governance.audit import bits  # noqa: E402
from tests.governance.audit.log_kit import cosigned, varied  # noqa: E402


def walk(table: str, column: str, places: bits.Places, asked: argparse.Namespace) -> bits.Count:
    """Change every bit of a column."""
    count, rows = bits.Count(), bits.rows_of(table, column)
    if table == "auditentry":
        rows = [row for row in rows if row[0] in places.by_rowid[table]]
    if table == "auditclosed":
        rows = rows[:: asked.every]
    longest = max((bits.bits(value) for _rowid, value in rows if value is not None), default=0)
    if table in ("auditclosed", "auditentry") or (table, column) == ("auditleaf", "entry"):
        for bit in range(longest):
            if table == "auditclosed":
                count.add(bits.closed_parts(column, bit, rows))
            else:
                count.add(bits.in_rows(table, column, bit, rows, places))
        return count
    for row in rows if asked.rows is None else [rows[n] for n in asked.rows if n < len(rows)]:
        seen = bits.judge(table, row, column, places)
        for bit in range(bits.bits(row[1])):
            count.add(bits.one(table, column, row, bit, seen))
    return count


def main() -> None:
    """Write the log, change it, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1000)
    parser.add_argument("--table", choices=[*bits.COLUMNS], help="this table alone")
    parser.add_argument("--columns", nargs="*", help="these columns of it alone")
    parser.add_argument("--every", type=int, default=1, help="of closed parts: every nth row")
    parser.add_argument("--rows", nargs="*", type=int, help="of tiles: these rows alone")
    asked = parser.parse_args()
    old = setup_databases(verbosity=0, interactive=False, aliases=["default", "keys"])
    total, began, held = bits.Count(), time.monotonic(), contextlib.ExitStack()
    try:
        log_key.hold()
        varied(asked.entries)
        held.enter_context(cosigned())
        bits.open_tables()
        bits.drop_indexes()
        places = bits.Places.of(asked.entries)
        if bits.whole():
            raise SystemExit("the log does not fit before anything was changed")
        for table, column in bits.columns():
            if asked.table not in (None, table) or column not in (asked.columns or [column]):
                continue
            count = walk(table, column, places, asked)
            total.add(count)
            print(
                f"{table}.{column}: {count.found:,} found, {count.refused:,} refused by the "
                f"database, {len(count.missed):,} not found",
                flush=True,
            )
    finally:
        held.close()
        teardown_databases(old, verbosity=0)
        settings.SERVER.stop()
        shutil.rmtree(settings.STATE, ignore_errors=True)
        shutil.rmtree(settings.SERVER.folder, ignore_errors=True)
    print(
        f"all: {total.found + total.refused + len(total.missed):,} bits, {total.found:,} found, "
        f"{total.refused:,} refused, {len(total.missed):,} not found, "
        f"{time.monotonic() - began:.0f} s"
    )
    for name, bit in sorted(set(total.missed))[:20]:
        print(f"  not found: {name}, bit {bit}")
    raise SystemExit(bool(total.missed))


if __name__ == "__main__":
    main()
