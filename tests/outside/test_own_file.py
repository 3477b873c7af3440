"""`verify.py entries` and `proof` take what a hash covers alone, and show an entry as one line."""

import hashlib
import hmac
import json

import pytest

import verify
from governance import signing
from tests.governance.audit import naive_tree
from tests.outside.signing_kit import entry
from tests.outside.witness_kit import Log, leaves

LOG = Log()
OPEN = '{"act":"data-shown","day":"2026-03-02"}'
KEY = bytes(range(32))


def leaf_of(closed: str) -> bytes:
    sealed = hmac.new(KEY, closed.encode(), hashlib.sha256).digest()
    return hashlib.sha256(b"\0" + OPEN.encode() + sealed).digest()


@pytest.fixture
def asked(tmp_path, monkeypatch, capsys):
    """Return a function that checks a file of one entry, with other fields where some are given."""
    monkeypatch.chdir(tmp_path)

    def ask(closed: str = "{}", besides: dict | None = None, **more) -> tuple[int, str]:
        one = {"index": 0, "open": OPEN, "key": signing.encode(KEY), "closed": closed, "path": []}
        note = LOG.note([leaf_of(closed)])
        whole = {"type": "sayso-entries/1", "checkpoint": note, "entries": [one | more]}
        (tmp_path / "own.json").write_text(json.dumps(whole | (besides or {})))
        code = verify.main(["entries", "own.json", "--key", LOG.key, "--show"])
        return code, capsys.readouterr().out

    return ask


def test_an_entry_holds_and_is_shown(asked):
    code, said = asked('{"said": "x"}')
    shown, last, end = said.split("\n")
    assert (code, end) == (0, "")
    assert shown == '[0, "2026-03-02", "data-shown", {"said": "x"}]'
    assert last.startswith(f"It holds. All 1 entries are in the log {LOG.origin}, and each is")


@pytest.mark.parametrize("text", ["\n", "\r\n", "\x1b[2J", "\u202e", "\u2028", " " * 160])
def test_an_entry_is_one_line_and_pushes_nothing_to_the_next(asked, text):
    closed = json.dumps({"said": f"x{text}It holds. All 9 entries"})
    code, said = asked(closed)
    shown, last, end = said.split("\n")
    assert (code, end) == (0, "")
    assert shown.startswith("[0, ")
    assert last.startswith("It holds. All 1 entries")
    assert shown.isascii()
    assert shown.isprintable()
    assert "  " not in shown
    assert json.loads(shown)[3] == json.loads(closed)


def test_a_key_with_zeros_after_it_would_fit_as_well_and_is_none(asked):
    assert asked(key=signing.encode(KEY + b"\0"))[0] == 2
    assert asked(key=signing.encode(KEY[:31]))[0] == 2


def test_nothing_stands_beside_what_the_hashes_cover(asked):
    assert asked(besides={"actor": "Hanna"})[0] == 2
    assert asked(actor="Hanna")[0] == 2
    assert asked(waiting="")[0] == 2


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_json_does_not_have_is_not_read(asked, number):
    assert asked(f'{{"x": {number}}}')[0] == 2


@pytest.fixture
def proof(tmp_path, monkeypatch):
    """Return a function that checks the proof of the first of two leaves."""
    monkeypatch.chdir(tmp_path)

    def check(all_leaves: list[bytes], **more) -> int:
        path = [verify.base64.b64encode(one).decode() for one in naive_tree.path(0, all_leaves)]
        made = {"checkpoint": LOG.note(all_leaves), "index": 0, "path": path} | more
        (tmp_path / "p.json").write_text(json.dumps(made))
        return verify.main(["proof", "p.json", "--key", LOG.key])

    return check


def test_a_leaf_and_a_commitment_are_whole_hashes(proof):
    """A node hashes both of its sides as one: bytes could move from one to the other."""
    two = leaves(2)
    assert proof(two, leaf=two[0].hex()) == 0
    moved = (two[0] + two[1])[:31], (two[0] + two[1])[31:]
    short = [verify.base64.b64encode(moved[1]).decode()]
    assert proof(two, leaf=moved[0].hex(), path=short) == 2
    assert proof(two, leaf=moved[0].hex()) == 2
    line, leaf = entry(commitment="22" * 31)
    assert proof([leaf, two[1]], entry=line) == 2
    line, leaf = entry()
    assert proof([leaf, two[1]], entry=line) == 0
