# ruff: noqa: S608, BLE001 (writes its own SQL past the product; what breaks a check is found)
"""Every bit of every column of the log, changed one at a time in the real database (SQLite).

A change in one row is judged by the very functions of `governance.audit.verifying`, called for
that row with the state that they have when they reach it: `whole` runs the check as it is run at
night. Where a finding depends on nothing but its own row (an entry's leaf, a closed part), the
same bit is changed in many rows at once, and each row must be named.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from governance.audit import insert_only, tree, verifying, verifying_closed
from governance.audit.models import AuditClosed, AuditEntry, AuditLeaf, AuditTree
from governance.keys import ring

COLUMNS = {
    "auditentry": (
        *("id", "act", "role", "purpose", "outcome", "subject"),
        *("day", "random", "commitment", "leaf"),
    ),
    "auditclosed": ("entry", "owner", "sealed", "key_id"),
    "auditleaf": ("index", "entry"),
    "audittile": ("level", "number", "hashes", "top"),
    "auditcheckpoint": ("size", "root", "note"),
    "auditcosignature": ("size", "witness", "at", "line"),
    "audittree": ("id", "origin", "size", "peaks", "moved_on"),
    "auditwaiting": ("entry",),
}
"""Of what waits, the order alone is not here: no entry is promised one."""
HELD = ("auditentry", "auditleaf", "audittile", "auditcheckpoint", "auditcosignature")
INTEGER = 64
Value = bytes | str | int


@dataclass
class Count:
    """What a walk over bits came to; `missed` names column and bit of what was not found."""

    found: int = 0
    refused: int = 0
    missed: list[tuple[str, int]] = field(default_factory=list)

    def add(self, other: "Count") -> None:
        self.found += other.found
        self.refused += other.refused
        self.missed += other.missed


def open_tables() -> None:
    """Take the triggers away, as who owns the database can."""
    for table in HELD:
        insert_only.remove(connection, f"governance_{table}")


def drop_indexes() -> None:
    """Take away what only searches use: the check asks by primary key."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%%'"
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} AND tbl_name = 'governance_auditentry'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')


def bits(value: Value) -> int:
    """Return how many bits a stored value has."""
    return INTEGER if isinstance(value, int) else 8 * len(_raw(value))


def flipped(value: Value, bit: int) -> Value:
    """Return a stored value with one bit changed."""
    if isinstance(value, int):
        changed = (value % (1 << INTEGER)) ^ (1 << bit)
        return changed - (1 << INTEGER) if changed >> INTEGER - 1 else changed
    raw = bytearray(_raw(value))
    raw[bit // 8] ^= 1 << bit % 8
    return bytes(raw)


def _raw(value: bytes | str) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)


