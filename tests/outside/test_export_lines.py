"""`verify.py export` holds an export to the checkpoint of its first line, and to one of yours."""

import base64
import json

import pytest

import verify
from governance.audit.acts import Role
from governance.audit.export import Format, export
from governance.audit.record import Actor
from governance.audit.search import Search
from tests.governance.audit import naive_tree
from tests.outside.signing_kit import entry
from tests.outside.test_verify import log, own_log
from tests.outside.test_verify import verify as run
from tests.outside.witness_kit import Log, leaves

__all__ = ["log", "own_log", "run"]
SIGNER = Log()
HIDDEN = leaves(4)
LINE, LEAF = entry(act="log-exported", role="compliance", outcome="done")
ALL = [*HIDDEN, LEAF, *leaves(2, "more ")]
TOTAL = {
    "type": "total of a day, in tens of people",
    "day": "2026-03-02",
    "role": "employee",
    "act": "consent-given",
    "people": 20,
}


def first(found: list[bytes] = ALL, **more) -> dict:
    return {"type": "checkpoint", "size": len(found), "note": SIGNER.note(found)} | more


def whole(found: list[bytes] = ALL) -> list[dict]:
    lines = [{"type": "leaf", "index": at, "leaf": one.hex()} for at, one in enumerate(found)]
    if LEAF in found:
        lines[4] = {"type": "entry", "index": 4, "leaf": LEAF.hex(), **LINE}
    return lines


def placed(**more) -> dict:
    path = [base64.b64encode(one).decode() for one in naive_tree.path(4, ALL)]
    return {"type": "entry", "index": 4, "leaf": LEAF.hex(), "path": path, **LINE} | more


def waiting(**more) -> dict:
    fields = {"type": "entry", "index": None, "waiting": "in seconds", "leaf": LEAF.hex(), **LINE}
    return fields | more


@pytest.fixture
def asked(tmp_path, monkeypatch, capsys):
    """Return a function that checks lines, under a checkpoint from elsewhere where one is given."""
    monkeypatch.chdir(tmp_path)

    def ask(lines: list[dict], apart: str = "") -> tuple[int, str]:
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (tmp_path / "e.jsonl").write_text(text)
        (tmp_path / "apart").write_text(apart)
        more = ["--checkpoint", "apart"] if apart else []
        code = verify.main(["export", "e.jsonl", "--key", SIGNER.key, *more])
        return code, capsys.readouterr().out

    return ask


def test_a_whole_export_holds_by_its_own_first_line_and_says_so(asked):
    code, said = asked([first(), *whole()])
    assert (code, "All 7 entries" in said, "6 of them are hashes" in said) == (0, True, True)
    assert verify.OWN in said


def test_its_first_line_must_be_signed_by_the_log(asked):
    stranger = Log().note(ALL)
    code, said = asked([first(note=stranger), *whole()], apart=SIGNER.note(ALL))
    assert (code, "None of the given keys" in said) == (1, True)


def test_its_first_line_must_be_of_the_entries_that_follow(asked):
    other = [*ALL[:-1], bytes(32)]
    code, said = asked([first(other), *whole()], apart=SIGNER.note(ALL))
    assert (code, "do not give the root" in said) == (1, True)


@pytest.mark.parametrize("size", [6, 8, "7", 7.0, True, None], ids=repr)
def test_the_size_beside_the_checkpoint_is_that_of_the_checkpoint(asked, size):
    code, said = asked([first(size=size), *whole()])
    assert (code, "names another size" in said) == (1, True)


def test_an_older_checkpoint_is_found_again_in_it_and_a_forked_one_is_not(asked):
    for size in (0, 1, 3, 4, 7):
        code, said = asked([first(), *whole()], apart=SIGNER.note(ALL[:size]))
        assert (code, f"continues the checkpoint of {size} entries" in said) == (0, True)
    forked = SIGNER.note([*ALL[:3], bytes(32)])
    code, said = asked([first(), *whole()], apart=forked)
    assert (code, "Its first 4 entries do not give" in said) == (1, True)


def test_it_is_not_older_than_what_somebody_kept(asked):
    later = SIGNER.note([*ALL, bytes(32)])
    assert asked([first(), *whole()], apart=later)[0] == 1
    assert "counts 8 entries, the export has 7" in asked([first(), *whole()], apart=later)[1]


