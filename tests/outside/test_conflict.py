"""`verify.py conflict` shows a lease that was given after a withdrawal, and nothing else."""

import json
import shutil
import subprocess
import sys
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.urls import reverse

from governance import clock, signing
from governance.consent import decisions, receipts
from governance.consent.models import Consent
from governance.keys import signers
from governance.signing import Use
from tests import factories
from tests.architecture.tree import ROOT

DEVICE = Ed25519PrivateKey.generate()


@pytest.fixture
def case(both, tmp_path):
    """A person who allowed and withdrew, with the receipt of it, and the keys of the server."""
    company = factories.company()
    person = company.employee
    factories.allow(person)
    epoch = str(Consent.objects.get(owner=person.owner).epoch)
    line = decisions.withdraw(person, "bookings")
    put(tmp_path, "receipt.json", receipts.one(person.owner, line.pk))
    shutil.copy(ROOT / "verify.py", tmp_path / "verify.py")
    (tmp_path / "keys.json").write_bytes(Client().get(reverse("public:keys")).content)
    return tmp_path, epoch


def put(folder, name: str, value: object) -> None:
    (folder / name).write_text(json.dumps(value))


def lease(folder, epoch: str, minutes: int) -> None:
    """Sign a lease as whoever runs the server can."""
    at = clock.now() + timedelta(minutes=minutes)
    payload = {
        "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "thumbprint": signing.thumbprint(DEVICE.public_key().public_bytes_raw()),
        "grants": [{"purpose": "bookings", "epoch": epoch}],
    }
    signed = signers.sign(Use.LEASE, "sayso-lease/2", json.dumps(payload).encode())
    put(folder, "lease.json", signed.as_json())
    (folder / "keys.json").write_bytes(Client().get(reverse("public:keys")).content)


def asked(folder, withdrawal: str = "receipt.json") -> tuple[int, str]:
    command = [sys.executable, "-I", "verify.py", "conflict", "lease.json", withdrawal]
    done = subprocess.run(
        [*command, "--keys", "keys.json"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def device_says(folder, epoch: str, private: Ed25519PrivateKey = DEVICE) -> str:
    payload = {
        "type": "sayso-withdrawal/1",
        "public": signing.encode(private.public_key().public_bytes_raw()),
        "epoch": epoch,
        "at": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    signed = signing.sign(private, "sayso-withdrawal/1", json.dumps(payload).encode())
    named = {"key": signing.thumbprint(private.public_key().public_bytes_raw())}
    put(folder, "device.json", signed.as_json() | named)
    return "device.json"


def test_a_lease_after_the_withdrawal_is_a_conflict(case):
    folder, epoch = case
    lease(folder, epoch, 5)
    code, said = asked(folder)
    assert code == 1
    assert said.startswith("Conflict: consent to bookings was withdrawn at")


def test_a_lease_before_the_withdrawal_is_none(case):
    folder, epoch = case
    lease(folder, epoch, -5)
    assert asked(folder) == (0, asked(folder)[1])
    assert "before the withdrawal" in asked(folder)[1]


def test_a_lease_for_what_was_allowed_anew_is_none(case):
    folder, _epoch = case
    lease(folder, "another-stretch-of-consent", 5)
    assert asked(folder)[0] == 0


def test_what_the_device_signed_shows_it_too(case):
    folder, epoch = case
    lease(folder, epoch, 5)
    code, said = asked(folder, device_says(folder, epoch))
    assert code == 1
    assert "signed by the device" in said


def test_what_another_device_signed_shows_nothing(case):
    folder, epoch = case
    lease(folder, epoch, 5)
    code, said = asked(folder, device_says(folder, epoch, Ed25519PrivateKey.generate()))
    assert code == 2
    assert "of another device than the lease" in said


def test_a_lease_that_was_changed_shows_nothing(case):
    folder, epoch = case
    lease(folder, epoch, 5)
    whole = json.loads((folder / "lease.json").read_text())
    put(folder, "lease.json", whole | {"signature": signing.encode(b"\0" * 64)})
    code, said = asked(folder)
    assert code == 2
    assert "does not fit" in said


def test_a_receipt_of_an_allowing_is_no_withdrawal(case):
    folder, epoch = case
    lease(folder, epoch, 5)
    payload = json.loads(
        signing.decode(json.loads((folder / "receipt.json").read_text())["payload"])
    )
    del payload["sayso:epochEnded"]
    signed = signers.sign(Use.RECEIPT, receipts.TYPE, json.dumps(payload).encode())
    put(folder, "receipt.json", signed.as_json())
    (folder / "keys.json").write_bytes(Client().get(reverse("public:keys")).content)
    assert asked(folder) == (2, "It could not be checked. This is no receipt of a decision.\n")
