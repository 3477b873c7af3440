"""What the capture agent costs on the employee's computer: share of one core, and memory.

    python -m bench.agent [--seconds 20]

A desktop of its own (Xvfb, openbox, accessibility), a real editor, the real recorder in a process
of its own with its spool, and key presses and clicks by XTEST at 8 and 10 actions a second, each
click with its element looked up. Idle: a lease, nobody types. Paused: keys, but no lease.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from capture.agent.clock import SystemClock
from capture.agent.events import RecorderParts
from capture.agent.recorder import desktop_recorder
from capture.agent.spool import Spool
from capture.protocol.messages import Kind
from tests.desktop.desktop import Desktop
from tests.desktop.recording import Lease, grant

FIVE = [kind for kind in Kind if kind not in {Kind.TYPING_RHYTHM, Kind.POINTER_PATHS}]
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Measure, or be the process that is measured."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--record", choices=["lease", "paused"], help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.record:
        record(paused=chosen.record == "paused")
    else:
        measure(chosen.seconds)


def record(*, paused: bool) -> None:
    """Be the agent's recorder until the end of input."""
    with tempfile.TemporaryDirectory() as folder:
        spool = Spool(Path(folder), os.urandom(32), SystemClock())
        parts = RecorderParts(
            admission=Lease(() if paused else (grant(kinds=FIVE),)),
            sink=spool,
            clock=SystemClock(),
            state_folder=Path(folder),
            lease_dropped=lambda: None,
            pause_pressed=lambda: None,
        )
        recorder = desktop_recorder(parts)
        recorder.start()
        print("ready", flush=True)
        sys.stdin.read()
        recorder.stop()
        print(len(spool.rows()), flush=True)
        spool.close()


def measure(seconds: float) -> None:
    """Print a line for each case."""
    with Desktop() as desktop, desktop.here():
        editor = desktop.start("mousepad")
        cases = [("idle", "lease", 0), ("paused", "paused", 10)]
        cases += [(f"{rate} actions/s", "lease", rate) for rate in (8, 10)]
        print(f"{'':14}{'core':>8}{'memory':>10}{'episodes':>10}")
        for name, mode, rate in cases:
            share, memory, episodes = one(desktop, editor, mode, rate, seconds)
            print(f"{name:14}{share:>8.2%}{memory / 2**20:>6.0f} MiB{episodes:>10}", flush=True)


def one(desktop, editor, mode, rate, seconds):
    """Return share of a core, resident memory in bytes, and episodes kept."""
    command = [sys.executable, "-m", "bench.agent", "--record", mode]
    agent = subprocess.Popen(
        command, env=os.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert agent.stdout.readline().strip() == "ready"
    time.sleep(2)
    before, began = cpu(agent.pid), time.monotonic()
    act(desktop, editor, rate, seconds)
    share = (cpu(agent.pid) - before) / (time.monotonic() - began)
    memory = int(Path(f"/proc/{agent.pid}/statm").read_text().split()[1]) * PAGE
    desktop.start("xterm", "-e", "cat")
    desktop.focus(editor)
    said, _ = agent.communicate("", timeout=20)
    return share, memory, int(said)


def act(desktop, editor, rate, seconds) -> None:
    """Do so many things a second: shortcuts, clicks, scrolling, in turn."""
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        if not rate:
            time.sleep(0.2)
            continue
        due = time.monotonic() + 1 / rate
        turn = number % 4
        if turn == 0:
            desktop.click(editor, 200 + number % 200, 250, times=1)
        elif turn == 1:
            desktop.key("ctrl+b")
        elif turn == 2:
            desktop.key("a")
        else:
            desktop.run("xdotool", "click", "5")
        number += 1
        time.sleep(max(0, due - time.monotonic()))


def cpu(pid: int) -> float:
    """Return the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


if __name__ == "__main__":
    main()