def rows_of(table: str, column: str) -> list[tuple[int, Value]]:
    """Return rowid and stored value of a column."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT rowid, "{column}" FROM governance_{table} ORDER BY rowid')
        rows = cursor.fetchall()
    return [(rowid, str(v) if isinstance(v, date) else v) for rowid, v in rows]


def put(table: str, column: str, value: Value, rowid: int, *, text: bool) -> None:
    """Write a value as it lies: text stays text even where it is none."""
    mark = "CAST(%s AS TEXT)" if text else "%s"
    sql = f'UPDATE governance_{table} SET "{column}" = {mark} WHERE rowid = %s'
    with connection.cursor() as cursor:
        cursor.execute(sql, [value, rowid])


def put_all(table: str, column: str, bit: int, rows: list[tuple[int, Value]]) -> list[int]:
    """Change a bit in each row that has it; return their rowids."""
    some = [row for row in rows if bit < bits(row[1])]
    if some:
        mark = "CAST(%s AS TEXT)" if isinstance(some[0][1], str) else "%s"
        sql = f'UPDATE governance_{table} SET "{column}" = {mark} WHERE rowid = %s'
        with connection.cursor() as cursor:
            cursor.executemany(sql, [(flipped(value, bit), rowid) for rowid, value in some])
    return [rowid for rowid, _value in some]


def one(table: str, column: str, row: tuple[int, Value], bit: int, seen: Callable) -> Count:
    """Change one bit of one row, and see whether it is found; then it is as it was."""
    rowid, value = row
    count = Count()
    with transaction.atomic():
        try:
            put(table, column, flipped(value, bit), rowid, text=isinstance(value, str))
        except (DatabaseError, OverflowError):
            count.refused = 1
        else:
            if seen():
                count.found = 1
            else:
                count.missed.append((f"{table}.{column}", bit))
        transaction.set_rollback(True)
    return count


def whole() -> bool:
    """Run the check as it is run at night, and tell whether it finds something."""
    return bool(verifying.check())


@dataclass
class Walks:
    """The state of the check at each place of the log, to begin there."""

    at: dict[int, verifying._Walk]
    end: verifying._Walk
    size: int
    full: dict[tuple[int, int], list[bytes]]

    @classmethod
    def of(cls, size: int) -> "Walks":
        walk, kept = verifying._Walk(), {}
        for index in range(size):
            kept[index] = copy.deepcopy(walk)
            verifying._chunk(walk, index, index + 1)
        assert not walk.findings
        full = {}
        for end in range(256, size + 1, 256):
            last = kept[end - 1].levels[0]
            entry = AuditEntry.objects.get(pk=AuditLeaf.objects.get(index=end - 1).entry)
            full[0, end] = [*last, bytes(entry.leaf)]
        return cls(kept, walk, size, full)

    def tile(self, level: int, end: int) -> bool:
        """Let the check complete the tile of a level that ends at a place."""
        walk = verifying._Walk(size=end, findings=[])
        kept = self.full[level, end]
        walk.levels, walk.tiles = [[] for _ in range(level + 1)], [0] * (level + 1)
        walk.levels[level], walk.tiles[level] = list(kept[:-1]), (end >> 8 * (level + 1)) - 1
        computed, tree.root_of = tree.root_of, _root_of
        try:
            verifying._into_tile(walk, level, kept[-1])
        finally:
            tree.root_of = computed
        return bool(walk.findings)

    def edge(self) -> bool:
        """Let the check compare the tree's row with the entries; tell whether it finds fault."""
        return _finds(
            lambda walk, _progress: verifying._edge(walk, AuditTree.objects.get(pk=1)),
            copy.deepcopy(self.end),
        )

    def step(self, index: int) -> bool:
        """Let the check go one entry on from a place; tell whether it finds something."""
        walk = copy.deepcopy(self.at[index])
        try:
            went_on = verifying._chunk(walk, index, index + 1)
        except Exception:  # what cannot be read is a finding of the whole check
            return True
        return bool(walk.findings) or not went_on


_known: dict[tuple[bytes, ...], bytes] = {}
_computed = tree.root_of


def _root_of(hashes: list[bytes]) -> bytes:
    """Return the root over hashes, computed once: it depends on no row that was changed."""
    whole = tuple(hashes)
    if whole not in _known:
        _known[whole] = _computed(hashes)
    return _known[whole]


def alone(index: int) -> bool:
    """Let the check see one entry, as if it was the first; tell whether it names it.

    Where the row cannot even be read, the check says "unreadable" when it reads it.
    """
    walk = verifying._Walk()
    try:
        if not list(AuditEntry.objects.filter(pk=AuditLeaf.objects.get(index=index).entry)):
            return True  # the check says that the entry is gone
        went_on = verifying._chunk(walk, index, index + 1)
    except Exception:
        return True
    return not went_on or any(one.code == "entry-differs" for one in walk.findings)


def in_rows(table: str, column: str, bit: int, rows: list, places: "Places") -> Count:
    """Change a bit in each entry, or each place, at once: each must be named.

    One that is not is changed again, alone, and put to the whole check.
    """
    count, left = Count(), []
    with transaction.atomic():
        changed = {
            rowid: places.by_rowid[table][rowid] for rowid in put_all(table, column, bit, rows)
        }
        named = _named(places.walks.size) | _left_out_at(places)
        for rowid, index in changed.items():
            if index in named or alone(index):
                count.found += 1
            else:
                left.append(rowid)
        transaction.set_rollback(True)
    for row in rows:
        if row[0] in left:
            count.add(one(table, column, row, bit, whole))
    return count


def _left_out_at(places: "Places") -> set[int]:
    """Return the places of entries that the check names since they have none any more."""
    try:
        return {
            places.index_of[pk] for pk in verifying._without_place().values_list("pk", flat=True)
        }
    except Exception:  # an id that cannot be read, or is another
        return set()


