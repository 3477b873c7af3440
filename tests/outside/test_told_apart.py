"""What `verify.py` could not check ends with 2, and never with 1, which is an answer."""

import json

import pytest

import verify
from tests.outside.witness_kit import Log, leaves

LOG = Log()
TWO = leaves(2)
NOTE = LOG.note(TWO)
PLACE = {"checkpoint": NOTE, "index": 0, "path": [], "leaf": TWO[0].hex()}
DEEP = "[" * 60_000
TWICE = {"path": "a", "sha256": "b"}
ALL = ["checkpoint", "proof", "entries", "certificate", "receipt", "export", "release", "conflict"]


@pytest.fixture
def asked(tmp_path, monkeypatch, capsys):
    """Return a function that asks of a text, and says how it ended."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "keys.json").write_text('{"keys": {}}')
    (tmp_path / "note.txt").write_text(NOTE)

    def ask(todo: str, text: str, *more: str) -> int:
        (tmp_path / "odd").write_text(text)
        keys = ["--key", LOG.key]
        if todo in ("certificate", "receipt", "release", "conflict"):
            keys = ["--keys", "keys.json"]
        place = {"export": ["--checkpoint", "note.txt"], "release": ["--folder", "."]}
        place["conflict"] = ["odd"]
        code = verify.main([todo, "odd", *place.get(todo, []), *keys, *more])
        assert capsys.readouterr().err == ""
        return code

    return ask


def entries(**more) -> str:
    one = {"index": 0, "path": [], "open": '{"day":"a","act":"b"}', "closed": "{}", "key": "AAAA"}
    whole = {"type": "sayso-entries/1", "checkpoint": NOTE, "entries": [one | more]}
    return json.dumps(whole)


@pytest.mark.parametrize("todo", ALL)
@pytest.mark.parametrize(
    "text",
    ["", "7", "[]", "{}", "null", DEEP, '{"a":' + DEEP, '{"type": 1e999}', '{"a": 1, "a": 1}'],
    ids=["nothing", "number", "list", "object", "null", "deep", "deep within", "endless", "twice"],
)
def test_what_is_nothing_of_sayso_is_not_answered(todo, text, asked):
    answers = {2, 1} if (todo, text) == ("export", "") or todo in verify.TYPES else {2}
    assert asked(todo, text) in answers


PROOFS = {
    "a checkpoint that is a number": PLACE | {"checkpoint": 5},
    "a checkpoint that is a list": PLACE | {"checkpoint": [NOTE]},
    "a place as a text": PLACE | {"index": "0"},
    "a place with a point": PLACE | {"index": 0.0},
    "a path that is an object": PLACE | {"path": {}},
    "a field more": PLACE | {"actor": "Hanna"},
    "an entry that is a number": {**PLACE, "entry": 5},
    "a leaf that is a number": PLACE | {"leaf": 5},
}


@pytest.mark.parametrize("odd", PROOFS)
def test_a_proof_that_is_none_is_not_answered(odd, asked):
    assert asked("proof", json.dumps(PROOFS[odd])) == 2


def test_a_place_without_end_is_not_answered(asked):
    text = json.dumps(PLACE | {"index": "@"})
    assert asked("proof", text.replace('"@"', "1e999")) == 2
    assert asked("proof", text.replace('"@"', "NaN")) == 2


ENTRIES = {
    "half a letter": entries(closed='{"x":"\ud800"}'),
    "half a letter in what is open": entries(open='{"day":"\ud800","act":"b"}'),
    "a number": json.dumps({"type": "sayso-entries/1", "checkpoint": NOTE, "entries": [5]}),
    "a checkpoint that is a number": json.dumps(
        {"type": "sayso-entries/1", "checkpoint": 5, "entries": []}
    ),
    "deep within": entries(closed=DEEP),
    "a name twice": entries(closed='{"a": 1, "a": 2}'),
    "a key that is a number": entries(key=5),
}


@pytest.mark.parametrize("odd", ENTRIES)
def test_entries_that_are_none_are_not_answered(odd, asked):
    assert asked("entries", ENTRIES[odd]) == 2


@pytest.mark.parametrize(
    "files",
    [
        [{"x": 1}],
        [{"path": "a"}],
        [5],
        5,
        {"a": 5},
        [{"path": "\0", "sha256": "x"}],
        [],
        [TWICE] * 2,
    ],
    ids=["path", "hash", "a number", "no list", "a hash that is a number", "name", "none", "twice"],
)
def test_rows_of_a_manifest_that_are_none_are_not_taken_for_whole(files, asked, monkeypatch):
    monkeypatch.setattr(verify, "signed", lambda *_: {"files": files})
    assert asked("release", "{}") in ((1,) if files == {"a": 5} else (2,))


def test_what_no_check_foresaw_is_not_answered_either(asked, monkeypatch):
    for fault in (*verify.FAULTS, UnicodeError, OverflowError, KeyError, OSError):

        def fails(*_: object, fault: type[Exception] = fault) -> dict:
            raise fault("x")

        monkeypatch.setattr(verify, "signed", fails)
        assert asked("receipt", "{}") == 2


@pytest.mark.parametrize("within", ["nan", "inf", "-inf", "0", "-1", "x", "1e999"])
def test_no_age_that_nothing_would_exceed_is_taken(within, capsys):
    with pytest.raises(SystemExit) as ended:
        verify.main(["checkpoint", "f", "--key", "k", "--witness", "w", f"--within={within}"])
    assert ended.value.code == 2
    assert "--within" in capsys.readouterr().err


def test_an_age_without_a_witness_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        verify.main(["checkpoint", "f", "--key", "k", "--within", "24"])
    assert ended.value.code == 2
    assert "none is named" in capsys.readouterr().err
