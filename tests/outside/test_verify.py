"""verify.py says of each thing that Sayso gives out whether it holds, with nothing but keys."""

import json
import shutil
import subprocess
import sys
from base64 import b64encode

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from governance.audit import outside, proofs, sequencer
from governance.audit.acts import Role
from governance.audit.export import Format, export
from governance.audit.models import AuditCheckpoint, AuditEntry, AuditLeaf
from governance.audit.record import Actor
from governance.audit.search import Search
from governance.consent import decisions, receipts
from governance.erasure.certificate import issue
from governance.erasure.models import Erasure
from tests import factories
from tests.architecture.tree import ROOT
from tests.governance.audit.log_kit import own_log, write
from tests.outside.test_check_signed import bent

__all__ = ["own_log"]


@pytest.fixture
def verify(request, tmp_path):
    """Return a function that runs a copy of the file far from the repository."""
    request.getfixturevalue("lasting" if "release" in request.fixturenames else "both")
    shutil.copy(ROOT / "verify.py", tmp_path / "verify.py")
    (tmp_path / "keys.json").write_bytes(Client().get(reverse("public:keys")).content)

    def verified(*words: object) -> tuple[int, str]:
        command = [sys.executable, "-I", "verify.py", *map(str, words)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        return done.returncode, done.stdout

    return verified


@pytest.fixture
def log(own_log, tmp_path):
    write(7)
    sequencer.run()
    shutil.copy(own_log / outside.NEWEST, tmp_path / "old.txt")
    write(300)
    sequencer.run()
    shutil.copy(own_log / outside.NEWEST, tmp_path / "new.txt")
    return tmp_path


def put(folder, name: str, value: object) -> str:
    (folder / name).write_text(json.dumps(value))
    return name


def test_a_checkpoint_holds_with_the_list_of_keys_and_with_the_key_in_words(log, verify, capsys):
    assert verify("checkpoint", "new.txt", "--key", "keys.json")[0] == 0
    call_command("audit", "key")
    key = capsys.readouterr().out.strip()
    assert verify("checkpoint", "new.txt", "--key", key)[0] == 0
    other = key[:-4] + ("AAA=" if not key.endswith("AAA=") else "BBB=")
    assert verify("checkpoint", "new.txt", "--key", other)[0] == 2


def test_a_changed_checkpoint_does_not_hold(log, verify):
    (log / "new.txt").write_text((log / "new.txt").read_text().replace("307", "308"))
    code, said = verify("checkpoint", "new.txt", "--key", "keys.json")
    assert (code, "names a key of the log and does not fit it" in said) == (1, True)


def test_a_checkpoint_continues_an_older_one(log, verify):
    path = [b64encode(one).decode() for one in proofs.consistency(7, 307)]
    words = ("checkpoint", "new.txt", "--older", "old.txt", "--key", "keys.json", "--proof")
    assert verify(*words, put(log, "p.json", {"path": path}))[0] == 0
    assert verify(*words, put(log, "p.json", {"path": path[1:]}))[0] == 1
    assert verify(*words, put(log, "p.json", {}))[0] == 2
    turned = ("checkpoint", "old.txt", "--older", "new.txt", "--key", "keys.json")
    assert verify(*turned)[0] == 1


def test_a_proof_holds_for_its_own_place_alone(log, verify):
    entry = AuditEntry.objects.get(pk=AuditLeaf.objects.get(index=42).entry)
    proof = {
        "index": 42,
        "leaf": bytes(entry.leaf).hex(),
        "path": [b64encode(one).decode() for one in proofs.inclusion(42, 307)],
        "checkpoint": AuditCheckpoint.objects.get(size=307).note,
    }
    words = ("proof", "p.json", "--key", "keys.json")
    put(log, "p.json", proof)
    assert verify(*words)[0] == 0
    put(log, "p.json", proof | {"index": 43})
    assert verify(*words)[0] == 1
    put(log, "p.json", proof | {"path": 7})
    assert verify(*words)[0] == 2


@pytest.fixture
def exported(log):
    lines = [*export(Search(), Format.FULL, Actor(Role.COMPLIANCE), [])]
    (log / "export.jsonl").write_text("".join(lines))
    return lines


EXPORT = ("export", "export.jsonl", "--checkpoint", "new.txt", "--key", "keys.json")
ALONE = ("export", "export.jsonl", "--key", "keys.json")


def test_a_full_export_holds_and_tells_no_act_of_an_employee(log, exported, verify):
    code, said = verify(*EXPORT)
    assert (code, "All 307 entries" in said, "103 of them" in said) == (0, True, True)
    assert "It continues the checkpoint of 307 entries." in said
    assert "employee" not in "".join(exported)


@pytest.mark.parametrize("change", ["cut", "cut-first", "swap", "twice", "bit", "hash"])
def test_an_export_that_was_changed_does_not_hold(log, exported, verify, change):
    lines = exported[1:]
    if change == "cut":
        lines = lines[:-1]
    elif change == "cut-first":
        lines = lines[1:]
    elif change == "swap":
        lines[3], lines[4] = lines[4], lines[3]
    elif change == "twice":
        lines.insert(5, lines[5])
    elif change == "bit":
        at = next(n for n, line in enumerate(lines) if "compliance" in line)
        lines[at] = lines[at].replace("compliance", "complianca")
    else:
        part = json.loads(lines[0])
        lines[0] = json.dumps(part | {"leaf": "00" * 32}) + "\n"
    (log / "export.jsonl").write_text("".join([exported[0], *lines]))
    assert verify(*EXPORT)[0] == 1
    assert verify(*ALONE)[0] == 1


MORE = {
    "a kind that no export has": '{"type":"note","text":"Hanna"}',
    "without a kind": '{"index":0}',
    "a second checkpoint": '{"type":"checkpoint","size":0,"note":""}',
    "no object": "[]",
    "a name twice": '{"type":"leaf","type":"leaf","index":0,"leaf":""}',
}


@pytest.mark.parametrize("more", MORE)
def test_a_line_that_no_hash_covers_is_not_passed_over(log, exported, verify, more):
    (log / "export.jsonl").write_text("".join([*exported, MORE[more] + "\n"]))
    code, said = verify(*EXPORT)
    assert (code, f"Line {len(exported) + 1} of the export" in said) == (2, True)


@pytest.mark.parametrize("kind", ["entry", "leaf", "checkpoint"])
def test_a_field_that_no_hash_covers_is_named(log, exported, verify, kind):
    at = next(n for n, line in enumerate(exported) if f'"type":"{kind}"' in line)
    exported[at] = json.dumps(json.loads(exported[at]) | {"actor": "Hanna"}) + "\n"
    (log / "export.jsonl").write_text("".join(exported))
    code, said = verify(*EXPORT)
    assert (code, f"Line {at + 1} of the export has a field that none has: actor" in said) == (
        2,
        True,
    )


def test_an_export_that_is_none_could_not_be_checked(log, verify):
    (log / "export.jsonl").write_text("no JSON")
    assert verify(*EXPORT)[0] == 2
    assert verify("export", "gone", *EXPORT[2:])[0] == 2


def test_receipts_and_certificates_hold_until_they_are_changed(company, verify, tmp_path):
    factories.allow(company.employee)
    owner = company.employee.owner
    receipt = receipts.one(owner, receipts.of(owner)[0].id)
    decisions.withdraw(company.employee, company.slug)
    certificate = issue(Erasure.objects.get())
    (tmp_path / "keys.json").write_bytes(Client().get(reverse("public:keys")).content)
    for kind, signed in (("receipt", receipt), ("certificate", certificate)):
        put(tmp_path, "signed.json", signed)
        assert verify(kind, "signed.json", "--keys", "keys.json")[0] == 0
        put(tmp_path, "signed.json", bent(signed, b"20", b"21"))
        assert verify(kind, "signed.json", "--keys", "keys.json")[0] == 1
        put(tmp_path, "signed.json", signed | {"type": "sayso-lease/1"})
        assert verify(kind, "signed.json", "--keys", "keys.json")[0] == 1
        put(tmp_path, "signed.json", {"type": signed["type"], "key": signed["key"]})
        assert verify(kind, "signed.json", "--keys", "keys.json")[0] == 2
