"""The open log alone assigns nobody's acts to anybody.

Two people do 200 acts each on one day, in an order that is drawn. An attacker has every column of
the open tables (entries, places, rowids), knows of half of the acts whose they are, and guesses
the other half by everything at hand: neighbours in each order, and words of the open part. That
is right no more often than a coin. Where one person does several acts within the same round of
the sequencer, the sequence does not keep them together either. What it cannot hide: who acts
alone in a second stands alone, and the database's own order of rows is that of their coming.
"""

import math
import random
import uuid
from collections import Counter

import pytest
from django.db import connection, transaction

from governance import clock
from governance.audit import sequencer, totals
from governance.audit.acts import Act, Role, Total
from governance.audit.models import AuditEntry, AuditLeaf, AuditWaiting, DailyTotal
from governance.audit.record import About, Actor, record
from governance.consent import pauses
from tests import factories

ACTS = 200
KINDS = (Act.CONSENT_GIVEN, Act.CONSENT_NARROWED, Act.CONSENT_WITHDRAWN, Act.DATA_DOWNLOADED)
SEED = 20260504
COMING = {
    "sqlite": "SELECT id FROM governance_auditentry ORDER BY rowid",
    "postgresql": "SELECT id FROM governance_auditentry ORDER BY ctid",
}
"""The order in which the database itself keeps the rows."""
TOO_UNLIKELY = 5.3
"""Standard deviations: by chance alone one of the eleven guessers of a run goes so far less than
once in a million runs. Whoever is told the order of sessions goes beyond eight."""


