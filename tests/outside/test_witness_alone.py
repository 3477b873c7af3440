"""A witness is one process, whatever kills it, and answers whoever is slow or too many."""

import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

import verify
from tests.outside.witness_kit import Log, Witness, leaves, push
from tests.stack import PATIENCE
from tests.stack import wait_for as until

LOG = Log()
TWO, FIVE = leaves(2), leaves(5)
OTHER = [*TWO, *leaves(3, "another history ")]


@pytest.fixture
def witness(tmp_path):
    with Witness(tmp_path / "there", LOG) as running:
        yield running


def cosigned(there: Witness, note: str, line: str) -> bool:
    return verify.cosigned_at(note + line, there.key) is not None


def second(there: Witness) -> subprocess.CompletedProcess:
    command = [sys.executable, "-I", "verify.py", *there.words]
    return subprocess.run(
        command, cwd=there.folder, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def test_a_second_process_on_the_folder_ends_and_says_why(witness):
    ended = second(witness)
    assert (ended.returncode, ended.stderr) == (2, "")
    assert ended.stdout == "Another witness runs already on the folder kept.\n"
    assert witness.get("/").status_code == 200


def test_the_folder_is_free_again_as_soon_as_the_first_was_killed(witness):
    witness.kill()
    key = witness.key
    assert witness.start().key == key


def test_two_that_begin_at_once_are_one(tmp_path):
    there = Witness(tmp_path / "there", LOG)
    command = [sys.executable, "-I", "verify.py", *there.words]
    begun = [
        subprocess.Popen(command, cwd=there.folder, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    try:
        said = [one.stdout.readline().split(" ")[0] for one in begun]
        assert sorted(said) == ["Another", "Another", "Another", "Key"]
    finally:
        for one in begun:
            one.kill()
            one.communicate()


def pushed_until_it_dies(there: Witness, step: int) -> str | None:
    """Push the five; return the line that came, or None where it died before all of it."""
    there.start(step)
    body, note = push(2, FIVE, LOG.note(FIVE)), LOG.note(FIVE)
    with socket.create_connection(("127.0.0.1", there.port), timeout=PATIENCE) as client:
        head = f"POST /add-checkpoint HTTP/1.0\r\nContent-Length: {len(body)}\r\n\r\n"
        client.sendall(head.encode() + body)
        came = b""
        try:
            while some := client.recv(65536):
                came += some
        except ConnectionError:
            pass
    line = came.decode().partition("\r\n\r\n")[2]
    return line if cosigned(there, note, line) else None


def kept_sizes(folder: Path) -> list[int]:
    lines = (folder / "kept" / "checkpoints.jsonl").read_text().splitlines()
    whole = [line for line in lines if line.endswith("}")]
    return [int(json.loads(line)["note"].split("\n")[1]) for line in whole]


@pytest.mark.chaos
def test_killed_at_any_line_it_signs_no_second_history_and_never_goes_back(tmp_path):
    with Witness(tmp_path / "seed", LOG) as first:
        assert first.add(push(0, TWO, LOG.note(TWO))).status_code == 200
    died = heard = 0
    for step in range(1, 200):
        shutil.rmtree(tmp_path / "there", ignore_errors=True)
        shutil.copytree(tmp_path / "seed", tmp_path / "there")
        there = Witness(tmp_path / "there", LOG)
        line = pushed_until_it_dies(there, step)
        lived = there.process.stdout.readline().startswith("lived")
        there.kill()
        with there:
            shown = there.get("/checkpoint").text
            size, root = shown.split("\n")[1:3]
            other = there.add(push(2, OTHER, LOG.note(OTHER)))
            back = there.add(push(0, TWO, LOG.note(TWO)))
            after = there.get("/checkpoint").text
        assert cosigned(there, shown, "")
        assert int(size) in (2, 5)
        assert back.status_code == 409  # never back to two
        assert after.split("\n")[1] == "5"
        if line is not None or size == "5":  # a signature may have left: no other history
            heard += 1
            assert root == LOG.note(FIVE).split("\n")[2]
            assert (size, other.status_code) == ("5", 409)
            assert after == shown
        else:
            assert other.status_code == 200
        assert kept_sizes(there.folder) == sorted(kept_sizes(there.folder))
        died += not lived
        if lived:
            break
    else:
        pytest.fail("it never came to an end")
    assert died > 40
    assert heard > 10


def test_what_is_kept_is_on_the_disk_before_it_counts(tmp_path, monkeypatch):
    steps, synced, renamed = [], os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        steps.append(kind)
        synced(descriptor)

    def rename(path: Path, target: Path) -> Path:
        steps.append("renamed")
        return renamed(path, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", rename)
    verify.durably(tmp_path / "state.json", "{}")
    assert steps == ["file", "renamed", "folder"]
    assert (tmp_path / "state.json").read_text() == "{}"


def test_it_does_not_begin_with_less_than_it_has_cosigned(witness):
    kept = witness.folder / "kept"
    witness.add(push(0, TWO, LOG.note(TWO)))
    older = (kept / "state.json").read_bytes()
    witness.add(push(2, FIVE, LOG.note(FIVE)))
    witness.kill()
    for state, word in ((older, "older"), (None, "older"), (b"{", "cannot be read")):
        (kept / "state.json").unlink()
        if state is not None:
            (kept / "state.json").write_bytes(state)
        else:
            (kept / "state.json").write_text("{}")
        ended = second(witness)
        assert ended.returncode == 2
        assert word in ended.stdout
    (kept / "state.json").unlink()
    assert "older" in second(witness).stdout


def test_it_does_not_begin_with_another_tree_of_the_size_that_it_has_cosigned(witness):
    kept = witness.folder / "kept"
    witness.add(push(0, TWO, LOG.note(TWO)))
    witness.add(push(2, FIVE, LOG.note(FIVE)))
    witness.kill()
    state = json.loads((kept / "state.json").read_text())
    state[LOG.origin]["root"] = verify.from64(LOG.note(OTHER).split("\n")[2]).hex()
    (kept / "state.json").write_text(json.dumps(state))
    ended = second(witness)
    assert (ended.returncode, ended.stderr) == (2, "")
    assert "state.json is of another tree than checkpoints.jsonl." in ended.stdout


def test_it_does_not_begin_with_its_key_alone(witness):
    kept = witness.folder / "kept"
    witness.add(push(0, TWO, LOG.note(TWO)))
    witness.kill()
    (kept / "state.json").unlink()
    (kept / "checkpoints.jsonl").unlink()
    ended = second(witness)
    assert (ended.returncode, "or gone" in ended.stdout) == (2, True)


def test_it_begins_again_before_it_has_cosigned_anything(witness):
    key = witness.key
    witness.kill()
    assert witness.start().key == key
    assert witness.add(push(0, TWO, LOG.note(TWO))).status_code == 200


def test_what_it_cosigned_long_ago_is_found_among_much_of_another_log(witness):
    kept = witness.folder / "kept"
    witness.add(push(0, TWO, LOG.note(TWO)))
    witness.kill()
    (kept / "state.json").unlink()
    other = json.dumps({"at": "", "note": Log("other.example/log").note([])})
    with (kept / "checkpoints.jsonl").open("a") as file:
        file.write(f"{other}\n" * (verify.FEED_MOST + 1))
    (kept / "state.json").write_text(
        json.dumps({"other.example/log": {"size": 0, "root": verify.EMPTY}})
    )
    assert "older" in second(witness).stdout


def test_what_cannot_be_kept_is_not_cosigned(witness):
    if Path("/proc/self").stat().st_uid == 0:
        (witness.folder / "kept" / "state.json.new").mkdir()  # root may write anywhere
    else:
        (witness.folder / "kept").chmod(0o500)
    answer = witness.add(push(0, TWO, LOG.note(TWO)))
    assert answer.status_code == 500
    assert "\u2014" not in answer.text
    assert witness.get("/checkpoint").status_code == 404


def silent(there: Witness, count: int) -> list[socket.socket]:
    """Open connections that say nothing."""
    return [socket.create_connection(("127.0.0.1", there.port)) for _ in range(count)]


def threads(there: Witness) -> int:
    status = Path(f"/proc/{there.process.pid}/status").read_text()
    return int(status.split("Threads:")[1].split()[0])


def heard(there: Witness) -> httpx.Response | None:
    """Push the two; None where the connection was closed while the push was on its way."""
    with suppress(httpx.TransportError):
        return there.add(push(0, TWO, LOG.note(TWO)))
    return None


def test_whoever_comes_beside_too_many_is_asked_to_come_again(tmp_path):
    with Witness(tmp_path / "there", LOG, {"PATIENCE": 600}) as witness:
        held = silent(witness, verify.AT_ONCE)
        until(lambda: threads(witness) == verify.AT_ONCE + 1)
        held += silent(witness, 40)
        answer = until(lambda: heard(witness))
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert threads(witness) == verify.AT_ONCE + 1
        for one in held:
            one.close()
        until(lambda: threads(witness) == 1)
        assert witness.add(push(0, TWO, LOG.note(TWO))).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [b"POST /add-", b"POST /add-checkpoint HTTP/1.0\r\nContent-Length: 9999\r\n\r\n"],
    ids=["in its head", "in its body"],
)
def test_a_slow_client_has_some_seconds_altogether(tmp_path, sent):
    with Witness(tmp_path / "there", LOG, {"PATIENCE": 1}) as hasty:
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", hasty.port)) as client:
            client.settimeout(0.2)
            client.sendall(sent)
            ended = False
            while not ended and time.monotonic() < began + PATIENCE:
                try:
                    client.sendall(b"x")
                    ended = client.recv(100) == b""
                except TimeoutError:
                    continue
                except ConnectionError:
                    ended = True
        assert ended
        assert time.monotonic() - began > 0.9
        assert until(lambda: heard(hasty)).status_code == 200
        hasty.process.terminate()
        assert hasty.process.communicate(timeout=PATIENCE)[1] == ""


@pytest.mark.parametrize("length", ["9" * 5000, "100001", "-1", "x"])
def test_no_body_is_read_that_is_too_long(witness, length):
    with socket.create_connection(("127.0.0.1", witness.port), timeout=PATIENCE) as client:
        client.sendall(
            f"POST /add-checkpoint HTTP/1.0\r\nContent-Length: {length}\r\n\r\n".encode()
        )
        assert b" 400 " in client.recv(100)


def test_the_same_again_within_a_minute_is_the_same_line_and_fills_no_disk(witness):
    note = LOG.note(TWO)
    lines = {witness.add(push(old, TWO, note)).text for old in (0, 2, 2, 2)}
    assert len(lines) == 1
    assert cosigned(witness, note, lines.pop())
    assert len(kept_sizes(witness.folder)) == 1


def test_after_a_minute_the_same_is_cosigned_anew(tmp_path):
    with Witness(tmp_path / "there", LOG, {"SAME": 0}) as there:
        for old in (0, 2, 2):
            assert there.add(push(old, TWO, LOG.note(TWO))).status_code == 200
        assert kept_sizes(there.folder) == [2, 2, 2]


def test_an_empty_log_has_one_root_too(witness):
    assert witness.add(push(0, [], LOG.note([]))).status_code == 200
    assert witness.add(push(0, [], LOG.sign(0, b"x" * 32))).status_code == 409
    assert "1 alarms" in witness.get("/").text
    assert witness.add(push(0, TWO, LOG.note(TWO))).status_code == 200


@pytest.mark.parametrize("change", ["short", "many"])
def test_a_proof_has_whole_hashes_and_not_more_than_a_tree_is_high(witness, change):
    witness.add(push(0, TWO, LOG.note(TWO)))
    proof = ["AAAA"] if change == "short" else ["A" * 43 + "="] * 64
    body = "old 2\n" + "".join(f"{one}\n" for one in proof) + "\n" + LOG.note(FIVE)
    assert witness.add(body.encode()).status_code == 400
