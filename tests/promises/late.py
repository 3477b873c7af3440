"""The program behind `test_nothing_late`: processes that prepare, write and withdraw.

`python -m tests.promises.late prepare|write|withdraw|settle FOLDER [NUMBER] [--without-fence]`
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

from governance import clock  # noqa: E402
from governance.consent import decisions, fence  # noqa: E402
from governance.consent.models import Consent  # noqa: E402
from governance.devices.models import Device  # noqa: E402
from governance.directory.models import Employee  # noqa: E402
from governance.erasure import run  # noqa: E402
from governance.keys.models import WeekKey  # noqa: E402
from governance.purposes.kinds import Kind  # noqa: E402
from redaction import inbox, pipeline, storing  # noqa: E402
from redaction.models import InboxBatch  # noqa: E402
from tests import factories  # noqa: E402
from tests.redaction import batches  # noqa: E402
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
    everyone = people()
    for turn in range(number):
        person = everyone[turn % len(everyone)]
        began = time.perf_counter()
        line = decisions.withdraw(person, SLUG)
        times.append(time.perf_counter() - began)
        epoch = _ended_epoch(person, line.epoch)
        ended[str(epoch)] = Episode.objects.filter(epoch=epoch).count()
        factories.allow(person, SLUG, KINDS)
        time.sleep(0.02)
    (folder / "ended.json").write_text(json.dumps({"ended": ended, "times": sorted(times)}))


def _ended_epoch(person: Employee, epoch_now: uuid.UUID) -> uuid.UUID:
    """The newest erasure that was begun is that of the epoch that has just ended."""
    known = _seen.setdefault(person.owner, set())
    for row in run.Erasure.objects.filter(owner=person.owner, purpose=SLUG):
        if row.epoch not in known:
            known.add(row.epoch)
            return row.epoch
    raise AssertionError("a withdrawal began no erasure")


_seen: dict[str, set[uuid.UUID]] = {}


def settle(folder: Path) -> None:
    """Count late rows; then erase, and count what is left."""
    ended = json.loads((folder / "ended.json").read_text())["ended"]
    late = {
        epoch: Episode.objects.filter(epoch=epoch).count() - then for epoch, then in ended.items()
    }
    stored = Episode.objects.count()
    for erasure_id in run.unfinished():
        run.advance(erasure_id)
    with clock.shifted(run.COPIES * 2):
        for erasure_id in run.unfinished():
            run.advance(erasure_id)
        with clock.shifted(run.COPIES * 2):
            for erasure_id in run.unfinished():
                run.advance(erasure_id)
    left = Episode.objects.filter(epoch__in=list(ended)).count()
    result = {
        "late": sum(late.values()),
        "stored": stored,
        "withdrawals": len(ended),
        "rows_left": left,
        "keys_left": WeekKey.objects.filter(epoch__in=list(ended)).count(),
        "waiting": InboxBatch.objects.count(),
        "unfinished": len(run.unfinished()),
    }
    (folder / "result.json").write_text(json.dumps(result))


def main(arguments: list[str]) -> None:
    role, folder = arguments[0], Path(arguments[1])
    number = int(arguments[2]) if len(arguments) > 2 else 0
    if role == "prepare":
        prepare()
    elif role == "write":
        write(folder, number, fenced="--without-fence" not in arguments)
    elif role == "withdraw":
        withdraw(folder, number)
    else:
        settle(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
