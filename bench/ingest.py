#!/usr/bin/env python3
"""Measure what the promises cost: episodes stored behind the fence, against a bare insert.

    .venv/bin/python -m bench.ingest [--database postgresql] [--batches 200] [--episodes 50]

The storing transaction of the product (consent held and compared, inbox row held, bodies sealed
under fresh data keys, rows inserted, inbox row deleted, totals) and Django's `bulk_create` of the
very same rows take turns, batch by batch, in one process on one database. Acceptance of a batch
is timed apart. PostgreSQL runs in two clusters of its own whose commits reach the disk.
"""

import argparse
import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from operations.launch import postgres
from tests.promises.prepared import sqlite
from tests.valkey import Valkey

STEPS = 12
ROUNDS = 5


@dataclass
class Times:
    """Seconds of one way of storing, on the clock and of this process, of each batch."""

    clock: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def of(self, call: Callable[[], object]) -> object:
        """Call, and add what it took."""
        wall, own = time.perf_counter(), time.process_time()
        answer = call()
        self.clock.append(time.perf_counter() - wall)
        self.cpu.append(time.process_time() - own)
        return answer


@contextmanager
def databases(name: str, folder: Path) -> Iterator[dict[str, str]]:
    """Yield the addresses of fresh databases."""
    if name == "sqlite":
        yield sqlite(folder)
        return
    with postgres.two_clusters(postgres.LASTING) as homes:
        yield {
            "DATABASE_URL": homes["SAYSO_TEST_POSTGRES_URL"],
            "KEYS_DATABASE_URL": homes["SAYSO_TEST_POSTGRES_KEYS_URL"],
        }


class Ingest:
    """One person with a device, and batches of theirs."""

    def __init__(self, episodes: int) -> None:
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        from tests import factories
        from tests.redaction import batches

        for database in connections:
            call_command("migrate", database=database, verbosity=0)
        made = factories.company()
        self.person, self.version = made.employee, made.version
        self.device = batches.device(self.person)
        factories.allow(self.person)
        self.episodes = episodes
        self.seq = 0
        self.stored, self.bare, self.accepted = Times(), Times(), Times()

    def batch(self) -> None:
        """Accept one batch, store it as the product does, and insert its rows under other ids."""
        from django.db import transaction

        from redaction.models import InboxBatch
        from training.models import Episode

        row = InboxBatch.objects.get(pk=self.accepted.of(self._accept))
        redacted = [self._redacted() for _ in range(self.episodes)]
        before = set(Episode.objects.values_list("pk", flat=True))
        assert self.stored.of(lambda: self._store(row, redacted)) == self.episodes
        rows = list(Episode.objects.exclude(pk__in=before).values())
        assert len(rows) == self.episodes
        for one in rows:
            one["id"] = uuid.uuid4()

        def insert() -> None:
            with transaction.atomic():
                Episode.objects.bulk_create([Episode(**one) for one in rows])

        self.bare.of(insert)

    def queries(self) -> dict[str, int]:
        """Count the queries of one batch, in both databases."""
        from django.db import connections
        from django.test.utils import CaptureQueriesContext

        from redaction.models import InboxBatch

        row = InboxBatch.objects.get(pk=self._accept())
        redacted = [self._redacted() for _ in range(self.episodes)]
        main, keys = (CaptureQueriesContext(connections[name]) for name in ("default", "keys"))
        with main, keys:
            self._store(row, redacted)
        return {"main database": len(main), "key store": len(keys)}

    def _accept(self) -> uuid.UUID:
        from django.db import transaction

        from governance.keys import intake as keys
        from redaction import intake

        self.seq += 1
        consent = self._consent()
        key = keys.current()
        assert key is not None
        refs = ((consent.purpose, consent.epoch),)
        sealed = intake.Sealed(self.seq, refs, key.key_id, os.urandom(20_000))
        with transaction.atomic():
            return intake.accept(self.person.owner, self.device.pk, sealed)

    def _consent(self):
        from governance.consent.models import Consent

        return Consent.objects.get(owner=self.person.owner)

    def _redacted(self):
        from governance import clock
        from governance.purposes.kinds import Kind
        from redaction.redacting import Redacted
        from training.body import Body, Step

        consent = self._consent()
        steps = [
            Step(do="click", kind=Kind.CLICKS, button="left", count=1, x=0.5, y=0.25, role="button")
            if number % 2
            else Step(do="type_text", kind=Kind.TYPED_TEXT, role="entry", text=f"row {number} done")
            for number in range(STEPS)
        ]
        body = Body(
            application="Sheets", language="en", day=clock.today(), part="morning", steps=steps
        )
        return Redacted(consent.purpose, consent.epoch, consent.version, self.version.facts, body)

    @staticmethod
    def _store(row, redacted) -> int:
        from redaction import storing

        return storing.store_batch(row, redacted, "policy-of-the-bench")