def _named(size: int) -> set[int]:
    """Return the entries that one walk over all of them names, and those that are not there.

    One whose value cannot be read stops the walk: then none is named, and each is asked apart.
    """
    try:
        placed = dict(AuditLeaf.objects.values_list("index", "entry"))
        there = AuditEntry.objects.in_bulk(placed.values())  # as the check asks for them
    except Exception:
        return set()
    gone = {index for index, entry in placed.items() if entry not in there}
    if gone:
        return gone
    walk = verifying._Walk()
    kept, verifying.MOST = verifying.MOST, 10 * size
    try:
        verifying._chunk(walk, 0, size)
    except Exception:  # one value that cannot be read stops it: then each is asked for apart
        return set()
    finally:
        verifying.MOST = kept
    return {finding.place for finding in walk.findings if finding.code == "entry-differs"}


def closed_parts(column: str, bit: int, rows: list[tuple[int, Value]]) -> Count:
    """Change a bit in each closed part at once: each must be named.

    One that cannot be read stops the walk. Then each is read alone, as the check reads it.
    """
    count = Count()
    with transaction.atomic(), _rows_of_keys_read_once():
        changed = put_all("auditclosed", column, bit, rows)
        named = _closed_named(column, set(changed))
        for rowid in changed:
            if rowid in named or _closed_differs(rowid):
                count.found += 1
            else:
                count.missed.append((f"auditclosed.{column}", bit))
        transaction.set_rollback(True)
    return count


@contextmanager
def _rows_of_keys_read_once() -> Iterator[None]:
    """Read the row of each person's key once in a pass: no bit of the log changes it."""
    asked = ring._person_row
    ring._person_row = cache(asked)
    try:
        yield
    finally:
        ring._person_row = asked


def _closed_named(column: str, changed: set[int]) -> set[int]:
    """Return which rows the check names; none where it cannot read one of them."""
    try:
        if column == "entry":  # these are counted alone
            strangers = len(verifying_closed._of_no_entry())
            return changed if strangers == len(changed) else set()
        known = {pk: rowid for rowid, pk in rows_of("auditclosed", "entry")}
        rows = list(AuditClosed.objects.all())
        differing = verifying_closed.differing(rows, verifying_closed.Destroyed())
        return {known[row.entry.hex] for row in differing}
    except Exception:
        return set()


def _closed_differs(rowid: int) -> bool:
    try:
        rows = list(AuditClosed.objects.extra(where=["rowid = %s"], params=[rowid]))
        return bool(verifying_closed.differing(rows, verifying_closed.Destroyed()))
    except Exception:  # the whole check says "unreadable"
        return True


def _finds(part: Callable, walk: verifying._Walk) -> bool:
    """Tell whether a part of the check finds something; what cannot be read it finds too."""
    try:
        part(walk, lambda _part, _done, _all: None)
    except Exception:  # the whole check says "unreadable"
        return True
    return bool(walk.findings)


def columns() -> Iterator[tuple[str, str]]:
    """Yield each table with each of its columns."""
    for table, names in COLUMNS.items():
        for name in names:
            yield table, name


@dataclass
class Places:
    """The place of each row of entries and of places, by its rowid."""

    walks: Walks
    by_rowid: dict[str, dict[int, int]]
    index_of: dict[UUID, int]

    @classmethod
    def of(cls, size: int) -> "Places":
        by_id = dict(AuditLeaf.objects.values_list("entry", "index"))
        index_of = {pk.hex: index for pk, index in by_id.items()}
        return cls(
            Walks.of(size),
            {
                "auditentry": {
                    rowid: index_of[str(pk)]
                    for rowid, pk in rows_of("auditentry", "id")
                    if pk in index_of
                },
                "auditleaf": {rowid: int(i) for rowid, i in rows_of("auditleaf", "index")},
            },
            by_id,
        )


def judge(table: str, row: tuple[int, Value], column: str, places: Places) -> Callable[[], bool]:
    """Return what sees a change of one row: the check where it reaches the row, or all of it."""
    rowid = row[0]
    if table == "auditleaf":
        return lambda: places.walks.step(places.by_rowid[table][rowid])
    if table == "auditcheckpoint" and column != "size":
        size = dict(rows_of(table, "size"))[rowid]
        return lambda: places.walks.step(int(size) - 1)
    if table in ("auditcosignature", "auditwaiting"):
        part = verifying._left_out if table == "auditwaiting" else verifying._witnessed
        return lambda: _finds(part, verifying._Walk())
    if table == "audittree" and column in ("origin", "peaks", "moved_on"):
        return places.walks.edge
    if table == "audittile" and column in ("hashes", "top"):
        level, number = dict(rows_of(table, "level"))[rowid], dict(rows_of(table, "number"))[rowid]
        end = (int(number) + 1) << 8 * (int(level) + 1)
        return lambda: places.walks.tile(int(level), end)
    return whole
