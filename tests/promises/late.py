"""The program behind `test_nothing_late` and `bench.fence`: they prepare, write and withdraw.

`python -m tests.promises.late prepare|write|withdraw|settle FOLDER [NUMBER]`, with
`--without-fence` or `--give-way` where it writes.
"""

import json
import sys
import time
import uuid
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.db.models import Count  # noqa: E402

from governance import clock  # noqa: E402
from governance.consent import decisions, fence  # noqa: E402
from governance.consent.models import Consent  # noqa: E402
from governance.devices.models import Device  # noqa: E402
from governance.directory.models import Employee  # noqa: E402
from governance.erasure import run  # noqa: E402
from governance.keys.models import WeekKey  # noqa: E402
from governance.purposes.kinds import Kind  # noqa: E402
from redaction import inbox, limits, pipeline, storing  # noqa: E402
from redaction.models import InboxBatch  # noqa: E402
from tests import factories  # noqa: E402
from tests.promises.prepared import PATIENCE  # noqa: E402
from tests.redaction import batches  # noqa: E402
from tests.stack import wait_for  # noqa: E402
from training.models import Episode  # noqa: E402

SLUG = "bookings"
PEOPLE = 4
KINDS = (Kind.APP_SWITCHES,)


def prepare() -> None:
    for database in connections:
        call_command("migrate", database=database, verbosity=0)
    factories.company()
    for _ in range(PEOPLE):
        with clock.shifted(-factories.timedelta(days=30)):
            person = factories.person()
        batches.device(person)
        factories.allow(person, SLUG, KINDS)


def people() -> list[Employee]:
    owners = set(Device.objects.values_list("owner", flat=True))
    return [one for one in Employee.objects.order_by("pk") if one.owner in owners]


def write(folder: Path, number: int, *, fenced: bool) -> None:
    """Accept and work batches of everybody until the folder says stop."""
    everyone = [(one, Device.objects.get(owner=one.owner)) for one in people()]
    seq = number * 1_000_000
    written = 0
    if not fenced:
        storing.fence = Unfenced()
    (folder / f"ready-{number}").touch()
    while not (folder / "stop").exists():
        for person, device in everyone:
            seq += 1
            written += _write_one(person, device, seq)
    (folder / f"written-{number}").write_text(str(written))


class Unfenced:
    """A plain check before the transaction, in the place of the fence."""

    Held = fence.Held
    known: fence.Held

    def hold(self, owner: str, purposes: object) -> fence.Held:
        return self.known


def _write_one(person: Employee, device: Device, seq: int) -> int:
    consent = Consent.objects.get(owner=person.owner, purpose=SLUG)
    standing = fence.standing_of(consent)
    if standing is None:
        return 0
    if isinstance(storing.fence, Unfenced):
        storing.fence.known = fence.Held({SLUG: standing})
    one = batches.episode(person, actions=batches.actions()[:1])
    sealed = batches.sealed(device, seq, (one,))
    batch = batches.put(person, device, sealed)
    if claimed := inbox.claim(batch.pk):
        pipeline.process(claimed)
    return 1


def withdraw(folder: Path, number: int) -> None:
    """Withdraw and allow again, and note what was stored of each epoch when it ended."""
    ended: dict[str, int] = {}
    times: list[float] = []
    own: list[float] = []
    everyone = people()
    before, began_all = Episode.objects.count(), time.monotonic()
    seen = before
    for turn in range(number):
        if seen <= before + turn + 1:
            seen = more_than(before + turn + 1)
        person = everyone[turn % len(everyone)]
        epoch = Consent.objects.get(owner=person.owner, purpose=SLUG).epoch
        began, worked = time.perf_counter(), time.process_time()
        decisions.withdraw(person, SLUG)
        times.append(time.perf_counter() - began)
        own.append(time.process_time() - worked)
        run.Erasure.objects.get(owner=person.owner, purpose=SLUG, epoch=epoch)  # it has begun
        rows = Episode.objects.filter(owner=person.owner, purpose=SLUG, epoch=epoch)
        ended[str(epoch)] = rows.count()
        factories.allow(person, SLUG, KINDS)
        time.sleep(0.02)
    told = {
        "ended": ended,
        "times": sorted(times),
        "times_of_cpu": sorted(own),
        "seconds": time.monotonic() - began_all,
        "stored_meanwhile": Episode.objects.count() - before,
    }
    (folder / "ended.json").write_text(json.dumps(told))


def more_than(number: int) -> int:
    """Wait until more is stored, however slow the writers are; return how much is."""
    return wait_for(lambda: (found := Episode.objects.count()) > number and found, PATIENCE)


def settle(folder: Path, most: int) -> None:
    """Count late rows; then erase, and count what is left of what was erased.

    With a number, only so many erasures are carried out, spread over all.
    """
    told = json.loads((folder / "ended.json").read_text())
    ended = told.pop("ended")
    rows = Episode.objects.order_by().values_list("epoch").annotate(Count("pk"))
    found = {str(epoch): count for epoch, count in rows}
    late = sum(found.get(epoch, 0) - then for epoch, then in ended.items())
    stored = Episode.objects.count()
    begun = run.unfinished()
    chosen = begun[:: max(1, len(begun) // most)] if most else begun
    _erase(chosen)
    epochs = run.Erasure.objects.filter(pk__in=chosen).values_list("epoch", flat=True)
    result = {
        **told,
        "late": late,
        "stored": stored,
        "withdrawals": len(ended),
        "erased": len(chosen),
        "rows_left": Episode.objects.filter(epoch__in=list(epochs)).count(),
        "keys_left": WeekKey.objects.filter(epoch__in=list(epochs)).count(),
        "waiting": InboxBatch.objects.count(),
        "unfinished": len(set(chosen) & set(run.unfinished())),
    }
    (folder / "result.json").write_text(json.dumps(result))


def _erase(chosen: list[uuid.UUID]) -> None:
    """Carry erasures through, as far as three sweeps with the waiting times between them."""
    for sweep in range(3):
        with clock.shifted(run.COPIES * 2 * sweep):
            for erasure_id in chosen:
                run.advance(erasure_id)


def main(arguments: list[str]) -> None:
    role, folder = arguments[0], Path(arguments[1])
    number = int(arguments[2]) if len(arguments) > 2 else 0
    if role == "prepare":
        prepare()
    elif role == "write":
        if "--give-way" in arguments:  # as each child of a worker does
            limits.give_way()
        write(folder, number, fenced="--without-fence" not in arguments)
    elif role == "withdraw":
        withdraw(folder, number)
    else:
        settle(folder, number)


if __name__ == "__main__":
    main(sys.argv[1:])