def told(name: str, times: Times, episodes: int) -> None:
    """Print the rates of one way."""
    clock, cpu = (episodes / statistics.median(one) for one in (times.clock, times.cpu))
    print(f"  {name}: {clock:,.0f} episodes a second on the clock, {cpu:,.0f} a second of CPU")


def ratio(one: list[float], other: list[float]) -> str:
    """Return the rate of one by the rate of the other: of the medians of rounds, and their range.

    Medians, since one batch among many waits for the disk or for another process.
    """
    size = max(1, len(one) // ROUNDS)
    parts = [slice(at, at + size) for at in range(0, len(one), size)]
    found = [statistics.median(other[part]) / statistics.median(one[part]) for part in parts]
    return f"{statistics.median(found):.2f} ({min(found):.2f} to {max(found):.2f})"


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["postgresql", "sqlite"], default="postgresql")
    parser.add_argument("--batches", type=int, default=200)
    parser.add_argument("--episodes", type=int, default=50, help="in a batch")
    parser.add_argument("--profile", help="write a profile of the storing to this file")
    asked = parser.parse_args()
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="sayso-ingest-") as name:
        folder, valkey = Path(name), Valkey()
        valkey.start()
        try:
            with databases(asked.database, folder) as addresses:
                os.environ.update(
                    addresses,
                    SAYSO_VAR=name,
                    VALKEY_SOCKET=valkey.socket,
                    DJANGO_SETTINGS_MODULE="config.settings",
                    SAYSO_ACCEPT_UNREVIEWED_PACKS="1",
                )
                measure(asked)
        finally:
            valkey.stop()
    print(f"load of the machine after: {os.getloadavg()[0]:.1f}")


def measure(asked: argparse.Namespace) -> None:
    """Carry the batches through and print what came of it."""
    ingest = Ingest(asked.episodes)
    for _ in range(3):
        ingest.batch()
    counted = ingest.queries()
    ingest.stored, ingest.bare, ingest.accepted = Times(), Times(), Times()
    if asked.profile:
        profiled(ingest, asked)
    else:
        for _ in range(asked.batches):
            ingest.batch()
    print(f"{asked.database}: {asked.batches} batches of {asked.episodes} episodes, {STEPS} steps")
    told("behind the fence, sealed", ingest.stored, asked.episodes)
    told("bare bulk_create of the same rows", ingest.bare, asked.episodes)
    print(f"  ratio on the clock: {ratio(ingest.stored.clock, ingest.bare.clock)}")
    print(f"  ratio of CPU: {ratio(ingest.stored.cpu, ingest.bare.cpu)}")
    with_door = [
        door + store for door, store in zip(ingest.accepted.clock, ingest.stored.clock, strict=True)
    ]
    print(f"  ratio on the clock, acceptance included: {ratio(with_door, ingest.bare.clock)}")
    print(f"  acceptance of a batch: {1000 * statistics.median(ingest.accepted.clock):.1f} ms")
    print(f"  queries of a batch: {counted}")


def profiled(ingest: Ingest, asked: argparse.Namespace) -> None:
    """Carry the batches through with a profile of the storing alone."""
    import cProfile

    profile, store = cProfile.Profile(), Ingest._store
    Ingest._store = staticmethod(lambda *row: profile.runcall(store, *row))
    for _ in range(asked.batches):
        ingest.batch()
    profile.dump_stats(asked.profile)


if __name__ == "__main__":
    main()
