"""Whoever has nothing but the public keys can check what Sayso signed."""

import base64
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from governance import clock
from governance.audit import begun_again
from governance.audit.acts import Act
from governance.audit.record import SYSTEM, About, record
from governance.consent import decisions, receipts
from governance.erasure.certificate import digest, issue
from governance.erasure.models import Erasure
from governance.keys import rotation, signers
from governance.signing import Use
from pages.certificates import proof
from tests import factories
from tests.training import crowd
from tests.training.releases import building
from training.releases import files

PROGRAM = Path(__file__).parent / "check_signed.py"


@pytest.fixture
def check(tmp_path):
    """Return a function that runs the stranger's program far from the repository."""

    def checked(signed, *more: str) -> subprocess.CompletedProcess:
        keys, file = tmp_path / "keys.json", tmp_path / "object.json"
        keys.write_bytes(Client().get(reverse("public:keys")).content)
        file.write_text(json.dumps(signed))
        command = [sys.executable, "-I", str(PROGRAM), str(keys), str(file), *more]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    return checked


@pytest.fixture
def receipt(company):
    factories.allow(company.employee)
    owner = company.employee.owner
    return receipts.one(owner, receipts.of(owner)[0].id)


@pytest.fixture
def certificate(company):
    factories.allow(company.employee)
    decisions.withdraw(company.employee, company.slug)
    return issue(Erasure.objects.get())


def bent(signed: dict[str, str], old: bytes, new: bytes) -> dict[str, str]:
    raw = base64.urlsafe_b64decode(signed["payload"] + "=" * (-len(signed["payload"]) % 4))
    assert old in raw
    other = base64.urlsafe_b64encode(raw.replace(old, new)).rstrip(b"=").decode()
    return {**signed, "payload": other}


def test_a_stranger_checks_a_receipt(check, receipt, company):
    answer = check(receipt)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert json.loads(answer.stdout)["dpv:hasProcess"]["@id"].startswith(
        f"sayso:purpose/{company.slug}/"
    )


def test_a_stranger_checks_a_certificate(check, certificate):
    answer = check(certificate)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "models-trained" in json.loads(answer.stdout)["not_covered"]


def test_a_certificate_of_which_one_word_was_changed_is_refused(check, certificate):
    answer = check(bent(certificate, b'"everything":false', b'"everything":true'))
    assert (answer.returncode, answer.stdout) == (1, "refused: the signature does not fit\n")


def test_a_receipt_cannot_be_passed_off_as_a_certificate(check, receipt):
    answer = check({**receipt, "type": "sayso-certificate/1"})
    assert answer.returncode == 1


def test_what_another_server_signed_is_refused(check, certificate):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from governance import signing

    payload = signing.decode(certificate["payload"])
    forged = signing.sign(Ed25519PrivateKey.generate(), certificate["type"], payload).as_json()
    assert check(forged).stdout == "refused: unknown key\n"
    renamed = {**forged, "key": signers.current_id(Use.CERTIFICATE)}
    assert check(renamed).stdout == "refused: the signature does not fit\n"


LOST = "refused: its key was lost, and nothing shows that it was signed before\n"
DAY = timedelta(days=1)


@pytest.fixture
def entered(certificate):
    """A certificate whose entry is in the log."""
    with transaction.atomic():
        record(Act.ERASURE_DONE, SYSTEM, About(subject=digest(certificate)))
    return certificate


def test_a_receipt_of_a_lost_key_is_refused(check, receipt):
    rotation.lost(Use.CERTIFICATE)
    assert check(receipt).returncode == 0
    rotation.lost(Use.RECEIPT)
    assert check(receipt).stdout == LOST


def test_a_certificate_of_a_lost_key_counts_with_its_place_of_before_that_day_alone(check, entered):
    assert check(proof.file_of(entered)).returncode == 0
    with clock.shifted(DAY):
        rotation.lost(Use.CERTIFICATE)
        assert check(entered).stdout == LOST
        assert check(proof.file_of(entered)).returncode == 0


def test_a_place_of_the_day_of_the_loss_is_not_one_of_before(check, entered):
    rotation.lost(Use.CERTIFICATE)
    assert check(proof.file_of(entered)).stdout == LOST


def test_a_lost_key_of_the_log_shows_no_place(check, entered):
    before = proof.file_of(entered)
    with clock.shifted(DAY):
        rotation.lost(Use.LOG)
        begun_again.after_loss(f"log:{signers.current_id(Use.LOG)}")
        said = check(before).stdout
        assert said == "refused: no key of the log signed the checkpoint\n"
        assert check(proof.file_of(entered)).returncode == 0


@pytest.mark.parametrize("change", ["index", "path", "day", "commitment", "checkpoint"])
def test_a_changed_place_is_refused(check, entered, change):
    made = proof.file_of(entered)
    found = made["proof"]
    if change == "index":
        found["index"] += 1
    elif change == "path":
        found["path"] = found["path"][1:]
    elif change == "checkpoint":
        found["checkpoint"] = found["checkpoint"].replace("\n", "\n1", 1)
    else:
        text = found["entry"][change]
        found["entry"][change] = text[:-1] + ("1" if text.endswith("0") else "0")
    assert check(made).returncode == 1


@pytest.fixture
def release(lasting_company, settings, tmp_path):
    settings.RELEASES_DIR = tmp_path / "releases"
    crowd.crowd(6, 3)
    return building.built(lasting_company)


def test_a_stranger_checks_a_release_with_its_files(check, release):
    folder = files.folder(release.pk)
    manifest = json.loads((folder / files.MANIFEST).read_text())
    answer = check(manifest, str(folder))
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert json.loads(answer.stdout)["rows"] == 18


@pytest.mark.parametrize("name", [files.JSONL, files.PARQUET, files.CARD])
def test_a_release_of_which_one_byte_was_changed_is_refused(check, release, name):
    folder = files.folder(release.pk)
    raw = bytearray((folder / name).read_bytes())
    raw[len(raw) // 2] ^= 1
    (folder / name).write_bytes(raw)
    answer = check(release.manifest, str(folder))
    assert answer.stdout == f"refused: {name} is not the file that was signed\n"


def test_a_file_that_nobody_signed_is_seen(check, release):
    folder = files.folder(release.pk)
    (folder / "data" / "more.jsonl").write_text("{}\n")
    assert check(release.manifest, str(folder)).stdout == "refused: a file that was not signed\n"