def test_it_is_not_compared_with_another_log(asked, tmp_path):
    other = Log("elsewhere.example")
    (tmp_path / "keys").write_text(f"{SIGNER.key}\n{other.key}\n")
    asked([first(), *whole()], apart=other.note(ALL))
    words = ["export", "e.jsonl", "--key", "keys", "--checkpoint", "apart"]
    assert verify.main(words) == 1


@pytest.mark.parametrize(
    "lines",
    [whole(), [{"type": "checkpoint", "size": 0, "note": ""}], [], [first()]],
    ids=["without it", "an empty one", "nothing", "it alone"],
)
def test_without_a_checkpoint_or_an_entry_there_is_nothing_to_check(asked, lines):
    assert asked(lines)[0] == 2


def test_no_byte_moves_from_one_hash_to_the_next(asked):
    """A node hashes both of its sides as one: with hashes of any length it would hold."""
    lines = whole()
    both = HIDDEN[0] + HIDDEN[1]
    lines[0]["leaf"], lines[1]["leaf"] = both[:31].hex(), both[31:].hex()
    assert asked([first(), *lines])[0] == 2


def test_an_export_of_a_search_holds_line_by_line(asked):
    code, said = asked([first(), placed()])
    assert (code, "1 entries with a place are in the log" in said) == (0, True)
    assert "Nothing proves" not in said
    assert asked([first(), placed()], apart=SIGNER.note(ALL))[0] == 0


@pytest.mark.parametrize(
    "change",
    [
        {"role": "hr"},
        {"index": 3},
        {"path": []},
        {"leaf": "00" * 32},
        {"commitment": "23" * 32},
        {"day": "2026-03-03"},
    ],
    ids=str,
)
def test_a_changed_line_of_a_search_does_not_hold(asked, change):
    assert asked([first(), placed(**change)])[0] == 1


def test_a_proof_leads_to_the_root_of_the_first_line_and_to_no_other(asked):
    other = [bytes(32), *ALL[1:]]
    assert asked([first(other), placed()])[0] == 1
    assert asked([first(), placed(), placed()])[0] == 1  # twice


def test_what_nothing_proves_is_named(asked):
    code, said = asked([first(), placed(), waiting(), TOTAL, TOTAL])
    assert code == 0
    assert "Nothing proves the 1 that have no place yet." in said
    assert "Nothing proves the 2 totals of days." in said
    assert asked([first(), waiting(role="hr")])[0] == 1
    assert asked([first(), waiting(index=4)])[0] == 2
    assert asked([first(), TOTAL | {"names": "Hanna"}])[0] == 2


def test_a_whole_export_has_no_lines_of_a_search(asked):
    for more in (placed(), waiting(), TOTAL):
        code, said = asked([first(), *whole(), more])
        assert (code, "none has both" in said) == (2, True)


def test_a_search_under_another_size_than_the_one_given_is_not_compared(asked):
    assert asked([first(), placed()], apart=SIGNER.note(ALL[:3]))[0] == 2
    forked = SIGNER.note([*ALL[:-1], bytes(32)])
    assert asked([first(), placed()], apart=forked)[0] == 1


def test_no_line_is_read_that_is_longer_than_any(asked, monkeypatch):
    monkeypatch.setattr(verify, "LINE_MOST", 1000)
    code, said = asked([first(), {"type": "leaf", "x": "y" * 2000}])
    assert (code, "longer than Sayso writes any" in said) == (2, True)


def test_what_the_product_exports_of_a_search_holds(log, run):
    lines = [*export(Search(), Format.JSONL, Actor(Role.COMPLIANCE), [TOTAL])]
    (log / "search.jsonl").write_text("".join(lines))
    code, said = run("export", "search.jsonl", "--key", "keys.json")
    assert (code, "205 entries with a place" in said) == (0, True)  # this export is one of them
    assert "Nothing proves the 1 totals of days." in said
    (log / "search.jsonl").write_text("".join(lines).replace('"compliance"', '"hr"', 1))
    assert run("export", "search.jsonl", "--key", "keys.json")[0] == 1
