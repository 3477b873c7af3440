# ruff: noqa: S608 (the test writes its own SQL, past the product)
"""A check of the whole log finds every change, and never one that is not there."""

import random
from datetime import date

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from governance.audit import begun_again, checkpoints, insert_only, outside, sequencer, verifying
from governance.audit.canonical import leaf_hash
from governance.audit.models import AuditCheck, AuditCheckpoint, AuditEntry, AuditLeaf
from governance.audit.record import open_part
from tests.governance.audit.log_kit import own_log, write

__all__ = ["own_log"]
HELD = ("auditentry", "auditleaf", "audittile", "auditcheckpoint")


def codes() -> set[str]:
    return {one.code for one in verifying.check()}


def run(sql: str, values=()) -> None:
    """Change the database past the triggers, as who owns it can."""
    for table in HELD:
        insert_only.remove(connection, f"governance_{table}")
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def log(own_log):
    for count in (300, 1, 250, 49):
        write(count)
        sequencer.run()
    return own_log


def test_a_clean_log_raises_no_alarm(log):
    assert codes() == set()
    assert AuditCheck.objects.get().findings == 0


def test_no_alarm_while_entries_wait_and_at_every_size(own_log):
    assert codes() == set()
    for _ in range(12):
        write(1)
        assert codes() == set()
        sequencer.run()
        assert codes() == set()


def test_the_command_shows_progress_and_ends_well(log, capsys):
    call_command("audit", "verify")
    shown = capsys.readouterr()
    assert "The log is whole: 600 entries" in shown.out
    assert "600 of 600" in shown.err


def test_the_command_ends_with_1_where_something_was_changed(log, capsys):
    run("UPDATE governance_auditentry SET act = 'data-read'")
    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify", "--quiet")
    assert ended.value.code == 1
    assert "not as it was written" in capsys.readouterr().out


def test_a_deleted_entry_is_found(log):
    gone = AuditLeaf.objects.get(index=5).entry
    run("DELETE FROM governance_auditentry WHERE id = %s", [gone.hex])
    assert "entry-missing" in codes()


def test_an_entry_put_in_past_the_trigger_is_found(log):
    columns = "act, role, purpose, outcome, subject, day, random, commitment, leaf"
    run(
        f"INSERT INTO governance_auditentry (id, {columns}) SELECT %s, {columns} "
        "FROM governance_auditentry LIMIT 1",
        ["0" * 32],
    )
    run("DELETE FROM governance_auditwaiting")
    assert codes() == {"entry-left-out"}


def test_a_swap_is_found_in_a_tile_and_at_the_edge(log):
    for first, second in ((10, 11), (590, 591)):
        with transaction.atomic():
            run(f'UPDATE governance_auditleaf SET "index" = -1 WHERE "index" = {first}')
            run(f'UPDATE governance_auditleaf SET "index" = {first} WHERE "index" = {second}')
            run(f'UPDATE governance_auditleaf SET "index" = {second} WHERE "index" = -1')
            assert codes() & {"checkpoint-differs", "tree-differs"}
            transaction.set_rollback(True)


def test_a_gap_is_found(log):
    run('UPDATE governance_auditleaf SET "index" = 700 WHERE "index" = 20')
    assert {"place-missing", "place-beyond"} <= codes()


def cut_off(size: int) -> None:
    """Take the log back to a checkpoint, with everything in the database made to fit."""
    from governance.audit import tree

    kept = AuditLeaf.objects.filter(index__gte=size).values_list("entry", flat=True)
    ids = [one.hex for one in kept]
    marks = ", ".join(["%s"] * len(ids))
    run(f"DELETE FROM governance_auditentry WHERE id IN ({marks})", ids)
    run(f'DELETE FROM governance_auditleaf WHERE "index" >= {size}')
    run(f"DELETE FROM governance_auditcheckpoint WHERE size > {size}")
    run(f"DELETE FROM governance_audittile WHERE (number + 1) * 256 > {size}")
    from governance.audit.models import AuditTree

    peaks, entries = [], AuditEntry.objects.in_bulk()
    for row in AuditLeaf.objects.order_by("index"):
        tree.append(row.index, peaks, bytes(entries[row.entry].leaf))
    AuditTree.objects.update(size=size, peaks=b"".join(peaks))


