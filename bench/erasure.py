#!/usr/bin/env python3
"""Measure what erasing one of many people costs, by how much the others have.

    .venv/bin/python -m bench.erasure [--database sqlite|postgresql] [--large 1000000]

Two companies of 1,000 people, one with 10,000 episodes in all and one with a million, each in
databases and a process of its own. People of both are erased in turn, so that whatever else the
computer does touches both alike. Each of those erased has ten real episodes; rows of the others
are added in bulk, with keys of their own and bodies of random bytes. Prints the time from the
withdrawal until the certificate is issued (the minute in which workers' copies of keys end is
skipped by the clock), and the ratio. PostgreSQL runs in two clusters of its own for each company.
"""

import argparse
import logging
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from operations.launch import postgres

EACH = 10
TIMES = 15
CHUNK = 5_000
BODY = 1_024
"""Bytes of a sealed body of the others; real ones are padded to steps of this size."""


def main() -> None:
    """Measure on the databases asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        inside(asked.people, asked.inside)
        return
    for database in [asked.database] if asked.database else ["sqlite", "postgresql"]:
        with ExitStack() as ends:
            companies = [
                (size, company(ends, database, asked.people, size))
                for size in (asked.small, asked.large)
            ]
            compare(database, companies)


def company(ends: ExitStack, database: str, people: int, size: int) -> subprocess.Popen[str]:
    """Start the process of a company; it has said that it is ready."""
    folder = ends.enter_context(tempfile.TemporaryDirectory(prefix="sayso-erasure-"))
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SAYSO_VAR": folder,
        "SAYSO_ACCEPT_UNREVIEWED_PACKS": "1",
        "DATABASE_URL": f"sqlite:///{folder}/sayso.sqlite3",
        "KEYS_DATABASE_URL": f"sqlite:///{folder}/keys.sqlite3",
    }
    if database == "postgresql":
        homes = ends.enter_context(postgres.two_clusters(postgres.LASTING))
        environment["DATABASE_URL"] = homes["SAYSO_TEST_POSTGRES_URL"]
        environment["KEYS_DATABASE_URL"] = homes["SAYSO_TEST_POSTGRES_KEYS_URL"]
    command = ["-m", "bench.erasure", "--inside", str(size), "--people", str(people)]
    process = subprocess.Popen(
        [sys.executable, *command],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    ends.callback(process.wait)
    ends.callback(answer, process, "end")
    if answer(process, "") != "ready":
        raise SystemExit("the company could not be made")
    return process


def answer(process: subprocess.Popen[str], question: str) -> str:
    """Say a line to a process and return the line that it answers."""
    if process.stdin is None or process.stdout is None:
        raise SystemExit("no pipes")
    process.stdin.write(question + "\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def compare(database: str, companies: Sequence[tuple[int, subprocess.Popen[str]]]) -> None:
    """Erase people of each company in turn, and print medians and ratio."""
    times: dict[int, list[float]] = {size: [] for size, _ in companies}
    for turn in range(TIMES):
        for size, process in companies if turn % 2 else companies[::-1]:
            times[size].append(float(answer(process, "erase")))
    print(f"{database}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    medians = [statistics.median(found) for found in times.values()]
    for size, found in times.items():
        low, middle, high = (1000 * f(found) for f in (min, statistics.median, max))
        print(f"  {size:,} episodes: {middle:.0f} ms (median of {TIMES}, {low:.0f} to {high:.0f})")
    print(f"  ratio: {medians[1] / medians[0]:.2f}", flush=True)


def inside(people: int, size: int) -> None:
    """Make a company, then erase one person for each line, and print the seconds."""
    import django

    django.setup()
    logging.getLogger("governance.announce").disabled = True  # no Valkey, and none is needed
    from django.core.management import call_command
    from django.db import connections

    from governance import clock
    from tests import factories
    from tests.training import crowd

    input()
    for database in connections:
        call_command("migrate", database=database, verbosity=0)
    factories.company()
    with clock.shifted(timedelta(days=-30)):
        gone = [factories.person(login=f"gone{n}") for n in range(TIMES + 1)]
    for one in gone:
        factories.allow(one, "bookings")
        crowd.keep(one, *(crowd.body(text=f"line {n}") for n in range(EACH)))
    owners = [secrets.token_hex(32) for _ in range(people - len(gone))]
    fill(owners, size - len(gone) * EACH)
    erased(gone.pop())  # the first one of a process also reads its code
    print("ready", flush=True)
    while input() == "erase":
        print(erased(gone.pop()), flush=True)


def fill(owners: list[str], count: int) -> None:
    """Add episodes of others, spread evenly, and leave both databases at rest."""
    from django.db import connections

    from governance.keys import ring
    from governance.keys.models import WeekKey
    from training.models import Episode

    epochs = {owner: uuid.uuid4() for owner in owners}
    keys = {
        owner: WeekKey(
            owner=owner,
            purpose="bookings",
            epoch=epochs[owner],
            week=f"w{secrets.token_hex(3)}",
            wrapped=secrets.token_bytes(60),
        )
        for owner in owners
    }
    WeekKey.objects.bulk_create(keys.values(), batch_size=CHUNK)
    rows = _rows(owners, keys, count)
    while chunk := [row for row, _ in zip(rows, range(CHUNK), strict=False)]:
        Episode.objects.bulk_create(chunk, batch_size=CHUNK)
    for name in connections:
        with connections[name].cursor() as cursor:
            cursor.execute("ANALYZE")
    from governance.erasure import run

    run.settle_main()
    ring.settle()


def _rows(owners: list[str], keys: dict, count: int) -> Iterator:
    from governance import clock
    from training.models import Episode

    today = clock.today()
    for number in range(count):
        owner = owners[number % len(owners)]
        yield Episode(
            owner=owner,
            purpose="bookings",
            epoch=keys[owner].epoch,
            version=1,
            week=keys[owner].week,
            policy_id="p",
            rests_until=today,
            goes_on=today + timedelta(days=1 + number % 180),
            key=keys[owner].pk,
            wrapped=secrets.token_bytes(60),
            sealed=secrets.token_bytes(BODY),
        )


def erased(employee: object) -> float:
    """Withdraw, and carry the erasure to its certificate; return the seconds at work."""
    from governance import clock
    from governance.consent import decisions
    from governance.erasure import run
    from governance.erasure.models import Erasure, ErasureState

    began = time.perf_counter()
    decisions.withdraw(employee, "bookings")
    erasure = Erasure.objects.get(owner=employee.owner)
    run.advance(erasure.pk)
    with clock.shifted(timedelta(seconds=61)):
        state = run.advance(erasure.pk)
    seconds = time.perf_counter() - began
    if state != ErasureState.DONE:
        raise SystemExit(f"not done: {state}")
    return seconds


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
