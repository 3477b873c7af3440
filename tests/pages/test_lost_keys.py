"""Whoever found a lost key can sign with it: what it signed counts only where the log had it."""

import json
from datetime import timedelta
from html import unescape

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from governance import clock
from governance.audit import begun_again, checkpoints
from governance.audit.acts import Act
from governance.audit.record import SYSTEM, About, record
from governance.consent import receipts
from governance.erasure import certificate
from governance.erasure.models import Erasure
from governance.keys import rotation, signers
from governance.signing import Use
from pages.certificates import proof
from tests import factories


def encode64(public: bytes) -> str:
    """Return a key as it stands in `name+hash+key`."""
    return checkpoints.verifier_key("x", public).split("+", 2)[2]


DAY = timedelta(days=1)
DOUBT = "Nothing here shows that it was signed before that day."


def issued(company) -> dict[str, str]:
    erasure = Erasure(owner=company.employee.owner, everything=True, begun_on=clock.today())
    made = certificate.issue(erasure)
    with transaction.atomic():
        record(Act.ERASURE_DONE, SYSTEM, About(subject=certificate.digest(made)))
    return made


def checked(file: dict) -> str:
    return Client().post(reverse("public:check"), {"text": json.dumps(file)}).content.decode()


@pytest.fixture
def signed(company) -> dict[str, str]:
    return issued(company)


def lose(use: Use) -> None:
    rotation.lost(use)
    if use is Use.LOG:
        begun_again.after_loss(f"log:{signers.current_id(use)}")


def test_a_certificate_of_a_lost_key_without_a_proof_is_not_good(signed):
    assert "This Sayso signed it" in checked(signed)
    with clock.shifted(DAY):
        lose(Use.CERTIFICATE)
        page = checked(signed)
    assert DOUBT in page
    assert "This Sayso signed it" not in page
    assert signed["payload"] not in page
    assert "Take the certificate again" in page


def test_with_a_proof_of_before_that_day_it_stays_good(signed):
    with clock.shifted(DAY):
        lose(Use.CERTIFICATE)
        page = checked(proof.file_of(signed))
    assert "This Sayso signed it" in page
    assert "The log had its entry before that day." in page


def test_a_proof_of_the_day_of_the_loss_is_not_one_of_before(company):
    with clock.shifted(DAY):
        signed = issued(company)
        lose(Use.CERTIFICATE)
        page = checked(proof.file_of(signed))
    assert DOUBT in page
    assert "This Sayso signed it" not in page


def test_a_checkpoint_of_a_lost_key_of_the_log_proves_nothing_and_a_newer_one_does(signed):
    before = proof.file_of(signed)
    with clock.shifted(DAY):
        lose(Use.LOG)
        page = checked(before)
        assert "The proof of its place in the log does not." in page
        assert "Only a key of the log that was lost has signed the checkpoint" in page
        assert "is signed by this log" in checked(proof.file_of(signed))


def test_with_both_keys_lost_only_a_proof_under_the_new_key_of_the_log_counts(signed):
    before = proof.file_of(signed)
    with clock.shifted(DAY):
        lose(Use.LOG)
        lose(Use.CERTIFICATE)
        assert DOUBT in checked(before)
        assert "The log had its entry before that day." in checked(proof.file_of(signed))


def test_a_receipt_of_a_lost_key_is_not_good_and_the_page_says_what_shows_the_decision(company):
    factories.allow(company.employee)
    owner = company.employee.owner
    receipt = receipts.one(owner, receipts.of(owner)[0].id)
    assert "This Sayso signed it" in checked(receipt)
    lose(Use.RECEIPT)
    page = checked(receipt)
    assert DOUBT in page
    assert "their own entries" in page
    assert "This Sayso signed it" not in page


def test_nobody_is_given_a_lost_key_of_the_log_to_check_with(company, browser):
    lost = encode64(signers.public_keys(Use.LOG)[signers.current_id(Use.LOG)])
    page = reverse("employee:check_yourself")
    assert lost in unescape(browser.get(page).content.decode())
    lose(Use.LOG)
    assert lost not in unescape(browser.get(page).content.decode())


def test_a_key_that_was_only_replaced_still_counts(signed):
    rotation.rotate(Use.CERTIFICATE)
    with clock.shifted(20 * DAY):
        rotation.retire_replaced()
        assert "This Sayso signed it" in checked(signed)
