"""The program behind `test_no_hold_looks_forward`: processes that store, and one that places holds.

`python -m tests.promises.forward prepare|write|place|settle FOLDER [NUMBER] [--without-fence]`
"""

import json
import sys
import time
import uuid
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.db.models import QuerySet  # noqa: E402

from governance import clock  # noqa: E402
from governance.audit.acts import Role  # noqa: E402
from governance.consent import decisions  # noqa: E402
from governance.directory.models import Employee, User  # noqa: E402
from governance.erasure import run  # noqa: E402
from governance.holds import acts  # noqa: E402
from governance.holds.models import HeldRow, LegalHold  # noqa: E402
from governance.keys.models import WeekKey  # noqa: E402
from tests import factories  # noqa: E402
from tests.promises import late  # noqa: E402
from tests.promises.prepared import PATIENCE  # noqa: E402
from tests.stack import wait_for  # noqa: E402
from training import store  # noqa: E402
from training.models import Episode  # noqa: E402

PEOPLE = 2


def prepare() -> None:
    late.PEOPLE = PEOPLE
    late.prepare()
    with clock.shifted(-timedelta(days=30)):
        factories.person(roles=(Role.COMPLIANCE,))


def write(folder: Path, number: int) -> None:
    """Store until the folder says stop, each transaction open for a moment after its insert."""
    insert = store.inserting.insert

    def slowly(rows: Sequence[Episode]) -> None:
        insert(rows)
        time.sleep(0.15)

    store.inserting.insert = slowly
    late.write(folder, number, fenced=True)


def place(folder: Path, number: int, *, fenced: bool) -> None:
    """Place holds, and note what was there before each one was and once it stood."""
    if not fenced:
        acts.walk.fence = lambda _owner: None
    everyone, noted = late.people(), []
    first, second = officers()
    for person in everyone:
        until_more(person, 5)
    for turn in range(number):
        person = everyone[turn % len(everyone)]
        said = acts.Proposal("court", "Landgericht Hamburg", f"324 O {turn}/26", [late.SLUG])
        hold = acts.propose(person, said, first)
        before = stored(person)
        acts.confirm(hold.pk, second)
        noted.append([str(hold.pk), before, stored(person)])
        time.sleep(0.02 * (turn % 5))
        until_more(person, len(noted[-1][2]))
    (folder / "placed.json").write_text(json.dumps(noted))


def officers() -> QuerySet[User]:
    return User.objects.filter(groups__name=Role.COMPLIANCE).order_by("pk")


def until_more(person: Employee, than: int) -> None:
    """Wait until more of a person is stored, as the writers do all the time."""
    wait_for(lambda: len(stored(person)) > than, PATIENCE, every=0.02)


def stored(person: Employee) -> list[str]:
    rows = Episode.objects.filter(owner=person.owner).order_by("pk")
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def settle(folder: Path) -> None:
    """Withdraw all, erase it, and compare what each hold then keeps with what was noted."""
    noted = json.loads((folder / "placed.json").read_text())
    rows = Episode.objects.count()
    for person in late.people():
        decisions.withdraw_all(person)
    for passed in range(3):
        with clock.shifted(run.COPIES * 2 * passed):
            for one in run.unfinished():
                run.advance(one)
    kept = {hold: held(hold) for hold, _before, _then in noted}
    owners = [person.owner for person in late.people()]
    result = {
        "placed": LegalHold.objects.filter(number__isnull=False).count(),
        "stored": rows,
        "late": sum(len(kept[hold] - set(then)) for hold, _before, then in noted),
        "lost": sum(len(set(before) - kept[hold]) for hold, before, _then in noted),
        "rows_left": Episode.objects.count(),
        "keys_left": WeekKey.objects.filter(owner__in=owners).count(),
        "unfinished": len(run.unfinished()),
    }
    (folder / "result.json").write_text(json.dumps(result))


def held(hold: str) -> set[str]:
    rows = HeldRow.objects.filter(hold=uuid.UUID(hold))
    return {str(row) for row in rows.values_list("row", flat=True)}


def main(arguments: list[str]) -> None:
    role, folder = arguments[0], Path(arguments[1])
    number = int(arguments[2]) if len(arguments) > 2 else 0
    if role == "prepare":
        prepare()
    elif role == "write":
        write(folder, number)
    elif role == "place":
        place(folder, number, fenced="--without-fence" not in arguments)
    else:
        settle(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
