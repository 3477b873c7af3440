"""`verify.py entries` holds a person's own file, as the product made it, and no changed one."""

import json
import shutil
import subprocess
import sys
from datetime import timedelta

import pytest

import verify
from governance import clock
from governance.audit import checkpoints, evidence, proofs, proved, sequencer, witnesses
from governance.audit.acts import Act, Role
from governance.audit.record import About, Actor, record
from governance.consent import decisions
from governance.keys import signers
from governance.signing import Use
from tests import factories
from tests.architecture.tree import ROOT
from tests.governance.audit.scripted_witness import ScriptedWitness

STEERS = "\x1b[2J\x7f\u202eabc\u2066\x9b\ud83d\ude00 \u2028é"


@pytest.fixture
def witness(settings):
    with ScriptedWitness() as there:
        settings.WITNESSES = there.setting
        yield there


@pytest.fixture
def own(witness, company, tmp_path):
    """The file of a person who allowed, withdrew and looked, with the key of the log."""
    person = company.employee
    factories.allow(person)
    factories.allow(company.other)
    decisions.withdraw(person, company.slug)
    record(Act.DATA_SHOWN, Actor(Role.EMPLOYEE, person.owner), About(person.owner))
    sequencer.run()
    witnesses.cosign()
    text = "".join(proved.own(person.owner))
    origin = text.split('"checkpoint":"')[1].split("\\n")[0]
    keys = signers.public_keys(Use.LOG).values()
    lines = "".join(f"{checkpoints.verifier_key(origin, one)}\n" for one in keys)
    (tmp_path / "log-key.txt").write_text(lines)
    (tmp_path / "entries.json").write_text(text)
    return tmp_path


def asked(folder, *more: str) -> int:
    words = ["entries", str(folder / "entries.json"), "--key", str(folder / "log-key.txt")]
    return verify.main([*words, *more])


def changed(folder, change, *more: str) -> int:
    whole = json.loads((folder / "entries.json").read_text())
    change(whole)
    (folder / "entries.json").write_text(json.dumps(whole))
    return asked(folder, *more)


def test_it_holds_far_from_the_repository(own, witness):
    shutil.copy(ROOT / "verify.py", own / "verify.py")
    command = [sys.executable, "-I", "verify.py", "entries", "entries.json"]
    command += ["--key", "log-key.txt", "--witness", witness.key, "--within", "1"]
    done = subprocess.run(command, cwd=own, capture_output=True, text=True, check=False)
    count = len(json.loads((own / "entries.json").read_text())["entries"])
    assert (done.returncode, done.stderr) == (0, "")
    assert f"All {count} entries are in the log" in done.stdout
    assert "The witness witness.example has cosigned it on" in done.stdout
    assert count > 2


def test_a_changed_bit_of_any_byte_of_the_file_is_found(own, witness, monkeypatch):
    """All bits of the checkpoint and an entry were tried once; here one of each byte, and case."""
    raw = (own / "entries.json").read_bytes()
    monkeypatch.setattr(verify, "say", lambda _text: None)
    parser = verify.arguments()  # made once: it would take longer than all of the checks
    monkeypatch.setattr(verify, "arguments", lambda: parser)
    end = raw.index(b"\n", raw.index(b"\n{") + 1)
    bits = {(at, at * 3 % 8) for at in range(end)} | {
        (at, at % 8) for at in range(end, len(raw), 3)
    }
    bits |= {(at, 5) for at in range(end) if chr(raw[at]).isalpha()}
    for at, bit in sorted(bits):
        bent = bytearray(raw)
        bent[at] ^= 1 << bit
        (own / "entries.json").write_bytes(bent)
        code = asked(own, "--witness", witness.key)
        assert code in (1, 2), f"bit {bit} of byte {at}: {raw[max(0, at - 30) : at + 30]}"
    (own / "entries.json").write_bytes(raw)
    assert asked(own, "--witness", witness.key) == 0


def test_each_field_of_another_entry_is_found(own):
    whole = json.loads((own / "entries.json").read_text())
    one, two = whole["entries"][:2]
    for name in one:
        bent = whole | {"entries": [one | {name: two[name]}, two]}
        (own / "entries.json").write_text(json.dumps(bent))
        assert asked(own) == 1, name
        lacking = {key: value for key, value in one.items() if key != name}
        (own / "entries.json").write_text(json.dumps(whole | {"entries": [lacking, two]}))
        assert asked(own) == 2, name


@pytest.mark.parametrize("index", ["0", 0.0, True, None, [0], -1, 10**30])
def test_a_place_is_a_whole_number_of_the_log(own, index):
    assert changed(own, lambda whole: whole["entries"][0].update(index=index)) in (1, 2)


def test_an_entry_that_stands_twice_is_found(own, capsys):
    assert changed(own, lambda whole: whole["entries"].append(whole["entries"][0])) == 1
    assert "twice" in capsys.readouterr().out


def test_an_entry_that_was_left_out_shows_in_the_number_alone(own, capsys):
    """What is not there cannot be checked: so the page says how many there are."""
    count = len(json.loads((own / "entries.json").read_text())["entries"])
    assert changed(own, lambda whole: whole["entries"].pop(1)) == 0
    assert f"All {count - 1} entries" in capsys.readouterr().out
    assert changed(own, lambda whole: whole["entries"].clear()) == 0
    assert "There are no entries in the file" in capsys.readouterr().out