def test_a_cut_off_log_and_a_roll_back_are_found_against_the_file_outside(log):
    cut_off(301)
    assert codes() == {"outside-newer"}
    write(3)
    with pytest.raises(sequencer.Blocked):
        sequencer.run()


def test_a_fork_is_found_against_the_file_outside(log, monkeypatch):
    cut_off(551)
    monkeypatch.setattr(sequencer, "catch_up", lambda: None)
    monkeypatch.setattr(outside, "write", lambda _: None)
    write(49, purpose="another")
    sequencer.run()
    assert codes() == {"outside-differs"}


def test_two_checkpoints_of_one_size_in_the_file_are_a_fork(log):
    origin = AuditCheckpoint.objects.first().note.split("\n")[0]
    outside.write(checkpoints.sign(origin, 600, b"\x01" * 32))
    assert codes() == {"outside-differs"}


def test_a_file_outside_that_went_is_found(log):
    (log / outside.HISTORY).unlink()
    assert codes() == {"outside-missing"}


def test_a_changed_line_of_the_file_outside_is_found(log):
    path = log / outside.HISTORY
    path.write_text(path.read_text().replace("\\n301\\n", "\\n302\\n"))
    assert codes() == {"outside-unsigned"}


SEEN = {
    "auditentry": (
        "id",
        "act",
        "role",
        "purpose",
        "outcome",
        "day",
        "random",
        "commitment",
        "leaf",
    ),
    "auditleaf": ("index", "entry"),
    "audittile": ("level", "number", "hashes", "top"),
    "auditcheckpoint": ("size", "root", "note"),
    "audittree": ("size", "peaks"),
}


def flipped(value, bit: int):
    """Return a stored value with one bit changed."""
    if isinstance(value, int):
        return value ^ (1 << bit % 16)
    value = str(value) if isinstance(value, date) else value
    raw = bytearray(value.encode() if isinstance(value, str) else bytes(value))
    raw[bit // 8 % len(raw)] ^= 1 << bit % 8
    return raw.decode("latin-1") if isinstance(value, str) else bytes(raw)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="changes the bytes of SQLite's values")
@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table in SEEN for column in SEEN[table]]
)
def test_a_single_changed_bit_in_any_column_is_found(log, table, column):
    chance = random.Random(f"{table}.{column}")
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT rowid, "{column}" FROM governance_{table}')
        rows = cursor.fetchall()
    for rowid, value in chance.choices(rows, k=4):
        changed = flipped(value, chance.randrange(4096))
        sql = f'UPDATE governance_{table} SET "{column}" = %s WHERE rowid = %s'
        with transaction.atomic():
            try:
                run(sql, [changed, rowid])
            except DatabaseError:  # the database itself refuses it
                transaction.set_rollback(True)
                continue
            assert codes(), (value, changed)
            transaction.set_rollback(True)


def test_a_log_that_goes_on_after_a_restore_raises_no_alarm(own_log):
    write(5)
    sequencer.run()
    with transaction.atomic():
        write(5)
        sequencer.run()
        transaction.set_rollback(True)
    assert begun_again.begin_again()
    write(3)
    sequencer.run()
    assert codes() == set()
    assert [*own_log.glob("checkpoints.before-restore-*.jsonl")]


def test_a_single_changed_bit_in_any_part_of_1000_entries_changes_the_leaf(own_log):
    chance = random.Random(1000)
    write(1000)
    for entry in AuditEntry.objects.all():
        leaf = bytes(entry.leaf)
        for column in ("act", "role", "purpose", "outcome", "random", "commitment"):
            kept = getattr(entry, column)
            setattr(entry, column, flipped(kept, chance.randrange(4096)))
            assert leaf_hash(open_part(entry), bytes(entry.commitment)) != leaf
            setattr(entry, column, kept)
        assert leaf_hash(open_part(entry), bytes(entry.commitment)) == leaf
