#!/usr/bin/env python3
"""Measure what a second process of a worker brings: texts a second, memory, time to start.

    .venv/bin/python -m bench.workers [--texts 12000] [--rounds 3]

Real processes: Valkey, SQLite files, and a worker of Celery with one and with two children in
turn. Each gets the same sealed batches (the modelled stream of `bench/redaction.py`, 20 % typed;
twelve episodes a batch) and carries them from the inbox to the sealed store. Time counts from the
first message to the last stored batch, CPU time over the head and its children. Memory is the
proportional set size (PSS): pages that processes share count once, in parts.
"""

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.pipeline import _children, _proportional
from bench.redaction import _episodes
from bench.stream import Row, modelled_stream
from tests import agents, company
from tests.stack import BIN, ROOT, Stack

TYPED = 0.2
EPISODES = 12  # of one batch
TICK = os.sysconf("SC_CLK_TCK")

PUT = """
import itertools, json, time
from django.db import transaction
from django.db.models import Max
from capture.protocol.content import AppSwitch, Click, TypeText, Window
from governance import announce
from governance.devices.models import Device
from governance.directory.models import Employee
from redaction import intake
from tests.redaction import batches
announce.task = lambda *_: None
e = Employee.objects.get(email="ines@kestrel.example")
device = batches.device(e)
def action(kind, text):
    if kind == "typed":
        return TypeText(role="text", field=None, text=text, why=None)
    if kind == "title":
        return Window(title=text)
    return Click(button="left", count=1, x=0.5, y=0.5, role="push button", name=text)
answer = []
for seq, batch in enumerate(json.load(open({path!r})), 1):
    made = tuple(
        batches.episode(e, actions=(AppSwitch(to="Sheets"), *(action(*one) for one in episode)))
        for episode in batch
    )
    raw = batches.sealed(device, seq, made)
    with transaction.atomic():
        answer.append(str(intake.accept(e.owner, device.pk, raw)))
"""
SEND = """
from governance import announce
from redaction import intake
import time
answer = time.time()
for row in {rows!r}:
    announce.task(intake.TASK, row)
"""


@dataclass(frozen=True)
class Run:
    """One round of one worker."""

    start: float
    rate: float
    per_cpu: float
    fresh: list[int]
    after: list[int]


def batches_of(rows: Sequence[Row]) -> list[list[list[tuple[str, str]]]]:
    """Return batches of episodes of (kind, text)."""
    episodes = [
        [
            ("title" if row.title else "element" if row.caption else "typed", row.text)
            for row in part
        ]
        for part in _episodes(rows)
    ]
    return [episodes[at : at + EPISODES] for at in range(0, len(episodes), EPISODES)]


class Bench:
    """The product without web: what is put into the inbox is carried through by the worker."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.count = len(rows)
        self.stack = Stack()
        self.stack.manage("migrate", "-v", "0")
        self.stack.valkey.start()
        company.make(self.stack, agents.own_login())
        self.stack.shell(company.ALLOW)
        self.path = self.stack.var / "stream.json"
        self.path.write_text(json.dumps(batches_of(rows)))
        self.database = sqlite3.connect(self.stack.var / "sayso.sqlite3", timeout=30)

    def run(self, children: int) -> Run:
        """Carry all batches through a fresh worker."""
        rows = self.stack.shell(PUT.format(path=str(self.path)))
        warm, rows = rows[: 2 * children], rows[2 * children :]
        left, _sent = self._left() - len(warm), self._send(warm)
        begun = time.time()
        head = self._worker(children)
        try:
            self._wait(left)
            start, fresh = time.time() - begun, self._memory(head)
            share = len(rows) / (len(rows) + len(warm))
            before = self._cpu(head)
            seconds = self._carried(rows)
            cpu = self._cpu(head) - before
            texts = self.count * share
            return Run(start, texts / seconds, texts / cpu, fresh, self._memory(head))
        finally:
            self.stack.kill("worker")

    def _worker(self, children: int) -> int:
        command = [
            *(str(BIN / "celery"), "-A", "config", "worker", "-c", str(children)),
            *("-l", "WARNING", "-Q", "redact", "-n", "w@localhost"),
        ]
        with (self.stack.var / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.stack.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.stack.processes["worker"] = worker
        return worker.pid

    def _carried(self, rows: Sequence[str]) -> float:
        """Send messages, wait until nothing of them is left; return seconds since the first."""
        left, begun = self._left() - len(rows), self._send(rows)
        self._wait(left)
        return time.time() - begun

    def _send(self, rows: Sequence[str]) -> float:
        """Send the messages of batches; return when the first went."""
        return float(str(self.stack.shell(SEND.format(rows=list(rows)))))

    def _wait(self, left: int) -> None:
        """Wait until no more batches than these are in the inbox."""
        while self._left() > left:
            time.sleep(0.02)

    def _left(self) -> int:
        return int(self.database.execute("SELECT COUNT(*) FROM redaction_inboxbatch").fetchone()[0])

    @staticmethod
    def _memory(head: int) -> list[int]:
        return [_proportional(pid) // 1024 for pid in (head, *_children(head))]

    @staticmethod
    def _cpu(head: int) -> float:
        """Return seconds of CPU of a head and its children that live."""
        ticks = 0
        for pid in (head, *_children(head)):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICK


def told(values: Sequence[float], form: str = ",.0f") -> str:
    """Write the median with its range."""
    low, high = min(values), max(values)
    return f"{statistics.median(values):{form}} ({low:{form}} to {high:{form}})"


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=12_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    bench = Bench(modelled_stream(TYPED, asked.texts, seed=1))
    runs: dict[int, list[Run]] = {1: [], 2: []}
    try:
        for _ in range(asked.rounds):
            for children, found in runs.items():
                found.append(bench.run(children))
    finally:
        bench.stack.down()
    for children, found in runs.items():
        print(f"children: {children}")
        start = told([r.start for r in found], ".1f")
        print(f"  seconds from its start to its first stored batches: {start}")
        print(f"  texts a second, on the clock: {told([r.rate for r in found])}")
        print(f"  texts a second of CPU: {told([r.per_cpu for r in found])}")
        for title, each in (("fresh", found[-1].fresh), ("after the work", found[-1].after)):
            print(f"  memory (PSS) {title}: {' + '.join(map(str, each))} = {sum(each)} MiB")
    ratios = [two.rate / one.rate for one, two in zip(runs[1], runs[2], strict=True)]
    print(f"two children against one, on the clock: {told(ratios, '.2f')}")
    print(f"load of the machine after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
