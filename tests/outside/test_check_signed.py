"""Whoever has nothing but the public keys can check what Sayso signed."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from governance.consent import decisions, receipts
from governance.erasure.certificate import issue
from governance.erasure.models import Erasure
from governance.keys import signers
from governance.signing import Use
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
