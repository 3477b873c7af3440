"""`verify.py` and the page that checks, written twice, judge every odd file alike."""

import copy
import json

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

import verify
from governance import clock
from governance.audit import sequencer, witnesses
from governance.audit.acts import Act
from governance.audit.record import SYSTEM, About, record
from governance.consent import receipts
from governance.erasure import certificate
from governance.erasure.models import Erasure
from pages.certificates import proof
from pages.public import check
from tests import factories
from tests.governance.audit.scripted_witness import ScriptedWitness

HOLDS, NOT, UNREADABLE = 0, 1, 2


@pytest.fixture
def witness(settings):
    with ScriptedWitness() as there:
        settings.WITNESSES = there.setting
        yield there


@pytest.fixture
def whole(witness, company, tmp_path, monkeypatch) -> dict:
    """A real certificate with the proof of its place among others."""
    owner = company.employee.owner
    made = issued(owner)
    while not set(made["signature"]) & set("-_"):  # about one of fifteen has neither
        made = issued(owner)
    with transaction.atomic():
        record(Act.ERASURE_DONE, SYSTEM, About(subject=certificate.digest(made)))
    sequencer.run()
    witnesses.cosign()
    (tmp_path / "keys.json").write_bytes(Client().get(reverse("public:keys")).content)
    monkeypatch.chdir(tmp_path)
    return proof.file_of(made)


def issued(owner: str) -> dict[str, str]:
    return certificate.issue(Erasure(owner=owner, everything=True, begun_on=clock.today()))


def by_program(text: str, *more: str, kind: str = "certificate") -> int:
    with open("odd.json", "w", encoding="utf-8") as file:  # noqa: PTH123 (beside the keys)
        file.write(text)
    return verify.main([kind, "odd.json", "--keys", "keys.json", *more])


def by_page(text: str) -> int:
    try:
        found = check.verdict(text)
    except check.NotReadable:
        return UNREADABLE
    if found.proof is not None and not found.proof.good:
        return UNREADABLE if "cannot be read" in found.proof.lines[-1] else NOT
    return HOLDS if found.good else NOT


def at(whole: dict, *names) -> tuple[dict, object]:
    """Return where a value stands, and its name."""
    for name in names[:-1]:
        whole = whole[name]
    return whole, names[-1]


def put(value, *names):
    """Return what puts a value, or what a function makes of it, into a file."""

    def change(whole: dict) -> str:
        there, name = at(whole, *names)
        there[name] = value(there[name]) if callable(value) else value
        return json.dumps(whole)

    return change


def gone(*names):
    def change(whole: dict) -> str:
        there, name = at(whole, *names)
        del there[name]
        return json.dumps(whole)

    return change


def twice(name: str, other: str):
    """Return what writes a name twice, the false value first: who takes the last sees the true."""

    def change(whole: dict) -> str:
        return json.dumps(whole).replace(f'"{name}":', f'"{name}": {other}, "{name}":', 1)

    return change


def spare(text: str) -> str:
    """Return base64url whose last letter has another spare bit."""
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + last[last.index(text[-1]) ^ 1]


def other_letters(text: str) -> str:
    changed = text.replace("-", "+").replace("_", "/")
    assert changed != text
    return changed


def signature(whole: dict) -> str:
    """Write the signature with the letters of base64, where it has others in base64url."""
    return put(other_letters, "signature")(whole)


