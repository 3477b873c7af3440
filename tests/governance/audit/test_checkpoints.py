"""A checkpoint is a C2SP signed note that no change survives."""

import base64
import hashlib

import pytest

from governance.audit import checkpoints
from governance.keys import signers
from governance.signing import Use

ROOT = hashlib.sha256(b"root").digest()


@pytest.fixture
def note(both):
    return checkpoints.sign("log.example/sayso", 7, ROOT).note


def test_it_has_the_form_of_a_signed_note(note):
    lines = note.split("\n")
    assert lines[:4] == ["log.example/sayso", "7", base64.b64encode(ROOT).decode(), ""]
    assert lines[4].startswith("\u2014 log.example/sayso ")
    assert lines[5:] == [""]
    raw = base64.b64decode(lines[4].split(" ")[2])
    [public] = signers.public_keys(Use.LOG).values()
    assert raw[:4] == hashlib.sha256(b"log.example/sayso\n\x01" + public).digest()[:4]
    assert len(raw) == 4 + 64


def test_a_signed_one_is_read(note):
    read = checkpoints.read(note)
    assert (read.origin, read.size, read.root) == ("log.example/sayso", 7, ROOT)


def test_no_changed_character_is_taken(note):
    for at in range(len(note)):
        changed = note[:at] + chr(ord(note[at]) ^ 1) + note[at + 1 :]
        with pytest.raises(checkpoints.NoteInvalid):
            checkpoints.read(changed)


def test_nothing_cut_off_is_taken(note):
    for at in range(len(note)):
        with pytest.raises(checkpoints.NoteInvalid):
            checkpoints.read(note[:at])


def test_another_key_is_not_taken(note):
    from governance.keys import log_key
    from governance.keys.models import SigningKey

    log_key.destroy(signers.current_id(Use.LOG))
    SigningKey.objects.filter(use=Use.LOG).delete()
    with pytest.raises(checkpoints.NoteInvalid):
        checkpoints.read(note)
