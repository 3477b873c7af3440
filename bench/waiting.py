#!/usr/bin/env python3
"""Hold 2,000 signed waiting requests at once, wake some, then all.

    .venv/bin/python bench/waiting.py [--agents 2000] [--seconds 60]

One waiting process (uvicorn), one real Valkey, SQLite files. The agents are sockets in this
process, each with a person, a device, consent and a Yes of its own; they sign, ask, hold and ask
again as real ones do. Agents and acts share the machine with what is measured.
"""

import argparse
import asyncio
import json
import os
import resource
import secrets
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.stack import Stack

TICKS = os.sysconf("SC_CLK_TCK")
DICE = secrets.SystemRandom()
RAMP = 45.0
"""Seconds over which the agents begin to ask."""


class Agents:
    """All agents of the run, their held requests and their answers."""

    def __init__(self, desks: list, host: str) -> None:
        from capture.protocol.decoding import decode
        from capture.protocol.messages import STATE_SIZE, State

        self.desks, self.host = desks, host
        self.held: set[int] = set()
        self._size = STATE_SIZE
        self.answers, self.errors = 0, Counter()
        self.heard: dict[int, asyncio.Event] = {}
        self.heard_at: dict[int, float] = {}
        self.granted = 0
        self._read = lambda raw: decode(State, raw)

    async def run(self, number: int) -> None:
        """Ask for good, as an agent does: after a refusal or a break, later and from new."""
        await asyncio.sleep(DICE.uniform(0, RAMP))
        while True:
            try:
                await self._connected(number)
            except (OSError, EOFError, ValueError) as error:
                self.errors[str(error)[:60]] += 1
                self.held.discard(number)
                await asyncio.sleep(DICE.uniform(1, 10))

    async def _connected(self, number: int) -> None:
        seen, (host, port) = "", self.host.split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        while True:
            writer.write(self._request(number, seen))
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                writer.close()
                raise ValueError(head[:12].decode())
            if seen:
                self.held.add(number)
            body = await reader.readexactly(self._size)
            self.held.discard(number)
            self.answers += 1
            now = time.monotonic()
            state = self._read(body)
            self.granted += state.lease is not None
            if seen and state.digest != seen:
                self.heard_at[number] = now
                self.heard.setdefault(number, asyncio.Event()).set()
            seen = state.digest

    def _request(self, number: int, seen: str) -> bytes:
        desk = self.desks[number]
        body = desk.wait_body(seen)
        headers = desk.headers("/agent/v1/wait", body, host=self.host)
        lines = [f"{name}: {value}" for name, value in headers.items()]
        head = "\r\n".join(
            [
                "POST /agent/v1/wait HTTP/1.1",
                f"Host: {self.host}",
                f"Content-Length: {len(body)}",
                *lines,
            ]
        )
        return f"{head}\r\n\r\n".encode() + body


def people(count: int) -> list:
    """Make people with a device, consent and a Yes each, by the acts."""
    from django.db import transaction

    from governance.audit import sequencer
    from governance.consent import decisions
    from governance.devices import enrolment
    from governance.keys import log_key
    from governance.purposes.kinds import Kind
    from tests import factories
    from tests.capture.ingest.desk import Desk

    factories.company()
    desks = []
    for number in range(count):
        with transaction.atomic():
            person = factories.person(f"Agent Number{number}", login=f"agent{number}")
            type(person).objects.filter(pk=person.pk).update(since="2026-01-01T00:00:00Z")
            desk = Desk()
            candidate = enrolment.Candidate(desk.public, person.login, "laptop")
            opened = enrolment.begin(candidate, str(number))
            words = enrolment.enter_code(person, opened.code).words
            confirmed = enrolment.confirm(opened.id, words)
            desk.device, desk.owner = confirmed.device, confirmed.owner
            decisions.give(person, "bookings", Kind.CLICKS, "en")
            _say_yes(desk)
        desks.append(desk)
    log_key.hold()
    sequencer.run()  # as its process does every second: no lease proves itself before
    return desks


