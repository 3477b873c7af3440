#!/usr/bin/env python3
"""Measure the consent fence: late rows, how long a withdrawal takes, episodes stored meanwhile.

    .venv/bin/python -m bench.fence [--withdrawals 10000] [--writers 6] [--database postgresql]

The race of `tests/promises/test_nothing_late.py` with more of everything: writers accept, redact
and store batches of four people as fast as they can, and one process withdraws and allows again.
Whatever was not stored when a withdrawal returned must never be. PostgreSQL runs in two clusters
of its own whose commits reach the disk; SQLite as the product sets it.
"""

import argparse
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from operations.launch import postgres
from tests.promises.prepared import Prepared, sqlite
from tests.promises.test_nothing_late import PROGRAM, carried_out
from tests.valkey import Valkey

ASKED = {"postgresql": 10_000, "sqlite": 2_000}
PATIENCE = 4 * 3600.0


def run(database: str, withdrawals: int, writers: int, erasures: int) -> dict:
    """Run the race on fresh databases; return what was found."""
    with tempfile.TemporaryDirectory(prefix="sayso-fence-") as name:
        folder = Path(name)
        told = {"writers": writers, "erasures": erasures, "patience": PATIENCE}
        if database == "sqlite":
            with Prepared(folder, sqlite(folder), *PROGRAM) as there:
                return carried_out(there, withdrawals, "--give-way", **told)
        with postgres.two_clusters(postgres.LASTING) as homes:
            databases = {
                "DATABASE_URL": homes["SAYSO_TEST_POSTGRES_URL"],
                "KEYS_DATABASE_URL": homes["SAYSO_TEST_POSTGRES_KEYS_URL"],
            }
            with Prepared(folder, databases, *PROGRAM) as there:
                return carried_out(there, withdrawals, "--give-way", **told)


def share(times: Sequence[float], part: float) -> float:
    """Return the time, in milliseconds, within which a part of all withdrawals was done."""
    return 1000 * times[min(len(times) - 1, int(part * len(times)))]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=[*ASKED], default="postgresql")
    parser.add_argument("--withdrawals", type=int, help="10,000 on PostgreSQL, 2,000 on SQLite")
    parser.add_argument("--writers", type=int, default=6)
    parser.add_argument("--erasures", type=int, default=200, help="carried out in the end; 0: all")
    asked = parser.parse_args()
    withdrawals = asked.withdrawals or ASKED[asked.database]
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    valkey = Valkey()
    valkey.start()
    os.environ["VALKEY_SOCKET"] = valkey.socket
    try:
        found = run(asked.database, withdrawals, asked.writers, asked.erasures)
    finally:
        valkey.stop()
    print(f"{asked.database}: {found['withdrawals']} withdrawals under {asked.writers} writers")
    print(f"  late rows: {found['late']}")
    for name, part in (("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)):
        print(f"  withdrawal {name}: {share(found['times'], part):.1f} ms")
    own = found["times_of_cpu"]
    p50, p99 = share(own, 0.5), share(own, 0.99)
    print(f"  of it, CPU of the process that withdraws: p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    print(f"  withdrawal slowest: {1000 * found['times'][-1]:.1f} ms")
    rate = found["stored_meanwhile"] / found["seconds"]
    print(f"  episodes stored meanwhile: {found['stored_meanwhile']}, {rate:.0f} a second")
    print(f"  erasures carried out: {found['erased']}, unfinished: {found['unfinished']}")
    print(f"  of these left: rows {found['rows_left']}, keys {found['keys_left']}")
    print(f"  batches left in the inbox: {found['waiting']}")
    print(f"load of the machine after: {os.getloadavg()[0]:.1f}")
    if found["late"] or found["rows_left"] or found["keys_left"] or found["unfinished"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