ENTRY = ("proof", "entry")
PATH = ("proof", "path")
ODD = {
    "as it is": (json.dumps, HOLDS),
    "indented": (lambda whole: json.dumps(whole, indent=3), HOLDS),
    "a mark of UTF-8 before it": (lambda whole: "\ufeff" + json.dumps(whole), HOLDS),
    "without proof": (gone("proof"), HOLDS),
    "padding on the payload": (put(lambda text: text + "=", "payload"), UNREADABLE),
    "padding on the signature": (put(lambda text: text + "==", "signature"), UNREADABLE),
    "spare bits in the signature": (put(spare, "signature"), UNREADABLE),
    "other letters in the signature": (signature, UNREADABLE),
    "a line end in the payload": (put(lambda text: text + "\n", "payload"), UNREADABLE),
    "a letter that is none": (put(lambda text: text[:-1] + "\u00e9", "payload"), UNREADABLE),
    "half a letter": (put("\ud800", "payload"), UNREADABLE),
    "a number for a text": (put(7, "signature"), UNREADABLE),
    "one field more": (put("Hanna", "actor"), UNREADABLE),
    "one field less": (gone("signature"), UNREADABLE),
    "a proof that is a text": (put("x", "proof"), UNREADABLE),
    "a proof that is a list": (put([], "proof"), UNREADABLE),
    "a part of the proof more": (put("Hanna", "proof", "actor"), UNREADABLE),
    "a part of the proof less": (gone("proof", "path"), UNREADABLE),
    "half a place more": (put(lambda index: index + 0.5, "proof", "index"), UNREADABLE),
    "a place with a point": (put(float, "proof", "index"), UNREADABLE),
    "a place as a text": (put(lambda index: f" {index} ", "proof", "index"), UNREADABLE),
    "a place without end": (
        lambda whole: put("@", "proof", "index")(whole).replace('"@"', "1e999"),
        UNREADABLE,
    ),
    "a place of many digits": (
        lambda whole: put("@", "proof", "index")(whole).replace('"@"', "9" * 5000),
        UNREADABLE,
    ),
    "true for a place": (put(True, "proof", "index"), UNREADABLE),
    "a place before the first": (put(-1, "proof", "index"), NOT),
    "the place of another": (put(lambda index: index ^ 1, "proof", "index"), NOT),
    "a path that is an object": (put({}, *PATH), UNREADABLE),
    "a path that is a text": (put("", *PATH), UNREADABLE),
    "no path": (put([], *PATH), NOT),
    "a hash more": (put(lambda path: [*path, path[0]], *PATH), NOT),
    "many hashes more": (put(lambda path: path + path[:1] * 90, *PATH), NOT),
    "a number in the path": (put(lambda path: [7, *path[1:]], *PATH), UNREADABLE),
    "a hash without padding": (
        put(lambda path: [path[0].rstrip("="), *path[1:]], *PATH),
        UNREADABLE,
    ),
    "a hash with spare bits": (
        put(lambda path: [spare(path[0].rstrip("=")) + "=", *path[1:]], *PATH),
        UNREADABLE,
    ),
    "hexadecimal with blanks": (
        put(lambda text: text[:2] + " " + text[2:], *ENTRY, "random"),
        UNREADABLE,
    ),
    "hexadecimal in capitals": (put(lambda text: text.upper(), *ENTRY, "commitment"), UNREADABLE),
    "a field of the entry more": (put("Hanna", *ENTRY, "actor"), UNREADABLE),
    "an empty field of the entry more": (put("", *ENTRY, "actor"), UNREADABLE),
    "a field of the entry less": (gone(*ENTRY, "purpose"), UNREADABLE),
    "null in the entry": (put(None, *ENTRY, "purpose"), UNREADABLE),
    "half a letter in the entry": (put("\ud800", *ENTRY, "role"), UNREADABLE),
    "an entry that is a list": (put([], *ENTRY), UNREADABLE),
    "another act": (put("erasure-begun", *ENTRY, "act"), NOT),
    "another outcome": (put("refused", *ENTRY, "outcome"), NOT),
    "another role": (put("compliance", *ENTRY, "role"), NOT),
    "another certificate": (put(lambda text: "0" * len(text), *ENTRY, "subject"), NOT),
    "a checkpoint that is a number": (put(5, "proof", "checkpoint"), UNREADABLE),
    "a checkpoint that is a list": (put([], "proof", "checkpoint"), UNREADABLE),
    "a key that is not there": (put("AAAA", "key"), NOT),
    "a name twice": (twice("payload", '"x"'), UNREADABLE),
    "a name twice in the proof": (twice("index", "0"), UNREADABLE),
    "a name twice in the entry": (twice("outcome", '"refused"'), UNREADABLE),
    "another type": (put("sayso-release/1", "type"), None),
    "a number in the entry's number": (put(lambda text: text.upper(), *ENTRY, "id"), None),
    "a day in short": (put(lambda text: text.replace("-", ""), *ENTRY, "day"), None),
    "a checkpoint with a line end less": (
        put(lambda note: note.rstrip("\n"), "proof", "checkpoint"),
        None,
    ),
    "a checkpoint that is long": (
        put(lambda note: note + "\u2014 x AAAA\n" * 3000, "proof", "checkpoint"),
        None,
    ),
    "null for a proof": (put(None, "proof"), HOLDS),
    "a list around it": (lambda whole: json.dumps([whole]), UNREADABLE),
    "something after it": (lambda whole: json.dumps(whole) + "{}", UNREADABLE),
    "nothing": (lambda _whole: "", UNREADABLE),
    "deep": (lambda _whole: "[" * 60_000, UNREADABLE),
    "deep within": (lambda _whole: '{"proof": ' + "[" * 60_000, UNREADABLE),
}
"""What is done to a file, and the verdict; None where each may say in its way that it is none."""


@pytest.mark.parametrize("odd", ODD)
def test_the_program_and_the_page_judge_an_odd_file_alike(odd, whole, capsys):
    change, verdict = ODD[odd]
    text = change(copy.deepcopy(whole))
    program, page = by_program(text), by_page(text)
    said = capsys.readouterr()
    assert said.err == ""
    assert (program == HOLDS) == (page == HOLDS)
    if verdict is None:
        assert program != HOLDS
    else:
        assert (program, page) == (verdict, verdict), said.out


def test_a_proof_beside_a_receipt_is_no_part_of_it(whole, company):
    factories.allow(company.employee)
    owner = company.employee.owner
    receipt = receipts.one(owner, receipts.of(owner)[0].id)
    (verify.Path("keys.json")).write_bytes(Client().get(reverse("public:keys")).content)
    assert by_program(json.dumps(receipt), kind="receipt") == HOLDS == by_page(json.dumps(receipt))
    with_proof = json.dumps(receipt | {"proof": whole["proof"]})
    assert by_program(with_proof, kind="receipt") == UNREADABLE == by_page(with_proof)