def test_entries_under_an_older_checkpoint_need_its_own_paths(own):
    older = evidence.newest(None)
    with clock.shifted(timedelta(hours=2)):
        record(Act.LOG_EXPORTED, Actor(Role.COMPLIANCE), About())
        sequencer.run()
        newer = evidence.newest(None)
    assert newer.size > older.size
    assert changed(own, lambda whole: whole.update(checkpoint=newer.note)) == 1

    def moved(whole: dict) -> None:
        for one in whole["entries"]:
            one["path"] = proved.base64s(proofs.inclusion(one["index"], newer.size))

    assert changed(own, moved) == 0


def test_a_checkpoint_of_another_key_or_of_none_is_found(own, capsys):
    stranger = (
        verify.key_mark("x", b"\1" * 33).hex() + "+AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
    )
    (own / "log-key.txt").write_text(f"x+{stranger}\n")
    assert asked(own) == 1
    assert "None of the given keys has signed" in capsys.readouterr().out
    (own / "log-key.txt").write_text("")
    assert asked(own) == 2
    assert "There is no key in" in capsys.readouterr().out


def test_a_demanded_witness_must_have_cosigned_this_checkpoint_itself(own, witness, capsys):
    assert asked(own, "--witness", witness.key) == 0
    with ScriptedWitness("another.example") as other:
        assert asked(own, "--witness", witness.key, "--witness", other.key) == 1
    assert "another.example has not cosigned" in capsys.readouterr().out
    with ScriptedWitness() as namesake:  # of the same name, with another key
        assert asked(own, "--witness", namesake.key) == 1


def without_cosignature(whole: dict) -> None:
    note = whole["checkpoint"]
    whole["checkpoint"] = note[: note.rindex("\u2014 witness.example")]


def test_a_cosignature_that_was_taken_away_or_is_of_another_checkpoint_is_found(own, witness):
    line = witness.line(checkpoints.sign("x", 1, b"x" * 32).note)

    def swapped(whole: dict) -> None:
        without_cosignature(whole)
        whole["checkpoint"] += line

    assert changed(own, swapped, "--witness", witness.key) == 1
    assert changed(own, without_cosignature, "--witness", witness.key) == 1
    assert changed(own, lambda _whole: None) == 0  # it was not demanded


def test_a_line_ends_with_a_newline_and_with_no_other_sign(own, witness):
    for sign in ("\f", "\v", "\x1c", "\x85", "\u2028", "\r"):
        text = (own / "entries.json").read_text()
        assert changed(
            own,
            lambda whole, sign=sign: whole.update(
                checkpoint=whole["checkpoint"].replace(
                    "\n\u2014 witness", f"\n\u2014 x AAAA{sign}\u2014 witness"
                )
            ),
            "--witness",
            witness.key,
        )
        (own / "entries.json").write_text(text)


def test_an_old_cosignature_and_one_ahead_of_time_are_found(own, witness, monkeypatch, capsys):
    present = verify.now()
    monkeypatch.setattr(verify, "now", lambda: present + 30 * 3600)
    assert asked(own, "--witness", witness.key, "--within", "24") == 1
    assert "has cosigned it 30 hours ago" in capsys.readouterr().out
    assert asked(own, "--witness", witness.key, "--within", "31") == 0
    monkeypatch.setattr(verify, "now", lambda: present - verify.AHEAD - 60)
    assert asked(own, "--witness", witness.key) == 1
    assert "ahead of time" in capsys.readouterr().out


def test_no_sign_of_an_entry_steers_the_terminal(own, company, capsys):
    about = About(
        company.employee.owner,
        details={"said": STEERS.encode("utf-16", "surrogatepass").decode("utf-16")},
    )
    record(Act.DATA_SHOWN, Actor(Role.EMPLOYEE, company.employee.owner), about)
    sequencer.run()
    (own / "entries.json").write_text("".join(proved.own(company.employee.owner)))
    assert asked(own, "--show") == 0
    shown = capsys.readouterr().out
    assert shown.isascii()
    assert all(one.isprintable() for one in shown.replace("\n", ""))
    for sign in ("\\u001b", "\\u007f", "\\u202e", "\\u2066", "\\u009b", "\\ud83d", "\\u2028"):
        assert sign in shown
    lines = shown.splitlines()
    assert [json.loads(line)[2] for line in lines[:-1]].count("data-shown") == 2


def test_no_sign_of_a_wrong_file_steers_the_terminal(tmp_path, capsys):
    file = tmp_path / "certificate.json"
    file.write_text(json.dumps({"type": "\x1b[2J\u202e"}))
    assert verify.main(["certificate", str(file), "--keys", str(file)]) == 1
    verify.say("a name \u202e\x1b\ud800 and é")
    shown = capsys.readouterr().out
    assert "\\u202e" in shown
    assert "\\ud800 and é" in shown
    assert all(one.isprintable() for one in shown.replace("\n", ""))
