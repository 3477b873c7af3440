"""Appending an entry costs at ten million entries what it costs at a thousand."""

from collections import Counter
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from governance.audit import checkpoints, proofs, sequencer, tree
from governance.audit.acts import Act, Role
from governance.audit.models import AuditCheckpoint, AuditEntry, AuditLeaf, AuditTile
from governance.audit.record import Actor, record
from tests.governance.audit import synthetic
from tests.governance.audit.bulk import entries
from tests.governance.audit.counting import rows
from tests.governance.audit.log_kit import own_log

__all__ = ["own_log"]
TILE = 256


def append() -> None:
    with transaction.atomic():
        record(Act.LOG_EXPORTED, Actor(Role.COMPLIANCE))
    assert sequencer.run() == 1


def cost_at(size: int, settings, folder) -> Counter[str]:
    """Append one entry to a tree of a size; return what it cost, and leave nothing."""
    settings.OUTSIDE_DIR = folder / str(size)
    with transaction.atomic():
        synthetic.edge(size)
        append()  # the next one has its keys at hand
        before = AuditTile.objects.count()
        with rows() as cost:
            append()
        cost["tiles"] = AuditTile.objects.count() - before
        proves_itself(size + 1)
        transaction.set_rollback(True)
    return cost


def proves_itself(index: int) -> None:
    """The entry that came last leads to the signed root, by a path through the whole height."""
    row = AuditCheckpoint.objects.get(size=index + 1)
    assert checkpoints.read(row.note).root == bytes(row.root)
    leaf = AuditEntry.objects.get(pk=AuditLeaf.objects.get(index=index).entry).leaf
    path = proofs.inclusion(index, index + 1)
    assert tree.root_by_path(index, index + 1, bytes(leaf), path) == bytes(row.root)


def test_an_append_at_ten_million_entries_reads_and_writes_what_it_does_at_a_thousand(
    own_log, settings
):
    at_thousand = cost_at(1_000, settings, own_log)
    assert at_thousand["tiles"] == 0
    assert 0 < at_thousand["read"] < 20
    assert 0 < at_thousand["written"] < 10
    assert cost_at(10_000_000, settings, own_log) == at_thousand


def test_an_append_that_fills_a_tile_reads_that_tile_however_many_there_are(own_log, settings):
    plain = cost_at(1_000, settings, own_log)
    first = cost_at(1_022, settings, own_log)
    assert first["tiles"] == 1
    assert first["read"] == plain["read"] + 2 * TILE
    assert cost_at(39_062 * TILE + TILE - 2, settings, own_log) == first


def test_an_append_that_fills_a_tile_of_each_level_reads_one_of_each(own_log, settings):
    plain = cost_at(1_000, settings, own_log)
    deepest = cost_at(TILE**3 - 2, settings, own_log)
    assert deepest["tiles"] == 3
    assert deepest["read"] == plain["read"] + 4 * TILE
    assert deepest["written"] == plain["written"] + 3


@contextmanager
def steps():
    """Count what SQLite's machine does: a look at more rows would be more of it."""
    count = Counter()

    def one() -> None:
        count["steps"] += 1

    connection.connection.set_progress_handler(one, 1)
    try:
        yield count
    finally:
        connection.connection.set_progress_handler(None, 1)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="counts the steps of SQLite's machine")
def test_with_every_row_there_an_append_is_as_much_work_at_10000_entries_as_at_1000(own_log):
    entries(1_000)
    sequencer.run()
    append()
    with steps() as few:
        append()
    entries(9_000)
    sequencer.run()
    append()
    with steps() as many:
        append()
    assert few["steps"] > 100
    assert many["steps"] == pytest.approx(few["steps"], rel=0.02)
