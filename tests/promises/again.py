"""The program behind `test_nothing_again_late`: processes that redact again, and that withdraw.

`python -m tests.promises.again prepare|again|withdraw|settle FOLDER [NUMBER] [--without-fence]`
"""

import hashlib
import json
import sys
import time
import uuid
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from governance import clock  # noqa: E402
from governance.consent import decisions  # noqa: E402
from governance.consent.models import Consent  # noqa: E402
from governance.directory.models import Employee  # noqa: E402
from governance.erasure import run as erasure  # noqa: E402
from governance.keys.models import WeekKey  # noqa: E402
from tests import factories  # noqa: E402
from tests.promises.prepared import PATIENCE  # noqa: E402
from tests.stack import wait_for  # noqa: E402
from tests.training import crowd  # noqa: E402
from training import again, store, vault  # noqa: E402
from training.body import Body  # noqa: E402
from training.models import Episode  # noqa: E402

SLUG = "bookings"
PEOPLE = 3
EACH = 6


def prepare() -> None:
    for database in connections:
        call_command("migrate", database=database, verbosity=0)
    factories.company()
    with clock.shifted(timedelta(days=-30)):
        everyone = [factories.person(login=f"late{n}") for n in range(PEOPLE)]
    for one in everyone:
        take_part(one)


def take_part(employee: Employee) -> None:
    factories.allow(employee, SLUG)
    crowd.keep(employee, *(crowd.body(text=f"line {n}") for n in range(EACH)))


def people() -> list[Employee]:
    return list(Employee.objects.filter(login__startswith="late").order_by("login"))


def again_until_stopped(folder: Path, number: str, *, fenced: bool) -> None:
    """Redact again and again, each time by another policy; every second body changes."""
    if not fenced:
        again._live = lambda _place: True

    def redact(bodies: Sequence[Body]) -> list[Body]:
        time.sleep(0.003)
        return [changed(body) if n % 2 else body for n, body in enumerate(bodies)]

    with (folder / f"pieces-{number}").open("ab", buffering=0) as pieces:  # a byte for each
        (folder / f"ready-{number}").touch()
        while not (folder / "stop").exists():
            policy_id = uuid.uuid4().hex
            owner = again.next_owner(policy_id)
            while owner:
                for place in again.places(owner, policy_id):
                    pieces.write(b"." * again.piece(place, policy_id, redact, lambda: True))
                owner = again.next_owner(policy_id, owner)


def changed(body: Body) -> Body:
    *others, last = body.steps
    text = f"line {uuid.uuid4().hex[:6]}"
    return body.model_copy(update={"steps": (*others, last.model_copy(update={"text": text}))})


def withdraw(folder: Path, number: int) -> None:
    """Withdraw and take part again; note what was stored when each withdrawal returned."""
    ended = []
    everyone = people()
    for turn in range(number):
        wait_for(lambda turn=turn: min(done(folder)) > turn + 1, PATIENCE, every=0.01)
        person = everyone[turn % len(everyone)]
        epoch = Consent.objects.get(owner=person.owner, purpose=SLUG).epoch
        decisions.withdraw(person, SLUG)
        ended.append([str(epoch), stored(epoch)])
        take_part(person)
        time.sleep(0.01 * (turn % 7))
    (folder / "ended.json").write_text(json.dumps(ended))


def done(folder: Path) -> list[int]:
    """Return how much each of those who redact again has done, however slow they are."""
    return [path.stat().st_size for path in folder.glob("pieces-*")]


def stored(epoch: uuid.UUID | str) -> list[str]:
    rows = Episode.objects.filter(epoch=epoch)
    return sorted(f"{row.pk} {hashlib.sha256(bytes(row.sealed)).hexdigest()}" for row in rows)


def settle(folder: Path) -> None:
    """Count what was written of an epoch after it had ended, and what its erasure left."""
    ended = json.loads((folder / "ended.json").read_text())
    late = sum(len(set(stored(epoch)) - set(before)) for epoch, before in ended)
    store.finish_rewrites()
    for _ in range(3):
        with clock.shifted(timedelta(minutes=5)):
            for one in erasure.unfinished():
                erasure.advance(one)
    epochs = [epoch for epoch, _before in ended]
    for row in Episode.objects.all():
        vault.open_row(row)  # what is left can be opened, every row of it
    result = {
        "late": late,
        "withdrawals": len(ended),
        "pieces": done(folder),
        "rows_left": Episode.objects.filter(epoch__in=epochs).count(),
        "keys_left": WeekKey.objects.filter(epoch__in=epochs).count(),
        "kept": Episode.objects.count(),
        "retiring": WeekKey.objects.filter(retiring=True).count(),
    }
    (folder / "result.json").write_text(json.dumps(result))


def main(arguments: list[str]) -> None:
    role, folder = arguments[0], Path(arguments[1])
    if role == "prepare":
        prepare()
    elif role == "again":
        fenced = "--without-fence" not in arguments
        again_until_stopped(folder, arguments[2], fenced=fenced)
    elif role == "withdraw":
        withdraw(folder, int(arguments[2]))
    else:
        settle(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
