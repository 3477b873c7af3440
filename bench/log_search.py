#!/usr/bin/env python3
"""Measure what compliance waits for in a log of a million entries: searches, pages, exports.

    .venv/bin/python -m bench.log_search [--database sqlite|postgresql] [--entries 1000000]

The log is whole: entries of a year with their places, every tile, and a signed checkpoint. More
than half of them are employees', which search does not list; a quarter is the system's; some acts
and one purpose are rare, since what is rare is what a search can take long to find. Times are those
of the whole request inside Django: the page with all that stands on it, and for an export the time
until the first line of an entry. Searches that took more than 300 ms are marked. Then entries are
appended one by one, at 1,000 entries and at all of them.
"""

import argparse
import os
import random
import secrets
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from urllib.parse import urlencode

from operations.launch import postgres

TIMES = 5
APPENDS = 60
SLOW = 300.0
DICE = random.Random(1)
"""The same rows in each run, but for keys and hashes."""
RARE = 5_000
"""Of so many entries one has the rare purpose, one the rare act."""


def main() -> None:
    """Measure on the databases asked for, each in a process of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        inside(asked.entries)
        return
    command = [sys.executable, "-m", "bench.log_search", "--inside"]
    command += ["--entries", str(asked.entries)]
    for database in [asked.database] if asked.database else ["sqlite", "postgresql"]:
        if database == "sqlite":
            subprocess.run(command, check=True)
            continue
        with postgres.two_clusters(postgres.LASTING) as homes:
            own = {
                "DATABASE_URL": homes["SAYSO_TEST_POSTGRES_URL"],
                "KEYS_DATABASE_URL": homes["SAYSO_TEST_POSTGRES_KEYS_URL"],
            }
            subprocess.run(command, env={**os.environ, **own}, check=True)


def inside(entries: int) -> None:
    """Make the log in databases of its own, measure, and take them away."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    from tests import settings

    setup_test_environment()
    old = setup_databases(verbosity=0, interactive=False, aliases=["default", "keys"])
    try:
        measure(entries)
    finally:
        teardown_databases(old, verbosity=0)
        settings.SERVER.stop()
        shutil.rmtree(settings.STATE, ignore_errors=True)
        shutil.rmtree(settings.SERVER.folder, ignore_errors=True)