def _say_yes(desk) -> None:
    from capture.ingest.statements import signed_of, statement_of
    from governance.devices.authentication import Caller
    from governance.leases import answering

    caller = Caller(desk.device, desk.owner, desk.public, 0, 0)
    answering.take(caller, signed_of(desk.answer().answer), statement_of)


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.partition("VmRSS:")[2].split()[0]) / 1024


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def percentile(values: list[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


async def measure(agents: Agents, pid: int, seconds: int) -> dict[str, object]:
    """Hold all, wait, wake some, wake all."""
    count = len(agents.desks)
    empty = memory_mb(pid)
    began = time.monotonic()
    tasks = [asyncio.create_task(agents.run(number)) for number in range(count)]
    most = 0
    while time.monotonic() - began < RAMP + 45:
        await asyncio.sleep(0.2)
        most = max(most, len(agents.held))
    found: dict[str, object] = {
        "agents": count,
        "most held at once": most,
        "memory before (MB)": round(empty),
        "memory with all held (MB)": round(memory_mb(pid)),
    }
    answers, cpu, began = agents.answers, cpu_seconds(pid), time.monotonic()
    counts = []
    while time.monotonic() - began < seconds:
        await asyncio.sleep(0.5)
        counts.append(len(agents.held))
    span = time.monotonic() - began
    found["answers with a lease"] = agents.granted
    found["answers a second, steady"] = round((agents.answers - answers) / span, 1)
    found["cores used, steady"] = round((cpu_seconds(pid) - cpu) / span, 2)
    found["held, steady (fewest, mean, most)"] = [
        min(counts),
        round(statistics.mean(counts)),
        max(counts),
    ]
    found |= await wake_one_by_one(agents)
    found |= await wake_all(agents)
    found["memory at the end (MB)"] = round(memory_mb(pid))
    found["errors"] = dict(agents.errors)
    for task in tasks:
        task.cancel()
    return found


async def wake_one_by_one(agents: Agents) -> dict[str, object]:
    """Pause one person after another, from the act to the answer at the agent."""
    from governance.consent import pauses

    count = woken_of(agents)
    chosen = DICE.sample(range(len(agents.desks)), count)
    spans = []
    for number in chosen:
        for _ in range(1000):
            if number in agents.held:
                break
            await asyncio.sleep(0.01)
        agents.heard[number] = asyncio.Event()
        began = time.monotonic()
        await asyncio.to_thread(pauses.pause, agents.desks[number].owner, None)
        await asyncio.wait_for(agents.heard[number].wait(), 30)
        spans.append(agents.heard_at[number] - began)
    return {
        "wake-ups one by one": count,
        "wake median (ms)": round(statistics.median(spans) * 1000),
        "wake p99 (ms)": round(percentile(spans, 0.99) * 1000),
    }


def woken_of(agents: Agents) -> int:
    """Return how many are woken one by one."""
    return min(300, len(agents.desks) // 4)


async def wake_all(agents: Agents) -> dict[str, object]:
    """Stop everything, from the act to the answer at each agent."""
    from governance.stops import stop

    before = time.monotonic()
    agents.heard_at.clear()
    await asyncio.to_thread(stop.begin, "A test of the stop.", None)
    expected = len(agents.desks) - woken_of(agents)  # those that pause hear nothing new
    while len(agents.heard_at) < expected * 0.99:
        await asyncio.sleep(0.2)
        if time.monotonic() - before > 90:
            break
    spans = [at - before for at in agents.heard_at.values()]
    return {
        "stop all: heard by": len(spans),
        "stop all: median (s)": round(statistics.median(spans), 1),
        "stop all: p99 (s)": round(percentile(spans, 0.99), 1),
    }


def main() -> None:
    """Make people, start the waiting process, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=2000)
    parser.add_argument("--seconds", type=int, default=60)
    chosen = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 65_536), most))
    stack = Stack()
    os.environ.update(stack.environment)
    try:
        stack.valkey.start()
        for alias in ("keys", "default"):
            stack.manage("migrate", "-v", "0", "--database", alias)
        import django

        django.setup()
        began = time.monotonic()
        desks = people(chosen.agents)
        print(f"made {len(desks)} people in {time.monotonic() - began:.0f} s", flush=True)
        stack.start("waiting")
        time.sleep(4)
        host = f"127.0.0.1:{stack.waiting_port}"
        pid = stack.processes["waiting"].pid
        found = asyncio.run(measure(Agents(desks, host), pid, chosen.seconds))
        print(json.dumps(found, indent=1))
        print(stack.logs()[-2000:])
    finally:
        stack.down()


if __name__ == "__main__":
    main()
