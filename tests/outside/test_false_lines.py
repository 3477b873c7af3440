"""A line that names a known key and does not fit it makes a checkpoint false, beside a true one.

C2SP signed-note: what an unknown key signed is passed over; what a known one did not sign though
the line names it is no note to be taken. `verify.py` and the page judge it alike.
"""

import base64
import json

import pytest

import verify
from governance.audit import checkpoints
from tests.outside.test_odd_files import HOLDS, NOT, by_page, by_program, whole, witness
from tests.outside.witness_kit import Log, leaves, text_key

__all__ = ["whole", "witness"]
DASH = "\u2014"


def bent(line: str, at: int) -> str:
    """Return a signature line of which a bit of a byte is another."""
    head, _, written = line.rpartition(" ")
    raw = bytearray(base64.b64decode(written))
    raw[at] ^= 1
    return f"{head} {base64.b64encode(raw).decode()}"


def parted(note: str) -> tuple[str, str, str]:
    """Return the text, the log's line and the witness's."""
    text, lines = note.split("\n\n")
    log, witness = lines.splitlines()
    return text, log, witness


LINES = {
    "of the witness, another moment": (lambda log, one: [log, one, bent(one, 11)], NOT),
    "of the witness, before the true one": (lambda log, one: [log, bent(one, 11), one], NOT),
    "of the witness, another signature": (lambda log, one: [log, one, bent(one, 40)], NOT),
    "of the witness, no base64": (lambda log, one: [log, one, one[:-8] + "%%%%"], NOT),
    "of the witness, spare bits": (lambda log, one: [log, one, one[:-3] + "B=="], NOT),
    "of the witness, nothing": (lambda log, one: [log, one, one.rpartition(" ")[0] + " "], NOT),
    "of the witness, a word more": (lambda log, one: [log, one, one + " x"], NOT),
    "of the log, another signature": (lambda log, one: [log, bent(log, 9), one], NOT),
    "of the log, before the true one": (lambda log, one: [bent(log, 9), log, one], NOT),
    "of the log, no base64": (lambda log, one: [log, one, log + "%"], NOT),
    "an empty line between": (lambda log, one: [log, "", one], None),
    "a tab in an unknown line": (lambda log, one: [log, one, f"{DASH} x\t AAAA"], None),
    "twice the true one": (lambda log, one: [log, one, one, log], HOLDS),
    "of another key of the witness's name": (lambda log, one: [log, one, bent(one, 0)], HOLDS),
    "of another key of the log's name": (lambda log, one: [log, bent(log, 0), one], HOLDS),
    "of an unknown name": (lambda log, one: [log, one, f"{DASH} somebody.example AAAA"], HOLDS),
    "that is no signature": (lambda log, one: [log, one, "Anything may stand here."], HOLDS),
}
"""Lines under a checkpoint, and the verdict; None where each may say in its way that it is none."""


@pytest.mark.parametrize("odd", LINES)
def test_the_program_and_the_page_judge_the_lines_under_a_checkpoint_alike(odd, whole, witness):
    change, verdict = LINES[odd]
    text, *lines = parted(whole["proof"]["checkpoint"])
    whole["proof"]["checkpoint"] = "\n".join([text, "", *change(*lines), ""])
    program = by_program(json.dumps(whole), "--witness", witness.key)
    page = by_page(json.dumps(whole))
    if verdict is None:
        assert HOLDS not in (program, page)
    else:
        assert (program, page) == (verdict, verdict)


def test_the_server_takes_no_note_with_a_false_line_of_its_own_key(both):
    note = checkpoints.sign("log.example", 7, bytes(32)).note
    text, line = note.rstrip("\n").split("\n\n")
    with pytest.raises(checkpoints.LineFalse):
        checkpoints.read(f"{text}\n\n{line}\n{bent(line, 9)}\n")
    assert checkpoints.read(f"{text}\n\n{line}\n{bent(line, 0)}\n").size == 7


@pytest.fixture
def noted(tmp_path, monkeypatch, capsys):
    """Return a function that checks lines under the checkpoint of a log, with some keys."""
    log, found = Log(), leaves(2)
    text, line = log.note(found).rstrip("\n").split("\n\n")
    monkeypatch.chdir(tmp_path)

    def check(*lines: str, keys: str = log.key, witness: str = "") -> tuple[int, str]:
        (tmp_path / "note").write_text("\n".join([text, "", line, *lines, ""]))
        (tmp_path / "keys").write_text(keys)
        more = ["--witness", witness] if witness else []
        return verify.main(["checkpoint", "note", "--key", "keys", *more]), capsys.readouterr().out

    check.log, check.text = log, text
    return check


def test_two_keys_of_a_log_are_each_held_to_their_own_line(noted):
    second = Log()
    line = second.sign(2, base64.b64decode(noted.text.split("\n")[2])).rstrip("\n").split("\n\n")[1]
    keys = f"{noted.log.key}\n{second.key}\n"
    assert noted(line, keys=keys)[0] == 0
    assert noted(bent(line, 20), keys=keys)[0] == 1
    assert noted(bent(line, 20))[0] == 0  # who does not know the second key passes it over


def test_a_witness_that_was_not_asked_for_is_unknown(noted):
    made = Log("council.example")
    key = text_key("council.example", 4, made.public)
    raw = verify.key_mark("council.example", b"\x04" + made.public) + bytes(72)
    line = f"{DASH} council.example {base64.b64encode(raw).decode()}"
    assert noted(line)[0] == 0
    code, said = noted(line, witness=key)
    assert (code, "names a key of the witness council.example" in said) == (1, True)


@pytest.mark.parametrize("name", ["log example", "log\u00a0x", "log\u3000x", "a+b", ""], ids=ascii)
def test_the_name_of_a_log_has_no_blank_in_which_words_could_stand(name):
    text = Log(name).sign(2, bytes(32))
    with pytest.raises(verify.Unreadable):
        verify.checkpoint(text, [(None, bytes(32))])
