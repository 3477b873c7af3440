#!/usr/bin/env python3
"""Measure the list pages of each role: queries and server time, in a small and a large company.

    .venv/bin/python bench/pages.py [--people 10000] [--requests 3000] [--entries 1000000]

Both companies are measured in one run, on the same computer: first the demonstration as it is
made, then the same one with rows added in bulk, which no act of the product made. Prints a line
for each page; nothing is asserted. Server time is that of the whole request inside Django.
"""

import argparse
import os
import random
import secrets
import shutil
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.valkey import Valkey

TIMES = 9
PAGES = {
    "ines": (
        *("/home/", "/purposes/", "/my-data/", "/devices/", "/rights/"),
        "/my-data/looks/",
    ),
    "hanna": (
        *(
            "hr:requests",
            "hr:requests?page=20",
            "hr:requests?search=Person",
            "hr:requests?due=late",
        ),
        *("hr:directory", "hr:directory?page=100", "hr:directory?search=person1"),
    ),
    "priya": (
        *("compliance:overview", "compliance:purposes", "compliance:requests", "compliance:log"),
        *("compliance:log?role=hr", "compliance:log?act=person-added&outcome=refused"),
        *("compliance:quarantine", "compliance:reviews"),
    ),
    "luis": (
        *("representative:waiting", "representative:purposes", "representative:suspensions"),
        *("representative:reports", "representative:reviews"),
    ),
    "mei": ("steward:releases", "steward:new", "steward:recalls"),
    "anders": ("purpose_owner:purposes",),
}
"""Who opens what: addresses, or names of them."""
CHUNK = 5_000
DICE = random.Random(1)
"""The same rows in each run."""


@dataclass(frozen=True)
class Measured:
    """One page: how many queries, and the median in milliseconds."""

    queries: int
    milliseconds: float


def prepare() -> Valkey:
    """Make a state folder of its own, and Django with it."""
    valkey = Valkey()
    valkey.start()
    var = Path(tempfile.mkdtemp(prefix="sayso-pages-"))
    (var / "static").mkdir()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DJANGO_SECRET_KEY": secrets.token_hex(40),
        "SAYSO_VAR": str(var),
        "VALKEY_SOCKET": valkey.socket,
        "DEMO": "1",
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    return valkey


def measure() -> dict[str, Measured]:
    """Open each page some times as the person whose it is."""
    from django.test import Client

    from demo.company import company
    from demo.seed import employee

    found = {}
    for key, pages in PAGES.items():
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(employee(company().persona(key)).user)
        for page in pages:
            found[f"{key} {page}"] = one(client, address_of(page))
    return found


def address_of(page: str) -> str:
    """Return the address of a page that is written as a name."""
    from django.urls import reverse

    name, _, query = page.partition("?")
    return page if page.startswith("/") else f"{reverse(name)}{'?' if query else ''}{query}"


def one(client, address: str) -> Measured:
    """Open one page: once for its queries, then for its time."""
    from contextlib import ExitStack

    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with ExitStack() as stack:
        seen = [stack.enter_context(CaptureQueriesContext(c)) for c in connections.all()]
        answer = client.get(address)
        queries = sum(len(context) for context in seen)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answers {answer.status_code}")
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        client.get(address)
        took.append(1000 * (time.perf_counter() - began))
    return Measured(queries, statistics.median(took))


def enlarge(people: int, requests: int, entries: int) -> None:
    """Add rows in bulk."""
    from django.db import connections

    from governance.audit.models import AuditEntry
    from governance.directory.models import Employee, User
    from governance.rights.models import RightsRequest

    for model, rows in (
        (User, users(people)),
        (Employee, employees(people)),
        (RightsRequest, asked(requests)),
        (AuditEntry, log(entries)),
    ):
        began, chunk, count = time.perf_counter(), [], 0
        for row in rows:
            chunk.append(row)
            if len(chunk) == CHUNK:
                model.objects.bulk_create(chunk)
                count, chunk = count + CHUNK, []
        model.objects.bulk_create(chunk)
        print(f"{count + len(chunk):9,} {model.__name__}, {time.perf_counter() - began:.0f} s")
    with connections["default"].cursor() as cursor:
        cursor.execute("ANALYZE")