def measure(entries: int) -> None:
    """Append to a small log; fill a large one, search, export and append; print what it took."""
    from django.db import connection

    from governance.keys import log_key
    from tests import factories
    from tests.governance.audit import synthetic

    log_key.hold()
    officer = signed_in(factories.company())
    print(f"{connection.vendor}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for count in (1_000, entries):
        empty()
        began = time.perf_counter()
        synthetic.whole(rows(count))
        if connection.vendor == "postgresql":  # its autovacuum would; nothing does so on SQLite
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        print(f"{count:,} entries, written in {time.perf_counter() - began:.0f} s", flush=True)
        if count == entries:
            searches(officer)
            exports(officer)
        appends()
    print(f"load {os.getloadavg()[0]:.1f} at the end")


def signed_in(company):
    """Return the browser of the company's compliance officer."""
    from allauth.mfa.models import Authenticator
    from django.test import Client

    from governance.audit.acts import Role

    user = company.staff[Role.COMPLIANCE].user
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def empty() -> None:
    """Take every row of the log away, past its triggers, and the file outside."""
    from django.conf import settings
    from django.db import connection

    from governance.audit import insert_only

    held = ("auditentry", "auditleaf", "audittile", "auditcheckpoint")
    with connection.cursor() as cursor:
        for name in (*held, "auditwaiting", "auditclosed", "audittree"):
            if name in held:
                insert_only.remove(connection, f"governance_{name}")
            cursor.execute(f"DELETE FROM governance_{name}")  # noqa: S608 (names from above)
            if name in held:
                insert_only.install(connection, f"governance_{name}")
    shutil.rmtree(settings.OUTSIDE_DIR, ignore_errors=True)


def rows(count: int) -> Iterator[object]:
    """Yield entries of a year as they are written, each with its leaf; none has a closed part."""
    from governance import clock
    from governance.audit.acts import Act, Outcome, Role
    from governance.audit.canonical import leaf_hash
    from governance.audit.models import AuditEntry
    from governance.audit.record import open_part

    today, staff = clock.today(), [Role.HR, Role.COMPLIANCE, Role.REPRESENTATIVE, Role.STEWARD]
    of_staff = [Act.DATA_READ, Act.REQUEST_MOVED, Act.RELEASE_DOWNLOADED, Act.LOG_EXPORTED]
    for number in range(count):
        role, act = Role.EMPLOYEE, Act.CONSENT_GIVEN
        if (dice := DICE.random()) > 0.55:
            role = Role.SYSTEM if dice < 0.8 else DICE.choice(staff)
            act = DICE.choice([Act.ERASURE_DONE, Act.RETENTION_RUN])
            if role != Role.SYSTEM:
                act = DICE.choice(of_staff)
        purpose = "customs" if DICE.random() < 0.1 else "bookings"
        if number % RARE == 7:
            role, act = Role.STEWARD, Act.RECALL_ISSUED
        if number % RARE == 9:
            role, purpose = Role.HR, "pace"
        entry = AuditEntry(
            act=act,
            role=role,
            purpose=purpose,
            outcome=Outcome.REFUSED if DICE.random() < 0.02 else Outcome.DONE,
            day=today - timedelta(days=365 - 366 * number // count),
            random=secrets.token_bytes(32),
            commitment=secrets.token_bytes(32),
        )
        entry.leaf = leaf_hash(open_part(entry), entry.commitment)
        yield entry


def kinds() -> dict[str, dict[str, object]]:
    """Return the searches: what is typed into the form of the page."""
    from governance import clock

    def day(ago: int) -> date:
        return clock.today() - timedelta(days=ago)

    old = {"since": day(300), "until": day(299)}
    return {
        "everything": {},
        "role, frequent": {"role": "system"},
        "role, of staff": {"role": "hr"},
        "role of employees": {"role": "employee"},
        "act, frequent": {"act": "retention-run"},
        "act, rare": {"act": "recall-issued"},
        "act that never was": {"act": "stopped-all"},
        "act of one person": {"act": "erasure-done"},
        "purpose, frequent": {"purpose": "bookings"},
        "purpose, rare": {"purpose": "pace"},
        "purpose that is none": {"purpose": "none"},
        "refused": {"outcome": "refused"},
        "done": {"outcome": "done"},
        "a week": {"since": day(7)},
        "two days, old": old,
        "before there was a log": {"until": day(500)},
        "role, two days": {"role": "hr", **old},
        "act, two days": {"act": "retention-run", **old},
        "role and purpose": {"role": "hr", "purpose": "customs"},
        "role and rare purpose": {"role": "hr", "purpose": "pace"},
        "role and purpose, never both": {"role": "system", "purpose": "pace"},
        "frequent purpose, rare role and act": {"purpose": "bookings", "act": "recall-issued"},
        "act and role, never both": {"act": "retention-run", "role": "hr"},
        "act and purpose, never both": {"act": "retention-run", "purpose": "pace"},
        "act, role and purpose": {"act": "data-read", "role": "hr", "purpose": "customs"},
        "act, role, purpose, never all": {"act": "data-read", "role": "hr", "purpose": "pace-2"},
        "refused and rare act": {"outcome": "refused", "act": "recall-issued"},
        "refused and rare purpose": {"outcome": "refused", "purpose": "pace"},
        "done, never": {"outcome": "done", "role": "system", "purpose": "pace"},
    }


def searches(officer) -> None:
    """Open the first page of each search, the one after it, and one nine months ago."""
    from django.urls import reverse

    from governance import clock

    deep = (
        f"{(clock.today() - timedelta(days=270)).isoformat()}.{'f' * 8}-ffff-ffff-ffff-{'f' * 12}"
    )
    print(f"{f'least and median of {TIMES}, ms':38}{'first':>12}{'second':>12}{'270 days':>12}")
    for name, typed in kinds().items():
        first = f"{reverse('compliance:log')}?{urlencode(typed)}"
        older = officer.get(first).context["older"]
        pages = [first, older, "" if "since" in typed else f"{first}&before={deep}"]
        took = [timed(lambda page=page: opened(officer, page)) if page else None for page in pages]
        words = "".join(f"{words_of(one) if one else '-':>12}" for one in took)
        print(f"{name:38}{words}{slow(*took)}", flush=True)


def opened(officer, address: str) -> None:
    """Open a page."""
    answer = officer.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answers {answer.status_code}")


def words_of(took: tuple[float, float]) -> str:
    """Return the least and the median."""
    return f"{took[0]:.0f} {took[1]:.0f}"


def slow(*took: tuple[float, float] | None) -> str:
    """Return a mark where a median is longer than anybody should wait."""
    return "  over 300 ms" if any(one[1] > SLOW for one in took if one) else ""


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Return the least and the median time of some calls, in milliseconds."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        call()
        took.append(1000 * (time.perf_counter() - began))
    return min(took), statistics.median(took)


def exports(officer) -> None:
    """Ask for exports, and read until the first line of an entry has come."""
    from django.urls import reverse

    for form in ("csv", "jsonl", "full"):
        for name, typed in (("everything", {}), ("purpose, rare", {"purpose": "pace"})):

            def first(form: str = form, typed: dict = typed) -> None:
                answer = officer.post(reverse("compliance:log_export"), {"format": form, **typed})
                for _line in islice(answer.streaming_content, 2):
                    pass
                answer.close()

            took = timed(first)
            print(f"export, {form}, {name}: {words_of(took)} ms{slow(took)}", flush=True)


def appends() -> None:
    """Append entries one by one, and print what one costs."""
    from django.db import transaction

    from governance.audit import sequencer
    from governance.audit.acts import Act, Role
    from governance.audit.record import Actor, record
    from tests.governance.audit.counting import rows as counted

    def one() -> None:
        with transaction.atomic():
            record(Act.LOG_EXPORTED, Actor(Role.COMPLIANCE))
        sequencer.run()

    sequencer.run()  # what the exports wrote
    one()
    with counted() as cost:
        one()
    took, worked = [], []
    for _ in range(APPENDS):
        clock, processor = time.perf_counter(), time.process_time()
        one()
        took.append(1000 * (time.perf_counter() - clock))
        worked.append(1000 * (time.process_time() - processor))
    print(
        f"append: {cost['read']} rows read, {cost['written']} written, {cost['statements']} "
        f"statements; {statistics.median(took):.1f} ms, {statistics.median(worked):.1f} ms of a "
        f"processor (median of {APPENDS})",
        flush=True,
    )


if __name__ == "__main__":
    main()
