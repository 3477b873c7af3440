"""`python -m redaction.engine`: a line for each line.

Two tests start the real process; the others call what it calls, with the engine loaded once.
"""
# ruff: noqa: RUF001

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from subprocess import CompletedProcess

import pytest

from redaction.engine import Engine, __main__
from redaction.engine.policy import DEFAULT


def started(lines, *options):
    return subprocess.run(
        [sys.executable, "-m", "redaction.engine", *options],
        input=lines,
        capture_output=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def engine():
    return Engine.load()


@pytest.fixture
def run(engine, monkeypatch):
    """The command in this process: bytes in, bytes out, its exit code."""
    load = Engine.load
    monkeypatch.setattr(Engine, "load", lambda path: load(path) if path else engine)

    def called(lines, *options):
        out, err = (io.TextIOWrapper(io.BytesIO(), write_through=True) for _ in range(2))
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
        with redirect_stdout(out), redirect_stderr(err):
            code = __main__.main(options)
        return CompletedProcess(options, code, out.buffer.getvalue(), err.buffer.getvalue())

    return called


def test_each_line_is_answered_in_its_order_with_offsets_of_the_input():
    texts = ["Contact Tobias Lindqvist", "Save As", "to ｊａｎｅ＠ｈｏｓｔ．ｌｏｃａｌ 🙂 now", ""]
    done = started("".join(json.dumps({"text": text}) + "\n" for text in texts).encode())
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr, len(rows)) == (0, b"", 4)
    assert rows[0] == {
        "text": "Contact <PERSON_1>",
        "spans": [{"start": 8, "end": 24, "type": "PERSON"}],
        "withheld": False,
    }
    assert rows[1] == {"text": "Save As", "spans": [], "withheld": False}
    span = rows[2]["spans"][0]
    assert texts[2][span["start"] : span["end"]] == "ｊａｎｅ＠ｈｏｓｔ．ｌｏｃａｌ"
    assert rows[3]["text"] == ""


@pytest.mark.parametrize(
    "bad", [b"not json\n", b'{"txt": "a"}\n', b'{"text": 3}\n', b"[]\n", b"\xff\n", b'"a"\n']
)
def test_what_is_not_json_is_named_by_its_number(bad):
    lines = __main__._lines([b'{"text": "Save As"}\n', bad])
    assert next(lines) == "Save As"
    with pytest.raises(__main__._Unusable, match="line 2"):
        next(lines)


def test_what_is_not_json_ends_with_code_2_and_one_line():
    done = started(b'{"text": "Save As"}\nnot json\n{"text": "x"}\n')
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert b"line 2" in done.stderr
    assert len(done.stdout.splitlines()) == 1


def test_a_withheld_text_says_so_and_shows_nothing(run):
    done = run(
        json.dumps({"text": "Bitte rufen Sie Herrn Meier zurück"}).encode(), "--language", "de"
    )
    row = json.loads(done.stdout)
    assert (row["text"], row["withheld"]) == ("<WITHHELD>", True)


def test_directory_and_explain(run, tmp_path):
    names = tmp_path / "names.txt"
    names.write_text("Karin Excel\n")
    done = run(b'{"text": "Open the Excel list"}\n', "--directory", str(names), "--explain")
    row = json.loads(done.stdout)
    assert row["text"] == "Open the <PERSON_1> list"
    assert row["spans"][0]["stage"] == "Names"


@pytest.mark.parametrize("option", ["--directory", "--policy"])
def test_a_file_that_is_not_there_is_named_in_one_line(run, option, tmp_path):
    done = run(b"", option, str(tmp_path / "none"))
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_lone_surrogates_and_nul_are_answered(run):
    done = run(b'{"text": "a\\ud800b \\u0000 c"}\n')
    assert done.returncode == 0
    assert json.loads(done.stdout)["withheld"] is False


def test_more_lines_than_a_batch_are_answered_in_their_order_up_to_the_one_that_is_wrong(run):
    lines = [json.dumps({"text": f"\U0001f642 ask Tobias about item {n}"}) for n in range(600)]
    done = run("\n".join([*lines, "{", lines[0]]).encode())
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, len(rows)) == (2, 600)
    assert done.stderr == b'redaction.engine: line 601 is not a JSON object with a "text".\n'
    for number, row in enumerate(rows):
        assert row["text"] == f"\U0001f642 ask <PERSON_1> about item {number}"
        (span,) = row["spans"]
        text = json.loads(lines[number])["text"]
        assert text[span["start"] : span["end"]] == "Tobias"


def test_a_line_without_text_names_its_number_and_an_empty_input_is_answered_with_nothing(run):
    done = run(b'{"text": "Save As"}\n\n')
    assert (done.returncode, b"line 2 " in done.stderr) == (2, True)
    done = run(b"")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_policy_is_taken_and_a_wrong_one_is_named_by_line_and_key(run, tmp_path):
    own = tmp_path / "policy.yaml"
    own.write_text(DEFAULT.read_text().replace("forbidden: []", "forbidden: [Umbrella]"))
    done = run(b'{"text": "the umbrella"}\n', "--policy", str(own))
    assert json.loads(done.stdout)["text"] == "the <PERSON_1>"
    own.write_text(DEFAULT.read_text().replace("version: 1", "version: 7"))
    done = run(b'{"text": "the umbrella"}\n', "--policy", str(own))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"redaction.engine: Policy, line 3, version: ")
    assert len(done.stderr.splitlines()) == 1


def test_nothing_else_is_written_and_no_stage_without_explain(run):
    done = run(b'{"text": "ask Tobias"}\n')
    assert done.stderr == b""
    assert set(json.loads(done.stdout)["spans"][0]) == {"start", "end", "type"}
