"""Brings a CSV file of people into the directory: shown first, then all of it or nothing.

A row is known by its e-mail address, else by its login. An empty cell leaves what is there. Nobody
is taken out by not being in the file.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import announce, clock
from governance.audit.acts import Act
from governance.audit.record import About, Actor, record
from governance.directory import csv_rows
from governance.directory.csv_rows import Read, decode
from governance.directory.models import Employee, Engagement, Status, Unit, User
from governance.errors import Refusal

Action = Literal["add", "change", "same"]
PLAIN = ("name", "email", "login", "jurisdiction", "language", "kind")


class ImportRefused(Refusal):
    """The file has errors, or somebody changed the directory meanwhile."""

    code = "import-refused"
    message = gettext_lazy("Nothing was imported: the file does not fit the directory.")
    remedy = gettext_lazy(
        "Show the preview again, correct the rows it names, and import once more."
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file, and what importing it would do.

    Attributes:
        number: the line of the file.
        changes: columns that would change.
        errors: what is wrong, each with its remedy.
    """

    number: int
    action: Action
    name: str
    email: str
    login: str
    unit: str
    jurisdiction: str
    language: str
    kind: str
    last_day: str
    changes: tuple[str, ...]
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do; `errors` are those of the file as a whole."""

    rows: tuple[Row, ...]
    errors: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether it can be imported."""
        return bool(self.rows) and not self.errors and not any(row.errors for row in self.rows)

    def count(self, action: Action) -> int:
        """Count the rows that would do something."""
        return sum(row.action == action for row in self.rows)


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import did."""

    added: int
    changed: int


@dataclass(slots=True)
class _Planned:
    read: Read
    known: Employee | None
    changes: tuple[str, ...]


def preview(text: str) -> Preview:
    """Say what a file would do, and change nothing."""
    planned, errors = _plan(text)
    return Preview(tuple(_shown(plan) for plan in planned), tuple(errors))


def signin_changing(text: str) -> list[Employee]:
    """Return those whose e-mail address or login would change, with the new values, unsaved.

    Raises:
        ImportRefused: a row has an error.
    """
    found: list[Employee] = []
    for plan in _fitting(text):
        if plan.known is not None and {"email", "login"} & set(plan.changes):
            plan.known.email = plan.read.cells.get("email", plan.known.email)
            plan.known.login = plan.read.cells.get("login", plan.known.login)
            found.append(plan.known)
    return found


@transaction.atomic
def apply(text: str, actor: Actor) -> Applied:
    """Import a file; pages call `devices.importing.apply`, which sees to the devices, too.

    An entry about each person who is changed is written, and one about the whole; those who are
    new are in that one alone.

    Raises:
        ImportRefused: a row has an error; nothing is imported then.
    """
    planned = _fitting(text)
    units = _units(planned)
    try:
        with transaction.atomic():
            added = _add([plan for plan in planned if plan.known is None], units)
            changed = [plan for plan in planned if plan.known is not None and plan.changes]
            for plan in changed:
                _change(plan, units, actor)
    except IntegrityError as error:
        raise ImportRefused from error
    record(
        Act.PEOPLE_IMPORTED, actor, About(details={"added": len(added), "changed": len(changed)})
    )
    return Applied(len(added), len(changed))


def _fitting(text: str) -> list[_Planned]:
    planned, errors = _plan(text)
    if errors or not planned or any(plan.read.errors for plan in planned):
        raise ImportRefused
    return planned


def _plan(text: str) -> tuple[list[_Planned], list[str]]:
    reads, errors = csv_rows.read(text)
    everybody = Employee.objects.select_related("unit", "user")
    by_email = {row.email.lower(): row for row in everybody}
    by_login = {row.login: row for row in by_email.values() if row.login}
    _mark_doubles(reads)
    return [_planned(read, by_email, by_login) for read in reads], errors


def _mark_doubles(reads: list[Read]) -> None:
    for name in ("email", "login"):
        seen = Counter(read.cells[name] for read in reads if name in read.cells)
        for read in reads:
            if name in read.cells and seen[read.cells[name]] > 1:
                words = {"name": name, "cell": read.cells[name]}
                read.errors.append(
                    _("“%(name)s” %(cell)s is in the file twice. Keep one row.") % words
                )


def _planned(read: Read, by_email: dict[str, Employee], by_login: dict[str, Employee]) -> _Planned:
    mailed = by_email.get(read.cells.get("email", ""))
    logged = by_login.get(read.cells.get("login", ""))
    if mailed is not None and logged is not None and mailed.pk != logged.pk:
        read.errors.append(
            _("This login belongs to somebody else. Correct the login or the e-mail address.")
        )
    known = mailed or logged
    return _Planned(read, known, _changes(read, known) if known else ())


def _changes(read: Read, known: Employee) -> tuple[str, ...]:
    now = {name: str(getattr(known, name)) for name in PLAIN}
    now |= {"email": known.email.lower(), "unit": known.unit.name if known.unit else ""}
    changed = [name for name in now if name in read.cells and read.cells[name] != now[name]]
    if read.last_day is not None and read.last_day != known.last_day:
        changed.append("last_day")
    return tuple(changed)


def _shown(plan: _Planned) -> Row:
    action: Action = "add"
    if plan.known is not None:
        action = "change" if plan.changes else "same"
    cells, known = plan.read.cells, plan.known

    def cell(name: str, default: str = "") -> str:
        return cells.get(name) or (str(getattr(known, name)) if known else default)

    unit = known.unit.name if known and known.unit else ""
    return Row(
        number=plan.read.number,
        action=action,
        name=cell("name"),
        email=cell("email"),
        login=cell("login"),
        unit=cells.get("unit", unit),
        jurisdiction=cell("jurisdiction", "eu"),
        language=cell("language", "en"),
        kind=cell("kind", Engagement.EMPLOYEE),
        last_day=cells.get("last_day", ""),
        changes=plan.changes,
        errors=tuple(plan.read.errors),
    )


def _units(planned: list[_Planned]) -> dict[str, Unit]:
    names = {plan.read.cells["unit"] for plan in planned if "unit" in plan.read.cells}
    there = set(Unit.objects.filter(name__in=names).values_list("name", flat=True))
    Unit.objects.bulk_create([Unit(name=name) for name in sorted(names - there)])
    return {unit.name: unit for unit in Unit.objects.filter(name__in=names)}


def _add(planned: list[_Planned], units: dict[str, Unit]) -> list[Employee]:
    people: list[Employee] = []
    for plan in planned:
        cells, language = plan.read.cells, plan.read.cells.get("language", "en")
        user = User(email=cells["email"], language=language)
        user.set_unusable_password()
        people.append(
            Employee(
                **{name: cells[name] for name in PLAIN if name in cells},
                unit=units.get(cells.get("unit", "")),
                status=Status.LEAVER if plan.read.last_day else Status.ACTIVE,
                last_day=plan.read.last_day,
                since=clock.now(),
                user=user,
            )
        )
    User.objects.bulk_create([row.user for row in people if row.user is not None])
    return Employee.objects.bulk_create(people)


def _change(plan: _Planned, units: dict[str, Unit], actor: Actor) -> None:
    known, read = plan.known, plan.read
    if known is None:
        return
    signin = bool({"email", "login"} & set(plan.changes))
    for name in plan.changes:
        if name in PLAIN:
            setattr(known, name, read.cells[name])
    if "unit" in plan.changes:
        known.unit = units[read.cells["unit"]]
    if "last_day" in plan.changes:
        known.status, known.last_day = Status.LEAVER, read.last_day
    known.save()
    if signin and known.user is not None:
        _change_login(known.user, known.email)
    owner = known.owner
    record(Act.PERSON_CHANGED, actor, About(owner, details={"columns": list(plan.changes)}))
    announce.ask_again(owner)


def _change_login(user: User, email: str) -> None:
    """Let the login follow the address; for 72 hours nothing can be allowed under it."""
    user.email, user.changed_by_other = email, clock.now()
    user.save(update_fields=["email", "changed_by_other"])


__all__ = ["Applied", "ImportRefused", "Preview", "Row", "apply", "decode", "preview"]
