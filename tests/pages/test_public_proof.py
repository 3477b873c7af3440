"""The public check of a proof takes no entry, root, key or witness but the right one."""

import base64

import pytest
from django.db import transaction

from governance import clock
from governance.audit import checkpoints, proved, sequencer, witnesses
from governance.audit.acts import Act
from governance.audit.record import SYSTEM, About, record
from governance.erasure import certificate
from governance.erasure.models import Erasure
from pages.public import check_proof
from tests.governance.audit.scripted_witness import ScriptedWitness
from tests.outside.witness_kit import Log


@pytest.fixture
def witness(settings):
    with ScriptedWitness() as there:
        settings.WITNESSES = there.setting
        yield there


def entered(owner: str, act: Act) -> dict:
    made = certificate.issue(Erasure(owner=owner, everything=True, begun_on=clock.today()))
    with transaction.atomic():
        record(act, SYSTEM, About(subject=certificate.digest(made)))
    return made


@pytest.fixture
def signed(witness, company) -> dict:
    made = entered(company.employee.owner, Act.ERASURE_DONE)
    sequencer.run()
    witnesses.cosign()
    return made


def proof_of(signed: dict) -> dict:
    return proved.of_certificate(certificate.digest(signed), clock.today())


def test_a_true_proof_is_good_down_to_the_witness(signed):
    found = check_proof.check(proof_of(signed), signed)
    assert found.good
    assert any("signed it too" in line for line in found.lines)


def test_an_entry_of_another_act_is_not_the_entry_of_a_certificate(witness, company):
    made = entered(company.employee.owner, Act.ERASURE_BEGUN)
    sequencer.run()
    from governance.audit.models import AuditEntry

    entry = AuditEntry.objects.get(subject=certificate.digest(made))
    assert not check_proof.check(proved.of_entry(entry), made).good


def test_a_proof_of_another_certificate_is_not_good(signed, company):
    other = entered(company.other.owner, Act.ERASURE_DONE)
    sequencer.run()
    found = check_proof.check(proof_of(other), signed)
    assert (found.good, len(found.lines)) == (False, 1)


def test_a_checkpoint_of_another_key_of_the_same_name_is_not_good(signed):
    proof = proof_of(signed)
    read = checkpoints.read(proof["checkpoint"])
    forged = Log(read.origin).sign(read.size, read.root)
    assert not check_proof.check(proof | {"checkpoint": forged}, signed).good


def test_hashes_of_another_length_are_no_path(signed):
    proof = proof_of(signed)
    for hashes in (["AAAA"], [base64.b64encode(bytes(64)).decode()], ["%"], [7]):
        found = check_proof.check(proof | {"path": [*proof["path"], *hashes]}, signed)
        assert not found.good
        assert "cannot be read" in found.lines[0]
    assert not check_proof.check(proof | {"path": proof["path"][:-1]}, signed).good


@pytest.mark.parametrize("change", ["time", "other note", "cut", "twice"])
def test_a_line_of_a_witness_that_does_not_fit_is_not_good(signed, witness, change):
    proof = proof_of(signed)
    note = proof["checkpoint"]
    true = note[note.rindex("\u2014") :]
    raw = bytearray(base64.b64decode(true.split(" ")[2]))
    if change == "time":
        raw[11] ^= 1
    elif change == "cut":
        del raw[-1]
    bent = f"\u2014 {witness.name} {base64.b64encode(raw).decode()}\n"
    if change == "other note":
        bent = witness.line(Log("elsewhere").sign(1, bytes(32)))
    elif change == "twice":  # a true line does not make up for a false one
        raw[20] ^= 1
        bent = f"{true}\u2014 {witness.name} {base64.b64encode(raw).decode()}\n"
    found = check_proof.check(proof | {"checkpoint": note.replace(true, bent)}, signed)
    assert not found.good
    assert found.lines[-1] == "The line of the witness witness.example does not fit its key."
    assert not any("signed it too" in line for line in found.lines)
