"""Published figures come out: JSON, notes, checkpoints and cosignatures that others have signed.

Those of the tree are in tests/governance/audit (test_tree, test_proofs). Only figures are copied
here; where each is from stands beside it.
"""

import base64
import hashlib
import json
import struct

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import verify
from capture.protocol import log
from governance.audit import checkpoints, witnesses
from governance.audit.canonical import canonical, leaf_hash
from tests.outside.witness_kit import Log, Witness, text_key

DASH = "\u2014"

# RFC 8785, section 3.2.2 (what is read) and 3.2.3 (what is written).
READ = r"""{
  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
}"""
WRITTEN = (
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
    '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
)
# RFC 8785, section 3.2.3: names in the order in which they must stand.
NAMES = ("\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33")
# RFC 8785, appendix B: doubles (IEEE 754, hexadecimal) and how they are written.
NUMBERS = (
    ("0000000000000000", "0"),
    ("8000000000000000", "0"),
    ("0000000000000001", "5e-324"),
    ("8000000000000001", "-5e-324"),
    ("7fefffffffffffff", "1.7976931348623157e+308"),
    ("ffefffffffffffff", "-1.7976931348623157e+308"),
    ("4340000000000000", "9007199254740992"),
    ("c340000000000000", "-9007199254740992"),
    ("4430000000000000", "295147905179352830000"),
    ("44b52d02c7e14af5", "9.999999999999997e+22"),
    ("44b52d02c7e14af6", "1e+23"),
    ("44b52d02c7e14af7", "1.0000000000000001e+23"),
    ("444b1ae4d6e2ef4e", "999999999999999700000"),
    ("444b1ae4d6e2ef4f", "999999999999999900000"),
    ("444b1ae4d6e2ef50", "1e+21"),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
    ("3eb0c6f7a0b5ed8d", "0.000001"),
    ("41b3de4355555553", "333333333.3333332"),
    ("41b3de4355555554", "333333333.33333325"),
    ("41b3de4355555555", "333333333.3333333"),
    ("41b3de4355555556", "333333333.3333334"),
    ("41b3de4355555557", "333333333.33333343"),
    ("becbf647612f3696", "-0.0000033333333333333333"),
    ("43143ff3c1cb0959", "1424953923781206.2"),
)


def test_json_is_written_as_the_rfc_writes_its_example():
    assert canonical(json.loads(READ)).decode() == WRITTEN


def test_names_stand_in_the_order_of_the_rfc():
    made = canonical(dict.fromkeys(reversed(NAMES), 0))
    assert tuple(json.loads(made)) == NAMES


@pytest.mark.parametrize(("double", "written"), NUMBERS)
def test_numbers_are_written_as_in_the_table_of_the_rfc(double, written):
    number = struct.unpack(">d", bytes.fromhex(double))[0]
    assert canonical({"n": number}).decode() == f'{{"n":{written}}}'


def test_verify_writes_every_letter_of_an_entry_as_the_rfc_does():
    """It has no library for RFC 8785 and says that its own few lines are enough for entries."""
    planes = range(0, 0x110000, 0x1000)
    for start in planes:
        text = "".join(map(chr, (n for n in range(start, start + 0x1000) if n >> 11 != 27)))
        part = dict.fromkeys(verify.OPEN, "x") | {"purpose": text, "random": "00" * 16}
        line = part | {"commitment": "11" * 32}
        part |= {"type": "sayso-audit/1", "random": verify.to64url(bytes(16))}
        assert verify.leaf_of(line) == leaf_hash(canonical(part), b"\x11" * 32)


# golang.org/x/mod/sumdb/note, the example of its documentation.
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_LINE = (
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)
# C2SP, signed-note.md, its test vector.
C2SP_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
C2SP_TEXT = "This is an example message.\n"
C2SP_LINE = (
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
)
NOTES = [
    pytest.param(GO_KEY, GO_TEXT, GO_LINE, id="go"),
    pytest.param(C2SP_KEY, C2SP_TEXT, C2SP_LINE, id="C2SP"),
]


@pytest.mark.parametrize(("key", "text", "written"), NOTES)
def test_a_published_note_is_taken_and_no_changed_one(key, text, written):
    name, public = verify.verifier_key(key)
    line = f"{DASH} {name} {written}"
    assert verify.signed_by(line, text, name, [(name, public)])
    assert not verify.signed_by(line, text.replace("is", "was", 1), name, [(name, public)])
    assert not verify.signed_by(line, text, name, [(name, bytes(32))])
    assert checkpoints._signed(text, line, name, public)
    assert checkpoints.verifier_key(name, public) == key
    assert log.verifier_key(key, 1).text == key


def test_the_published_private_key_signs_the_published_line():
    """Ed25519 signatures are always the same, so our way of making a note can be compared."""
    raw = base64.b64decode(GO_PRIVATE.split("+", 4)[4])
    signer = Log("PeterNeumann")
    signer.private = Ed25519PrivateKey.from_private_bytes(raw[1:])
    public = signer.private.public_key().public_bytes_raw()
    signature = checkpoints.key_hash("PeterNeumann", public) + signer.private.sign(GO_TEXT.encode())
    assert base64.b64encode(signature).decode() == GO_LINE


