#!/usr/bin/env python3
"""Kill the processes of the product at random, and count what was lost, doubled, put aside.

    .venv/bin/python -m bench.chaos KILLS [--seed 1] [--agents 3] [--database postgresql]

The whole product runs as real processes. Whole agents upload episodes that each carry a mark of
their own; somebody gives and withdraws consent all the time; every one to three seconds a process
(web, waiting, worker, beat, sequencer, Valkey) gets kill -9 and is started again, or everything in
Valkey is deleted. In the end every episode that was acknowledged must be stored exactly once,
nothing may wait or lie in quarantine, and the log must be whole. Victims and pauses follow from
the seed; what the machine does meanwhile does not.
"""

import argparse
import bisect
import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path

import redis

from bench.chaos_threads import DRAINED, Asker, Sender, Watch, until_none_asks
from capture.agent.state_folder import StateFolder
from operations.launch import postgres
from tests import agents, company
from tests.stack import PATIENCE, ROOT, Stack, wait_for

FLUSH = "FLUSHALL"
PAUSE = (1.0, 3.0)  # seconds between two kills

OTHER = """
from datetime import timedelta
from governance import clock
from tests import factories
with clock.shifted(timedelta(days=-30)):
    factories.person("Tom Brandt", email="tom@kestrel.example", login="tom")
answer = True
"""
DECIDES = """
import time
from pathlib import Path
from django.db import DatabaseError, connections
from governance.consent import decisions
from governance.directory.models import Employee
from tests import factories
e = Employee.objects.get(email="tom@kestrel.example")
stop, turn = Path({stop!r}), 0
while not stop.exists():
    try:
        factories.allow(e)
        decisions.withdraw(e, "bookings")
    except DatabaseError:
        connections.close_all()
    time.sleep(0.3)
"""
MARKS = """
from governance.directory.models import Employee
from training import own
e = Employee.objects.get(email="ines@kestrel.example")
answer = [
    [round(200 * step.x), round(200 * step.y), view_scroll.amount]
    for view in own.every(e.owner)
    for step, view_scroll in [view.body.steps[1:3]]
]
"""
LEFT = """
from redaction.models import Failure, InboxBatch, InboxState
from governance.audit import sequencer
aside = InboxBatch.objects.filter(state=InboxState.QUARANTINED).count()
answer = {
    "waiting": InboxBatch.objects.count() - aside,
    "quarantined": aside,
    "failures": Failure.objects.count(),
    "unsequenced": sequencer.state().waiting,
}
"""
LEDGER = """
from governance.audit.acts import Act
from governance.audit.models import AuditEntry
from governance.consent.models import ConsentRecord
acts = AuditEntry.objects.filter(act__in=[Act.CONSENT_GIVEN, Act.CONSENT_WITHDRAWN])
answer = [ConsentRecord.objects.count(), acts.count()]
"""


@dataclass
class Found:
    """What came of it.

    Attributes:
        killed: how often each was the victim.
        sent: episodes that were acknowledged.
        lost: acknowledged episodes that are not stored; doubled: stored more than once.
        left: batches waiting or in quarantine, failures, entries without an index in the end.
        decisions: lines of the ledger of consent, and entries of the log about them.
        log: what the check of the whole log said; `log_whole` is whether it ended with 0.
        accepted_after: of each victim, seconds from its end to the next acknowledged batch.
        stored_after: of each victim, seconds from its end to the next stored episode.
        drained: seconds from the last kill until nothing waited any more.
    """

    killed: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    lost: int = 0
    doubled: int = 0
    left: dict[str, int] = field(default_factory=dict)
    decisions: tuple[int, int] = (0, 0)
    log: str = ""
    log_whole: bool = False
    accepted_after: dict[str, list[float]] = field(default_factory=dict, repr=False)
    stored_after: dict[str, list[float]] = field(default_factory=dict, repr=False)
    drained: float = 0.0

    @property
    def good(self) -> bool:
        """Tell whether every promise was kept."""
        nothing = not (self.lost or self.doubled or any(self.left.values()))
        return nothing and self.log_whole and self.decisions[0] == self.decisions[1]


def chaos(kills: int, seed: int, many: int = 3, **environment: str) -> Found:
    """Start everything, kill so many times, and look what is left.

    Args:
        kills: how many victims.
        seed: victims and pauses follow from it.
        many: agents that send.
        environment: variables of the product, such as the databases.
    """
    stack = Stack(**{"SAYSO_UPLOAD_SLOT": "1", "SAYSO_REDACTION_SECONDS": "12", **environment})
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="sayso-agents-")))
        ends.callback(until_none_asks)  # once everything is down, before its folder goes
        ends.callback(stack.down)
        stack.up()
        company.make(stack, agents.own_login())
        stack.shell(OTHER)
        states = [
            agents.enrol(stack, company.EMAIL, folder / f"agent-{number}")
            for number in range(many + 1)
        ]
        stack.shell(company.ALLOW)
        return _Run(stack, states, folder / "stop").carry(kills, random.Random(seed))


