"""What a lost key signed holds for verify.py only where the log had it before that day."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

import verify
from governance import clock
from governance.audit import begun_again, evidence
from governance.audit.acts import Act
from governance.audit.record import SYSTEM, About, record
from governance.consent import receipts
from governance.erasure import certificate
from governance.erasure.models import Erasure
from governance.keys import rotation, signers
from governance.signing import Use
from pages.certificates import proof
from tests import factories

DAY = timedelta(days=1)


def issued(company) -> dict[str, str]:
    erasure = Erasure(owner=company.employee.owner, everything=True, begun_on=clock.today())
    made = certificate.issue(erasure)
    with transaction.atomic():
        record(Act.ERASURE_DONE, SYSTEM, About(subject=certificate.digest(made)))
    return made


@pytest.fixture
def signed(company) -> dict[str, str]:
    return issued(company)


@pytest.fixture
def check(tmp_path, capsys):
    """Return a function that asks verify.py with the keys of now; it returns code and words."""

    def checked(what: str, said: dict, **change: object) -> tuple[int, str]:
        keys, file = tmp_path / "keys.json", tmp_path / "object.json"
        keys.write_text(json.dumps(Client().get(reverse("public:keys")).json() | change))
        file.write_text(json.dumps(said))
        code = verify.main([what, str(file), "--key" if what == "proof" else "--keys", str(keys)])
        return code, capsys.readouterr().out

    return checked


def lose(use: Use) -> None:
    rotation.lost(use)
    if use is Use.LOG:
        begun_again.after_loss(f"log:{signers.current_id(use)}")


def test_a_certificate_of_a_lost_key_holds_with_a_proof_of_before_that_day_alone(signed, check):
    assert check("certificate", signed)[0] == 0
    with clock.shifted(DAY):
        lose(Use.CERTIFICATE)
        for bare in (signed, {**signed, "proof": None}):
            code, said = check("certificate", bare)
            assert (code, verify.UNPROVED in said) == (1, True)
        code, said = check("certificate", proof.file_of(signed))
        assert (code, "It has place" in said) == (0, True)


def test_a_proof_of_the_day_of_the_loss_is_not_one_of_before(company, check):
    with clock.shifted(DAY):
        signed = issued(company)
        lose(Use.CERTIFICATE)
        code, said = check("certificate", proof.file_of(signed))
    assert (code, verify.UNPROVED in said) == (1, True)


def test_a_lost_key_of_the_log_signs_no_checkpoint_that_counts(signed, check):
    before = proof.file_of(signed)
    assert check("proof", before["proof"])[0] == 0
    with clock.shifted(DAY):
        lose(Use.LOG)
        for what, said in (("certificate", before), ("proof", before["proof"])):
            code, told = check(what, said)
            assert (code, "a lost one does not count" in told) == (1, True)
        assert check("certificate", proof.file_of(signed))[0] == 0
        lose(Use.CERTIFICATE)
        assert check("certificate", before)[0] == 1
        assert check("certificate", proof.file_of(signed))[0] == 0


def test_a_receipt_of_a_lost_key_does_not_hold(company, check):
    factories.allow(company.employee)
    owner = company.employee.owner
    receipt = receipts.one(owner, receipts.of(owner)[0].id)
    assert check("receipt", receipt)[0] == 0
    lose(Use.RECEIPT)
    code, said = check("receipt", receipt)
    assert (code, verify.UNPROVED in said) == (1, True)


def test_who_was_given_the_key_by_hand_can_still_check_an_old_checkpoint(signed, tmp_path):
    from governance.audit import known

    key = known.of().keys[0]
    note = tmp_path / "checkpoint"
    note.write_text(evidence.newest(None).note)
    lose(Use.LOG)
    assert verify.main(["checkpoint", str(note), "--key", key]) == 0


def test_a_key_that_was_only_replaced_still_counts(signed, check):
    rotation.rotate(Use.CERTIFICATE)
    with clock.shifted(20 * DAY):
        rotation.retire_replaced()
        assert check("certificate", signed)[0] == 0


@pytest.mark.parametrize("days", [[], "x", {}, {"retired": None}, {"retired": 5}], ids=str)
def test_days_that_cannot_be_read_are_said_to_be(signed, check, days):
    told = days if not isinstance(days, dict) else {signed["key"]: {**days, "lost": True}}
    code, said = check("certificate", signed, days=told)
    assert (code, "cannot be read" in said) == (2, True)


def test_a_file_of_keys_of_before_it_had_days_is_read(signed, check):
    assert check("certificate", signed, days={})[0] == 0
