"""What a lost key signed holds nowhere, and accuses nobody: each command of verify.py says so."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import verify
from governance import signing
from tests.outside.signing_kit import CERTIFICATE, LEASE, RECEIPT, Server, entry
from tests.outside.witness_kit import leaves

CONFLICT, UNKNOWN, REFUSED = 1, 2, 1


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = Server(tmp_path)
    made.sign("certificate", CERTIFICATE)
    made.sign("receipt", RECEIPT)
    made.sign("lease", LEASE)
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a").write_text("a")
    sha = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    made.sign("release", {"files": [{"path": "a", "sha256": sha}]})
    two = leaves(2)
    note = made.log.note(two)
    made.put("note", note)
    proof = {"checkpoint": note, "index": 0, "path": [b64(two[1])], "leaf": two[0].hex()}
    made.put("proof.json", proof)
    made.put("entries.json", {"type": "sayso-entries/1", "checkpoint": note, "entries": []})
    lines = [{"type": "checkpoint", "size": 2, "note": note}]
    lines += [{"type": "leaf", "index": at, "leaf": one.hex()} for at, one in enumerate(two)]
    made.put("e.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    return made


def b64(raw: bytes) -> str:
    return verify.base64.b64encode(raw).decode()


def device(server: Server) -> None:
    """Write a withdrawal that a device signed, and a lease for that device."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    says = {"public": signing.encode(public), "epoch": "e1", "at": "2026-03-02T10:00:00Z"}
    made = signing.sign(private, "sayso-withdrawal/1", json.dumps(says).encode())
    server.put("device.json", made.as_json() | {"key": signing.thumbprint(public)})
    server.sign("lease", LEASE | {"thumbprint": signing.thumbprint(public)})


KEYS = ("--keys", "keys.json")
KEY = ("--key", "keys.json")
COMMANDS = {
    "certificate": ("certificate", ["certificate", "certificate.json", *KEYS], 0, REFUSED),
    "receipt": ("receipt", ["receipt", "receipt.json", *KEYS], 0, REFUSED),
    "release": ("release", ["release", "release.json", "--folder", "files", *KEYS], 0, REFUSED),
    "checkpoint": ("log", ["checkpoint", "note", *KEY], 0, REFUSED),
    "proof": ("log", ["proof", "proof.json", *KEY], 0, REFUSED),
    "entries": ("log", ["entries", "entries.json", *KEY], 0, REFUSED),
    "export": ("log", ["export", "e.jsonl", *KEY], 0, REFUSED),
    "conflict, the lease": ("lease", ["conflict", "lease.json", "receipt.json", *KEYS], 1, UNKNOWN),
    "conflict, the receipt": (
        "receipt",
        ["conflict", "lease.json", "receipt.json", *KEYS],
        CONFLICT,
        UNKNOWN,
    ),
}
"""The use of the key, what is asked, how it ends before the key is lost, and how after."""


@pytest.mark.parametrize("one", COMMANDS)
def test_each_command_takes_a_lost_key_for_none(server, one, capsys):
    use, words, before, after = COMMANDS[one]
    assert verify.main(words) == before
    assert "lost" not in capsys.readouterr().out
    server.know(use)
    assert verify.main(words) == after
    assert "lost" in capsys.readouterr().out


def test_a_lost_key_of_another_use_changes_nothing(server):
    for use, words, before, _after in COMMANDS.values():
        others = {"certificate", "receipt", "release", "lease", "log"} - {use, "receipt", "lease"}
        server.know(*others)
        assert verify.main(words) == before, words


def test_it_is_said_which_of_the_two_shows_nothing(server, capsys):
    words = ["conflict", "lease.json", "receipt.json", *KEYS]
    for use, file in (("lease", "lease.json"), ("receipt", "receipt.json")):
        server.know(use)
        assert verify.main(words) == UNKNOWN
        said = capsys.readouterr().out
        assert said.startswith(f"It could not be checked. {file} shows nothing. Its key was lost")


def test_what_a_device_signed_needs_no_key_of_the_server_but_the_leases(server, capsys):
    device(server)
    words = ["conflict", "lease.json", "device.json", *KEYS]
    server.know("receipt")
    assert verify.main(words) == CONFLICT
    server.know("lease")
    assert verify.main(words) == UNKNOWN


@pytest.mark.parametrize("change", ["the lease", "the receipt", "both"])
def test_a_forged_lease_or_receipt_accuses_nobody(server, change):
    server.keys |= {
        use: Ed25519PrivateKey.generate()
        for use in ("lease", "receipt")
        if change in (f"the {use}", "both")
    }
    server.sign("lease", LEASE)
    server.sign("receipt", RECEIPT)
    assert verify.main(["conflict", "lease.json", "receipt.json", *KEYS]) == UNKNOWN


@pytest.mark.parametrize("day", ["1", "20260302", "2026-3-2", "2026-03-02T00:00:00", ""], ids=ascii)
def test_the_day_of_an_entry_is_compared_in_one_writing_alone(server, day):
    """As texts, `1` stands before every day on which a key was lost."""
    payload = verify.from64url(server.sign("certificate", CERTIFICATE)["payload"])
    digest = verify.hashlib.sha256(payload).hexdigest()
    for written, code in ((day, UNKNOWN), ("2026-03-02", 0), ("2026-03-03", REFUSED)):
        line, leaf = entry(subject=digest, day=written)
        note = server.log.note([leaf])
        proof = {"checkpoint": note, "index": 0, "path": [], "entry": line}
        server.sign("certificate", CERTIFICATE, proof=proof)
        server.know("certificate")
        assert verify.main(["certificate", "certificate.json", *KEYS]) == code, written
