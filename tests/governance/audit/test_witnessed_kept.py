"""What is kept of a witness is of its row, its moment and its key; what differs is found."""

import base64

import pytest
from django.db.models import F

from governance.audit import sequencer, verifying, verifying_witnessed, witnesses
from governance.audit.models import AuditCheckpoint, AuditCosignature
from tests.governance.audit.log_kit import own_log, write
from tests.governance.audit.scripted_witness import ScriptedWitness

__all__ = ["own_log"]
DIFFERS = {"cosignature-differs"}


@pytest.fixture(params=["named", "no longer named"])
def witness(request, own_log, settings):
    """A witness that has cosigned; the settings name it still, or not any more."""
    with ScriptedWitness() as there:
        settings.WITNESSES = there.setting
        write(3)
        sequencer.run()
        witnesses.cosign()
        if request.param != "named":
            settings.WITNESSES = ""
        yield there


def found() -> set[str]:
    return {one.code for one in verifying_witnessed.findings()}


def line_of(raw: bytes) -> str:
    return f"\u2014 witness.example {base64.b64encode(raw).decode()}"


def test_what_was_kept_as_it_came_is_no_finding(witness):
    assert found() == set()


def test_the_whole_check_asks_for_it_too(witness):
    assert {one.code for one in verifying.check()} == set()
    AuditCosignature.objects.update(at=F("at") + 1)
    assert {one.code for one in verifying.check()} == DIFFERS


@pytest.mark.parametrize("change", ["at", "size", "witness", "line's name", "time", "no base64"])
def test_a_row_that_differs_from_its_line_is_found(witness, change):
    row = AuditCosignature.objects.get()
    raw = bytearray(base64.b64decode(row.line.split(" ")[2]))
    if change == "at":
        row.at += 1
    elif change == "size":
        row.size += 1
    elif change == "witness":
        row.witness = "witness.elsewhere"
    elif change == "line's name":
        row.line = row.line.replace("witness.example", "witness.elsewhere")
    elif change == "time":
        raw[11] ^= 1
        row.line = line_of(bytes(raw))
    else:
        row.line = row.line[:-1] + "%"
    AuditCosignature.objects.filter(pk=row.pk).update(
        at=row.at, size=row.size, witness=row.witness, line=row.line
    )
    assert found() == DIFFERS


def test_a_line_under_a_checkpoint_that_is_gone_is_found(witness):
    AuditCosignature.objects.update(size=AuditCheckpoint.objects.get().size + 100)
    assert found() == DIFFERS


def test_the_signature_itself_is_checked_while_the_witness_is_named(witness, settings):
    row = AuditCosignature.objects.get()
    raw = bytearray(base64.b64decode(row.line.split(" ")[2]))
    raw[-1] ^= 1
    AuditCosignature.objects.update(line=line_of(bytes(raw)))
    settings.WITNESSES = witness.setting
    assert found() == DIFFERS
