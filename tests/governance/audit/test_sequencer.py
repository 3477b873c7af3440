"""Every entry gets one place, without a gap, and an append touches the right edge alone."""

import os

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from governance.audit import outside, sequencer, sequencing
from governance.audit.models import (
    AuditCheck,
    AuditCheckpoint,
    AuditEntry,
    AuditLeaf,
    AuditTile,
    AuditWaiting,
)
from tests.governance.audit.bulk import entries
from tests.governance.audit.log_kit import own_log, write

__all__ = ["own_log"]


def test_every_entry_gets_one_place_without_a_gap(own_log):
    write(30)
    assert sequencer.run() == 30
    assert [*AuditLeaf.objects.order_by("index").values_list("index", flat=True)] == [*range(30)]
    assert {*AuditLeaf.objects.values_list("entry", flat=True)} == {
        *AuditEntry.objects.values_list("pk", flat=True)
    }
    assert not AuditWaiting.objects.exists()
    assert sequencer.run() == 0


def test_a_batch_takes_500_at_most_and_a_round_takes_them_all(own_log):
    entries(1203)
    assert sequencer.run() == 1203
    sizes = AuditCheckpoint.objects.order_by("size").values_list("size", flat=True)
    assert [*sizes] == [500, 1000, 1203]
    assert AuditTile.objects.count() == 4


def test_an_entry_that_was_undone_leaves_no_gap(own_log):
    write(2)
    with transaction.atomic():
        write(3)
        transaction.set_rollback(True)
    write(2)
    assert sequencer.run() == 4


def appended(count: int) -> list[str]:
    entries(count)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert sequencer.run() == count
    return [one["sql"].split(" ")[0] for one in seen]


def test_an_append_to_10000_entries_touches_as_many_rows_as_one_to_10(own_log):
    appended(10)
    few = appended(1)
    appended(9_989)
    assert AuditLeaf.objects.count() == 10_000
    assert appended(1) == few


@pytest.mark.parametrize("table", ["auditleaf", "audittile", "auditcheckpoint"])
@pytest.mark.parametrize("act", ["DELETE FROM governance_{}", "UPDATE governance_{} SET {}"])
def test_places_tiles_and_checkpoints_take_inserts_alone(own_log, table, act):
    entries(256)
    sequencer.run()
    column = {"auditleaf": "entry = 'x'", "audittile": "level = 3", "auditcheckpoint": "note = ''"}
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table, column[table]))


def test_a_checkpoint_that_a_crash_kept_in_the_database_is_written_outside_later(own_log):
    write(3)
    sequencer.run()
    (own_log / outside.HISTORY).unlink()
    sequencer.run()
    assert outside.newest() == AuditCheckpoint.objects.get().note
    assert (own_log / outside.NEWEST).read_text() == outside.newest()


def test_a_line_that_a_crash_cut_off_spoils_no_other(own_log):
    write(1)
    sequencer.run()
    with (own_log / outside.HISTORY).open("a") as file:
        file.write('{"note": "cut')
    write(1)
    sequencer.run()
    assert outside.newest() == AuditCheckpoint.objects.get(size=2).note


def test_a_checkpoint_is_written_whole_though_the_system_takes_little_at_a_time(
    own_log, monkeypatch
):
    take = os.write
    monkeypatch.setattr(outside.os, "write", lambda file, data: take(file, bytes(data)[:7]))
    write(1)
    sequencer.run()
    assert outside.newest() == AuditCheckpoint.objects.get().note


def test_a_second_folder_gets_the_same(own_log, settings, tmp_path):
    settings.CHECKPOINTS_COPY = str(tmp_path / "second")
    write(1)
    sequencer.run()
    assert (tmp_path / "second" / outside.NEWEST).read_text() == outside.newest()


def test_a_second_folder_that_takes_nothing_holds_nothing_up(own_log, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.CHECKPOINTS_COPY = str(tmp_path / "file")
    write(1)
    assert sequencer.run() == 1


def test_nothing_is_signed_on_top_of_a_database_that_is_older_than_the_file_outside(own_log):
    with transaction.atomic():
        write(5)
        sequencer.run()
        transaction.set_rollback(True)
    write(1)
    with pytest.raises(sequencer.Blocked):
        sequencer.run()
    assert not AuditLeaf.objects.exists()


def test_compliance_learns_that_nothing_is_sequenced(own_log):
    with transaction.atomic():
        write(5)
        sequencer.run()
        transaction.set_rollback(True)
    with pytest.raises(sequencer.Blocked):
        sequencing.sequence()
    assert AuditCheck.objects.get().findings == 1
