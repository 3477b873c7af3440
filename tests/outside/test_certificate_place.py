"""`verify.py certificate` holds a certificate with the proof of its place, and no changed proof."""

import json

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

import verify
from governance import clock
from governance.audit import checkpoints, sequencer, witnesses
from governance.audit.acts import Act
from governance.audit.record import SYSTEM, About, record
from governance.erasure import certificate
from governance.erasure.models import Erasure
from pages.certificates import proof
from tests.governance.audit.scripted_witness import ScriptedWitness

KEYS = "keys.json"


@pytest.fixture
def witness(settings):
    with ScriptedWitness() as there:
        settings.WITNESSES = there.setting
        yield there


def issued(owner: str) -> dict:
    made = certificate.issue(Erasure(owner=owner, everything=True, begun_on=clock.today()))
    with transaction.atomic():
        record(Act.ERASURE_DONE, SYSTEM, About(subject=certificate.digest(made)))
    return made


@pytest.fixture
def two(witness, company, tmp_path, monkeypatch):
    """Two certificates with their proofs; the files are in the folder in which this runs."""
    made = [issued(one.owner) for one in (company.employee, company.other)]
    sequencer.run()
    witnesses.cosign()
    (tmp_path / KEYS).write_bytes(Client().get(reverse("public:keys")).content)
    monkeypatch.chdir(tmp_path)
    return [proof.file_of(one) for one in made]


def asked(file: dict, *more: str) -> int:
    with open("c.json", "w") as out:  # noqa: PTH123 (beside the keys)
        json.dump(file, out)
    return verify.main(["certificate", "c.json", "--keys", KEYS, *more])


def test_a_certificate_holds_with_its_place_and_its_witness(two, witness, capsys):
    assert asked(two[0], "--witness", witness.key, "--within", "1") == 0
    said = capsys.readouterr().out
    assert "It has place" in said
    assert "The witness witness.example has cosigned it on" in said


def test_without_a_proof_it_holds_and_says_so_unless_a_witness_is_demanded(two, witness, capsys):
    bare = {key: value for key, value in two[0].items() if key != "proof"}
    assert asked(bare) == 0
    assert "Whether it is in the log was not given." in capsys.readouterr().out
    assert asked(bare, "--witness", witness.key) == 1
    assert asked(two[0] | {"prooe": two[0]["proof"]}) == 2  # and nothing else may stand beside it


def test_the_proof_of_another_certificate_is_found(two, capsys):
    assert asked(two[0] | {"proof": two[1]["proof"]}) == 1
    assert "is not the one of this certificate" in capsys.readouterr().out


@pytest.mark.parametrize("part", ["entry", "index", "path", "checkpoint"])
def test_a_part_of_the_proof_of_another_certificate_is_found(two, part):
    mixed = two[0]["proof"] | {part: two[1]["proof"][part]}
    code = asked(two[0] | {"proof": mixed})
    assert code == (0 if part == "checkpoint" else 1)  # both are under one checkpoint
    lacking = {key: value for key, value in two[0]["proof"].items() if key != part}
    assert asked(two[0] | {"proof": lacking}) == 2


def test_each_changed_field_of_its_entry_is_found(two):
    proved = two[0]["proof"]
    for name, value in proved["entry"].items():
        last = "0" if value[-1:] != "0" else "1"
        for other in (value[:-1] + last, "", value.upper() if value.upper() != value else "x"):
            if other == value:
                continue
            entry = proved["entry"] | {name: other}
            # The id is of the server's table; that it is hashed too is what is shown here.
            assert asked(two[0] | {"proof": proved | {"entry": entry}}) in (1, 2), (name, other)
        entry = {key: one for key, one in proved["entry"].items() if key != name}
        assert asked(two[0] | {"proof": proved | {"entry": entry}}) == 2, name


@pytest.mark.parametrize("proved", [7, "x", [], {"entry": 1}, {"entry": {}, "index": "0"}])
def test_what_is_no_proof_could_not_be_checked(two, proved):
    assert asked(two[0] | {"proof": proved}) == 2


def test_the_checkpoint_of_another_key_is_found(two, capsys):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from tests.outside.witness_kit import Log

    proved = two[0]["proof"]
    read = checkpoints.read(proved["checkpoint"])
    stranger = Log(read.origin)
    assert isinstance(stranger.private, Ed25519PrivateKey)
    forged = stranger.sign(read.size, read.root)
    assert asked(two[0] | {"proof": proved | {"checkpoint": forged}}) == 1
    assert "None of the given keys has signed this checkpoint" in capsys.readouterr().out


def test_a_changed_cosignature_is_found_where_it_is_demanded(two, witness, monkeypatch, capsys):
    proved = two[0]["proof"]
    note = proved["checkpoint"]
    at = note.index(f"\u2014 {witness.name} ") + len(f"\u2014 {witness.name} ")
    for place in (at, at + 8, at + 40, len(note) - 4):
        letter = "A" if note[place] != "A" else "B"
        bent = note[:place] + letter + note[place + 1 :]
        assert (
            asked(two[0] | {"proof": proved | {"checkpoint": bent}}, "--witness", witness.key) == 1
        )
    assert "has not cosigned this checkpoint" in capsys.readouterr().out
    present = verify.now()
    monkeypatch.setattr(verify, "now", lambda: present + 48 * 3600)
    assert asked(two[0], "--witness", witness.key, "--within", "24") == 1


def test_every_changed_letter_of_the_four_parts_is_found(two, monkeypatch):
    monkeypatch.setattr(verify, "say", lambda _text: None)
    for name in ("type", "key", "payload", "signature"):
        text = two[0][name]
        for place in {*range(0, len(text), 5), len(text) - 1}:
            bent = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
            assert asked(two[0] | {name: bent}) in (1, 2), (name, place)