class _Run:
    """Agents, somebody who decides, a watch, and one who kills."""

    def __init__(self, stack: Stack, states: list[StateFolder], stop: Path) -> None:
        self.stack, self.stop = stack, stop
        self.senders = [Sender(number, state) for number, state in enumerate(states[:-1], 1)]
        self.asker, self.watch = Asker(states[-1]), Watch(stack)
        self.found = Found()

    def carry(self, kills: int, dice: random.Random) -> Found:
        decides = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", self._decides()],
            cwd=ROOT,
            env=self.stack.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            for thread in (*self.senders, self.asker, self.watch):
                thread.start()
            for sender in self.senders:
                assert sender.ready.wait(2 * PATIENCE), "an agent got no lease"
            at = [self._kill(victim, dice) for victim in self._victims(kills, dice)]
        finally:
            self.stop.touch()
            decides.wait(timeout=PATIENCE)
        self._end(at)
        return self.found

    def _decides(self) -> str:
        return DECIDES.format(stop=str(self.stop))

    def _victims(self, kills: int, dice: random.Random) -> list[str]:
        """Return whom to kill: everyone at least once where there are so many, at random else."""
        names = [*sorted(self.stack.processes), "valkey", FLUSH]
        victims = (dice.sample(names, len(names)) + dice.choices(names, k=kills))[:kills]
        return dice.sample(victims, kills)

    def _kill(self, victim: str, dice: random.Random) -> tuple[str, float]:
        """Kill it after a pause, start it again after a shorter one; return whom and when."""
        pause, rest = dice.uniform(*PAUSE), dice.uniform(0, 0.5)
        time.sleep(pause)
        self.found.killed[victim] += 1
        at = time.monotonic()
        if victim == FLUSH:
            redis.Redis(unix_socket_path=self.stack.valkey.socket).flushall()
            return victim, at
        self.stack.kill(victim)
        time.sleep(rest)
        if victim == "valkey":
            self.stack.valkey.start()
        else:
            self.stack.start(victim)
        return victim, at

    def _end(self, at: list[tuple[str, float]]) -> None:
        """Let everything come to rest, then count."""
        last = time.monotonic()
        for sender in self.senders:
            sender.stop.set()
        self.asker.stop.set()
        for sender in self.senders:
            sender.join(DRAINED + 60)
            assert sender.empty, "an agent got no acknowledgement"
        with suppress(AssertionError):  # what is left is told below
            wait_for(lambda: not any(self._left().values()), DRAINED, every=1.0)
        self.found.drained = time.monotonic() - last
        self.watch.stop.set()
        self.watch.join(10)
        self._count()
        self._recovered(at)

    def _left(self) -> dict[str, int]:
        self.found.left = dict(self.stack.shell(LEFT))
        return self.found.left

    def _count(self) -> None:
        made = [mark for sender in self.senders for mark in sender.made]
        stored = Counter(tuple(mark) for mark in self.stack.shell(MARKS))
        found = self.found
        found.sent = len(made)
        found.lost = sum(mark not in stored for mark in made)
        found.doubled = sum(count - 1 for count in stored.values())
        found.decisions = tuple(self.stack.shell(LEDGER))
        checked = subprocess.run(
            [sys.executable, "manage.py", "audit", "verify", "--quiet"],
            cwd=ROOT,
            env=self.stack.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        found.log, found.log_whole = checked.stdout.strip(), checked.returncode == 0

    def _recovered(self, at: list[tuple[str, float]]) -> None:
        acknowledged = sorted(t for sender in self.senders for t in sender.acknowledged)
        self.found.accepted_after = _next(at, acknowledged)
        self.found.stored_after = _next(at, self.watch.grew)


def _next(at: list[tuple[str, float]], events: list[float]) -> dict[str, list[float]]:
    """Return, of each victim and of all, the seconds from each end to the next event."""
    found: dict[str, list[float]] = {"all": []}
    for victim, moment in at:
        place = bisect.bisect_right(events, moment)
        if place < len(events):
            found["all"].append(events[place] - moment)
            found.setdefault(victim, []).append(events[place] - moment)
    return {victim: sorted(seconds) for victim, seconds in found.items()}


def told(seconds: list[float]) -> str:
    """Write median, p99 and the longest."""
    if not seconds:
        return "none"
    middle = statistics.median(seconds)
    p99 = seconds[min(len(seconds) - 1, int(0.99 * len(seconds)))]
    return f"median {middle:.1f} s, p99 {p99:.1f} s, longest {seconds[-1]:.1f} s"


def report(found: Found, seed: int) -> None:
    """Print what came of it."""
    names = ", ".join(f"{name} {count}" for name, count in sorted(found.killed.items()))
    print(f"kills: {sum(found.killed.values())} ({names}), seed {seed}")
    print(f"episodes acknowledged: {found.sent}, lost: {found.lost}, doubled: {found.doubled}")
    print(f"left in the end: {found.left}")
    print(f"decisions in the ledger and in the log: {found.decisions[0]}, {found.decisions[1]}")
    for what, after in (
        ("acknowledged batch", found.accepted_after),
        ("stored episode", found.stored_after),
    ):
        print(f"from a kill to the next {what}")
        for victim, seconds in sorted(after.items()):
            print(f"  {victim}: {told(seconds)}")
    print(f"from the last kill until all was stored and in the log: {found.drained:.0f} s")
    print(found.log)


def main() -> None:
    """Run and print; end with 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--agents", type=int, default=3)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked = parser.parse_args()
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    clusters = postgres.two_clusters() if asked.database == "postgresql" else nullcontext({})
    with clusters as homes:
        databases = {
            name.replace("SAYSO_TEST_POSTGRES_", "").replace("KEYS_URL", "KEYS_DATABASE_URL"): url
            for name, url in homes.items()
        }
        if "URL" in databases:
            databases["DATABASE_URL"] = databases.pop("URL")
        found = chaos(asked.kills, asked.seed, asked.agents, **databases)
    report(found, asked.seed)
    print(f"load of the machine after: {os.getloadavg()[0]:.1f}")
    if not found.good:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
