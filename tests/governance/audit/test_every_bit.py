"""Any single changed bit of the log is found, in whatever column; a clean log raises no alarm.

Here some bits of each column are drawn; `python -m bench.every_bit` goes through all of them.
"""

import random
import uuid

import pytest
from django.db import connection
from django.db.models import F

from governance.audit import closed, sequencer, verifying
from governance.audit.models import AuditCheckpoint, AuditClosed, AuditCosignature, AuditEntry
from governance.keys import ring, short_memory
from tests.governance.audit import bits
from tests.governance.audit.log_kit import cosigned, own_log, varied, write

__all__ = ["own_log"]
OF_SQLITE = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="changes the bytes of SQLite's values"
)
DRAWN = 2


@pytest.fixture
def log(own_log):
    varied(300)
    bits.open_tables()
    with cosigned():
        yield own_log


def codes() -> set[str]:
    return {one.code for one in verifying.check()}


def test_every_column_of_every_table_of_the_log_is_walked():
    from governance.audit import models

    tables = {f"governance_{name}": set(columns) for name, columns in bits.COLUMNS.items()}
    for model in (
        models.AuditEntry,
        models.AuditClosed,
        models.AuditLeaf,
        models.AuditTile,
        models.AuditCheckpoint,
        models.AuditCosignature,
        models.AuditTree,
    ):
        columns = {field.column for field in model._meta.concrete_fields}
        if model in (models.AuditTile, models.AuditCosignature):
            columns.discard("id")  # a number of the database, which nothing reads
        assert tables[model._meta.db_table] == columns


@OF_SQLITE
@pytest.mark.parametrize(("table", "column"), [*bits.columns()])
def test_a_single_changed_bit_is_found_by_the_whole_check(log, table, column):
    chance = random.Random(f"{table}.{column}")
    rows = [row for row in bits.rows_of(table, column) if row[1] not in ("", b"")]
    for _ in range(DRAWN):
        row = chance.choice(rows)
        count = bits.one(table, column, row, chance.randrange(bits.bits(row[1])), bits.whole)
        assert count.missed == []
    assert codes() == set()


def test_a_closed_part_that_was_moved_to_another_entry_is_found(log):
    first, second = AuditClosed.objects.order_by("entry")[:2]
    AuditClosed.objects.filter(pk=first.pk).update(sealed=second.sealed)
    assert codes() == {"closed-differs"}


def test_a_closed_part_that_was_written_anew_with_the_persons_key_is_found(log):
    row = AuditClosed.objects.first()
    forged = closed.opened(row).replace(b'"n":', b'"m":')
    row.sealed = ring.person_seal(row.owner, forged, closed.label(row.entry, row.key_id))
    row.save()
    assert codes() == {"closed-differs"}


def test_a_closed_part_of_no_entry_is_found(log):
    row = AuditClosed.objects.first()
    row.pk = uuid.UUID(int=7)
    row.save(force_insert=True)
    assert codes() == {"closed-differs"}


def test_what_a_person_had_erased_is_no_finding_and_a_lost_key_is_one(log):
    from governance.keys.models import PersonKey

    gone, lost = AuditClosed.objects.values_list("owner", flat=True).distinct()[:2]
    ring.destroy_person(gone)
    assert codes() == set()
    AuditClosed.objects.filter(owner=gone).delete()
    assert codes() == set()
    PersonKey.objects.filter(owner=lost).delete()
    short_memory.forget_all()
    assert codes() == {"closed-differs"}


def test_another_name_of_the_log_is_found_also_after_it_has_signed(log):
    from governance.audit.models import AuditTree

    AuditTree.objects.update(origin="elsewhere/sayso-log")
    assert "origin-differs" in codes()
    sequencer.run()
    assert AuditCheckpoint.objects.order_by("-size")[0].note.startswith("elsewhere/")
    assert "origin-differs" in codes()


def test_a_line_of_a_witness_under_another_checkpoint_or_of_another_is_found(log):
    first, second = AuditCosignature.objects.order_by("pk")
    AuditCosignature.objects.filter(pk=first.pk).update(line=second.line)
    assert codes() == {"cosignature-differs"}
    AuditCosignature.objects.filter(pk=first.pk).update(line=first.line, size=90)
    assert codes() == {"cosignature-differs"}


def test_a_witness_that_is_no_longer_named_raises_no_alarm_unless_its_row_differs(log, settings):
    settings.WITNESSES = ""
    assert codes() == set()
    AuditCosignature.objects.update(at=F("at") + 1)
    assert codes() == {"cosignature-differs"}


def test_no_false_alarm_on_a_log_that_grows(own_log):
    chance = random.Random(4)
    for _ in range(25):
        write(chance.randint(1, 30))
        if chance.random() < 0.7:
            sequencer.run()
        assert codes() == set()
    assert AuditEntry.objects.count() > 250