def at_work(people, batch: int, session: int = 1) -> dict[str, int]:
    """Let two people act as it is drawn, and the sequencer run; return whose entry is whose.

    Args:
        people: two of them.
        batch: how many entries wait when the sequencer runs.
        session: how many acts one does in a row at least.
    """
    chance = random.Random(SEED)
    turns = [n for n in (0, 1) for _ in range(ACTS // session)]
    chance.shuffle(turns)
    whose: dict[str, int] = {}
    for one in (turn for turn in turns for _ in range(session)):
        owner = people[one].owner
        with transaction.atomic():
            about = About(owner, "bookings")
            entry = record(chance.choice(KINDS), Actor(Role.EMPLOYEE, owner), about)
        whose[entry.hex] = one
        if len(whose) % batch == 0:
            sequencer.run()
    sequencer.run()
    return whose


def open_rows() -> list[dict]:
    """Return all that stands in the open about each entry, with the orders that it stands in."""
    places = dict(AuditLeaf.objects.values_list("entry", "index"))
    rows = []
    for entry in AuditEntry.objects.filter(role=Role.EMPLOYEE):
        hashes = (entry.random, entry.commitment, entry.leaf)
        words = {"act": entry.act, "outcome": entry.outcome, "day": str(entry.day)}
        words |= {name: bytes(one)[:1].hex() for name, one in zip("rcl", hashes, strict=True)}
        rows.append({"pk": entry.pk, "id": entry.pk.hex, **words})
    with connection.cursor() as cursor:
        cursor.execute(COMING[connection.vendor])
        coming = [uuid.UUID(str(pk)) for (pk,) in cursor.fetchall()]
    orders = {"index": places.get, "by_id": str, "rowid": coming.index}
    for name, key in orders.items():
        for n, row in enumerate(sorted(rows, key=lambda row, key=key: key(row["pk"]))):
            row[name] = n
    return rows


def right(rows, whose, features) -> tuple[int, int]:
    """Guess half of the entries from the other half; return how many are right, of how many.

    Bayes with every feature counted apart: among them whose the neighbours are, where known.
    """
    chance = random.Random(SEED + 1)
    known = {row["id"] for row in rows if chance.random() < 0.5}
    counts = {0: Counter(), 1: Counter()}
    sizes = Counter(whose[pk] for pk in known)
    seen = {row["id"]: features(row, known) for row in rows}
    for row in rows:
        if row["id"] in known:
            counts[whose[row["id"]]].update(seen[row["id"]])
    good = tried = 0
    for row in rows:
        if row["id"] in known:
            continue
        score = [
            sum(math.log((counts[n][one] + 1) / (sizes[n] + 2)) for one in seen[row["id"]])
            for n in (0, 1)
        ]
        good += int(score[1] > score[0]) == whose[row["id"]]
        tried += 1
    return good, tried


def neighbours(rows, whose, order):
    """Return features: whose those before and behind are in an order, where that is known."""
    sorted_ = [row["id"] for row in sorted(rows, key=lambda row: row[order])]
    at = {pk: n for n, pk in enumerate(sorted_)}

    def of(row, known):
        here = at[row["id"]]
        near = (*range(here - 3, here), *range(here + 1, here + 4))
        found = Counter(
            whose[sorted_[n]] for n in near if 0 <= n < len(sorted_) and sorted_[n] in known
        )
        return [f"{order}:{(found[1] > found[0]) - (found[1] < found[0])}"]

    return of


def words(row, _known):
    """Return features: what the open part says."""
    return [f"{name}={row[name]}" for name in ("act", "outcome", "day", "r", "c", "l")]


def excess(good: int, tried: int) -> float:
    """Return by how many standard deviations a guesser is better than a coin."""
    return (good - tried / 2) / math.sqrt(tried / 4)


def guessers(rows, whose):
    """Yield each guesser by name: each alone, and all that is known together."""
    orders = {name: neighbours(rows, whose, name) for name in ("index", "by_id", "rowid")}
    yield "words", words
    yield from orders.items()

    def together(row, known):
        return [*words(row, known), *(one for of in orders.values() for one in of(row, known))]

    yield "all", together


@pytest.mark.parametrize("batch", [40, 400])
def test_two_people_with_200_acts_each_are_told_apart_no_better_than_by_a_coin(company, batch):
    whose = at_work((company.employee, company.other), batch)
    rows = [row for row in open_rows() if row["id"] in whose]
    assert len(rows) == 2 * ACTS
    found = {name: excess(*right(rows, whose, one)) for name, one in guessers(rows, whose)}
    assert max(found.values()) < TOO_UNLIKELY, found


def test_the_sequence_does_not_keep_together_what_one_did_in_a_row_within_a_round(company):
    whose = at_work((company.employee, company.other), 2 * ACTS, session=8)
    rows = [row for row in open_rows() if row["id"] in whose]
    assert excess(*right(rows, whose, neighbours(rows, whose, "index"))) < TOO_UNLIKELY


def test_the_guesser_is_no_straw_man(company):
    """Given the order in which sessions came, it is nearly always right."""
    whose = at_work((company.employee, company.other), 2 * ACTS, session=8)
    rows = [row for row in open_rows() if row["id"] in whose]
    came = {pk: n for n, pk in enumerate(whose)}
    for row in rows:
        row["came"] = came[row["id"]]
    assert excess(*right(rows, whose, neighbours(rows, whose, "came"))) > 8


def test_what_waits_together_is_sequenced_in_no_order(company):
    with transaction.atomic():
        ids = [
            record(Act.CONSENT_GIVEN, Actor(Role.EMPLOYEE, company.employee.owner))
            for _ in range(60)
        ]
    sequencer.run()
    place = dict(AuditLeaf.objects.filter(entry__in=ids).values_list("entry", "index"))
    assert [place[pk] for pk in ids] != sorted(place.values())


def test_a_day_of_leases_pauses_and_uploads_adds_nothing_before_its_totals(company):
    before = AuditEntry.objects.count(), AuditWaiting.objects.count()
    for what in (Total.LEASES, Total.PAUSES, Total.UPLOADS):
        for _ in range(40):
            totals.add(what)
    assert (AuditEntry.objects.count(), AuditWaiting.objects.count()) == before
    kept = DailyTotal.objects.filter(day=clock.today())
    assert {field.name for field in DailyTotal._meta.fields} == {
        *("id", "day", "what", "shard", "count"),
    }
    assert sum(row.count for row in kept if row.what == Total.PAUSES) == 40


def test_a_pause_leaves_no_entry(company):
    factories.allow(company.employee)
    before = AuditEntry.objects.count()
    for _ in range(3):
        pauses.pause(company.employee.owner, None)
        pauses.resume(company.employee.owner)
    assert AuditEntry.objects.count() == before
