"""The program behind `test_nothing_released_late`: processes that build, and that withdraw.

`python -m tests.promises.released prepare|build|withdraw|settle FOLDER [NUMBER] [--without-mark]`
"""

import json
import sys
import time
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.db.models import QuerySet  # noqa: E402

from governance import clock  # noqa: E402
from governance.audit.acts import Role  # noqa: E402
from governance.consent import decisions  # noqa: E402
from governance.consent.models import Consent  # noqa: E402
from governance.directory.models import Employee, User  # noqa: E402
from tests import factories  # noqa: E402
from tests.promises.prepared import PATIENCE  # noqa: E402
from tests.stack import wait_for  # noqa: E402
from tests.training import crowd  # noqa: E402
from training.models import Release, ReleaseState  # noqa: E402
from training.releases import acts, build, files, links, recipe  # noqa: E402

SLUG = "bookings"
PEOPLE = 9
KINDS = frozenset(factories.ORDINARY)
USE = "dpv:ResearchAndDevelopment"


def prepare() -> None:
    for database in connections:
        call_command("migrate", database=database, verbosity=0)
    factories.company()
    with clock.shifted(timedelta(days=-30)):
        everyone = [factories.person(login=f"late{n}") for n in range(PEOPLE)]
    for one in everyone:
        take_part(one)


def take_part(employee: Employee) -> None:
    """Allow, and let something be stored that names the epoch under which it was."""
    factories.allow(employee, SLUG)
    epoch = Consent.objects.get(owner=employee.owner, purpose=SLUG).epoch
    crowd.keep(employee, crowd.body(text=f"epoch {epoch}"), crowd.body(text=f"epoch {epoch}"))


def people() -> list[Employee]:
    return list(Employee.objects.filter(login__startswith="late").order_by("login"))


def build_until_stopped(folder: Path, *, marked: bool) -> None:
    """Build release after release until the folder says stop."""
    user = User.objects.get(groups__name=Role.STEWARD)
    if not marked:
        links.foretell = lambda _scope: None
    (folder / "ready-0").touch()
    while not (folder / "stop").exists():
        ends_on = clock.today() + timedelta(days=30)
        chosen = recipe.of(SLUG, USE, KINDS, ends_on)
        build.run(acts.begin(chosen, user).pk)


def withdraw(folder: Path, number: int, *, marked: bool) -> None:
    """Withdraw and take part again; note what was ready when each withdrawal returned."""
    if not marked:
        links.foretell = lambda _scope: None
    ended = []
    everyone = people()
    for turn in range(number):
        if turn % 6 == 0:
            until_one_more()
        person = everyone[turn % len(everyone)]
        epoch = Consent.objects.get(owner=person.owner, purpose=SLUG).epoch
        decisions.withdraw(person, SLUG)
        ended.append([str(epoch), [str(pk) for pk in ready().values_list("pk", flat=True)]])
        take_part(person)
        time.sleep(0.01 * (turn % 7))
    (folder / "ended.json").write_text(json.dumps(ended))


def ready() -> QuerySet[Release]:
    return Release.objects.filter(state=ReleaseState.READY)


def until_one_more() -> None:
    """Let the builder come to the end of a release, however slow it is."""
    before = ready().count()
    wait_for(lambda: ready().count() != before, PATIENCE, every=0.01)


def settle(folder: Path) -> None:
    """Count releases that hold what had ended before they were signed, and missing recalls."""
    ended = json.loads((folder / "ended.json").read_text())
    releases = list(ready())
    texts = {str(one.pk): (files.folder(one.pk) / files.JSONL).read_text() for one in releases}
    recalled = {str(one.pk) for one in releases if hasattr(one, "recall")}
    late = unrecalled = 0
    for epoch, before in ended:
        for release, text in texts.items():
            if f"epoch {epoch}" in text:
                late += release not in before
                unrecalled += release in before and release not in recalled
    states = [str(state) for state in Release.objects.values_list("state", flat=True)]
    result = {
        "late": late,
        "unrecalled": unrecalled,
        "withdrawals": len(ended),
        "ready": len(releases),
        "disturbed": sum(state == "failed" for state in states),
    }
    (folder / "result.json").write_text(json.dumps(result))


def main(arguments: list[str]) -> None:
    role, folder = arguments[0], Path(arguments[1])
    marked = "--without-mark" not in arguments
    if role == "prepare":
        prepare()
    elif role == "build":
        build_until_stopped(folder, marked=marked)
    elif role == "withdraw":
        withdraw(folder, int(arguments[2]), marked=marked)
    else:
        settle(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