def users(people: int) -> Iterator[object]:
    """Yield logins."""
    from governance.directory.models import User

    for number in range(people):
        user = User(id=uuid.UUID(int=number), email=f"person{number}@kestrel.example")
        user.set_unusable_password()
        yield user


def employees(people: int) -> Iterator[object]:
    """Yield rows of the directory, spread over units and jurisdictions."""
    from governance import clock
    from governance.directory.models import Employee, Unit

    units, places = list(Unit.objects.all()), ("de", "uk", "us_ca", "jp")
    since = clock.now() - timedelta(days=200)
    for number in range(people):
        yield Employee(
            name=f"Person Number{number}",
            email=f"person{number}@kestrel.example",
            login=f"person{number}",
            unit=units[number % len(units)],
            jurisdiction=places[number % 4],
            since=since,
            user_id=uuid.UUID(int=number),
        )


def asked(requests: int) -> Iterator[object]:
    """Yield requests of the last year, a third of them open."""
    from governance import clock
    from governance.directory.models import Employee
    from governance.rights.models import RightsRequest, State

    rows = list(Employee.objects.filter(login__startswith="person")[:requests])
    opened = (State.RECEIVED, State.IDENTITY_CHECK, State.ASSESSING, State.EXECUTING)
    for number in range(requests):
        row, is_open = rows[number % len(rows)], number % 3 == 0
        received = clock.now() - timedelta(days=number % 365 if not is_open else number % 45)
        closed = received.date() + timedelta(days=20)
        yield RightsRequest(
            reference=f"B-{number:06d}",
            state=opened[number % 4] if is_open else State.FULFILLED,
            name=row.name,
            email=row.email,
            jurisdiction=row.jurisdiction,
            employee=row,
            received_at=received,
            due=received.date() + timedelta(days=30),
            rule={},
            closed_on=None if is_open else closed,
        )


def log(entries: int) -> Iterator[object]:
    """Yield entries of a year as they are written, each with its leaf; none has a closed part."""
    from governance import clock
    from governance.audit.acts import Act, Outcome, Role
    from governance.audit.canonical import leaf_hash
    from governance.audit.models import AuditEntry
    from governance.audit.record import open_part

    today, acts, roles = clock.today(), list(Act), list(Role)
    for _number in range(entries):
        entry = AuditEntry(
            act=DICE.choice(acts),
            role=DICE.choice(roles),
            purpose=DICE.choice(("", "bookings", "customs", "pace")),
            outcome=Outcome.REFUSED if DICE.random() < 0.02 else Outcome.DONE,
            day=today - timedelta(days=DICE.randrange(365)),
            random=secrets.token_bytes(32),
            commitment=secrets.token_bytes(32),
        )
        entry.leaf = leaf_hash(open_part(entry), entry.commitment)
        yield entry


def main() -> None:
    """Measure both companies and print them side by side."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=3_000)
    parser.add_argument("--entries", type=int, default=1_000_000)
    told = parser.parse_args()
    valkey = prepare()
    try:
        from demo.seed import seed

        seed()
        small = measure()
        enlarge(told.people, told.requests, told.entries)
        large = measure()
    finally:
        valkey.stop()
        shutil.rmtree(os.environ["SAYSO_VAR"], ignore_errors=True)
    print(f"{'':58}{'queries':>16}{'median ms':>18}")
    print(f"{'page':58}{'small':>8}{'large':>8}{'small':>9}{'large':>9}")
    for page, before in small.items():
        after = large[page]
        more = "  more queries" if after.queries > before.queries else ""
        slow = "  over 300 ms" if after.milliseconds > 300 else ""
        print(
            f"{page:58}{before.queries:8}{after.queries:8}"
            f"{before.milliseconds:9.1f}{after.milliseconds:9.1f}{more}{slow}"
        )


if __name__ == "__main__":
    main()