# A checkpoint of a running CT log with the cosignatures of four running witnesses, as it stands in
# florolf/tlog-scales, tests/test_signing.py. Its first signature is of another kind (RFC 6962).
CT_KEY = (
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
)
CT_NOTE = f"""arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

{DASH} arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
{DASH} arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
{DASH} transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
{DASH} witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
{DASH} remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
{DASH} witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
"""  # noqa: E501
CT_AT = 1779573024
# Keys of these witnesses: the first from transparency-dev/formats, note/note_cosigv1_test.go, the
# others from public lists of witnesses; that they are theirs shows in the signatures.
CT_WITNESSES = (
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
    "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
    "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
)


def test_the_checkpoint_of_another_programs_log_is_read():
    origin, size, root = verify.checkpoint(CT_NOTE, verify.log_keys(CT_KEY))
    assert (origin, size) == ("arche2025h1.staging.ct.transparency.dev", 1432088532)
    read = log.read_checkpoint(CT_NOTE)
    assert (read.size, read.root) == (size, root)
    assert read.signed_by([log.verifier_key(CT_KEY, 1)])


@pytest.mark.parametrize("key", CT_WITNESSES)
def test_the_cosignature_of_another_programs_witness_is_taken(key):
    assert verify.key_lines([key], 4) == [key]
    assert verify.cosigned_at(CT_NOTE, key) == CT_AT
    assert log.read_checkpoint(CT_NOTE).cosigned_at(log.verifier_key(key, 4)) == CT_AT
    witness = witnesses._witness(f"{key} https://witness.example")
    [line] = [one for one in CT_NOTE.splitlines() if one.startswith(f"{DASH} {witness.name} ")]
    assert witnesses.cosigned_at(witness, CT_NOTE, line) == CT_AT


@pytest.mark.parametrize("change", ["size", "root", "extension", "time", "signature"])
def test_no_changed_cosignature_of_another_is_taken(change):
    key, note = CT_WITNESSES[0], CT_NOTE
    if change == "size":
        note = note.replace("1432088532", "1432088533")
    elif change == "root":
        note = note.replace("U7WM", "U7WN")
    elif change == "extension":
        note = note.replace("4Ro=\n", "4Ro=\nmore\n")
    elif change == "time":
        note = note.replace("2net5wAAAABqEiEg", "2net5wAAAABqEiEh")
    else:
        note = note.replace("PlfF3V06", "PlfF3V07")
    assert note != CT_NOTE
    with pytest.raises(verify.Wrong):
        verify.cosigned_at(note, key)
    if change == "extension":  # the agent reads a checkpoint of three lines alone
        with pytest.raises(log.NoteUnreadable):
            log.read_checkpoint(note)
    else:
        assert log.read_checkpoint(note).cosigned_at(log.verifier_key(key, 4)) is None


# FiloSottile/torchwood, internal/witness/witness_test.go (TestRace): a log and three pushes.
TORCH_KEY = bytes.fromhex("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f")
TORCH = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
ONE = f"""old 0

{TORCH}
1
KgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

{DASH} {TORCH} UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=
"""  # noqa: E501
THREE = f"""old 1
KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
KgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

{TORCH}
3
RcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=

{DASH} {TORCH} UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go=
"""  # noqa: E501
FIVE = f"""old 1
KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
+fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI=
KgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

{TORCH}
5
QrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=

{DASH} {TORCH} UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=
"""  # noqa: E501


@pytest.mark.parametrize(("first", "then", "seen"), [(THREE, FIVE, 3), (FIVE, THREE, 5)])
def test_the_pushes_of_another_programs_log_are_cosigned_in_whichever_order(
    tmp_path, first, then, seen
):
    signer = Log(TORCH)
    signer.key = text_key(TORCH, 1, TORCH_KEY)
    with Witness(tmp_path / "there", signer) as there:
        for body in (ONE, first):
            answer = there.add(body.encode())
            note = body.split("\n\n", 1)[1]
            assert answer.status_code == 200
            assert verify.cosigned_at(note + answer.text, there.key) is not None
            if body == ONE:
                assert there.add(THREE.replace("KgEAAA", "KgFAAA").encode()).status_code == 422
        late = there.add(then.encode())
        assert (late.status_code, late.text) == (409, f"{seen}\n")
        assert late.headers["Content-Type"] == "text/x.tlog.size"


def test_the_mark_of_a_key_is_that_of_both_kinds():
    """Kinds 1 and 4 of one raw key have two marks, so that neither stands for the other."""
    public = hashlib.sha256(b"some key").digest()
    assert text_key("a", 1, public).split("+")[1] != text_key("a", 4, public).split("+")[1]
