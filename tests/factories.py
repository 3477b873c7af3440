"""People, purposes and consent for tests, made through the acts."""

import itertools
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import Group

from governance import clock
from governance.audit.acts import STAFF, Role
from governance.audit.record import SYSTEM
from governance.consent import decisions
from governance.directory.models import Employee, User
from governance.directory.people import NewPerson, add
from governance.keys import intake
from governance.purposes import approvals, versions
from governance.purposes.facts import (
    Application,
    Assessment,
    Facts,
    Hours,
    NoticeText,
)
from governance.purposes.kinds import Kind
from governance.purposes.models import PurposeVersion, Verdict

_numbers = itertools.count(1)
ORDINARY = (
    Kind.APP_SWITCHES,
    Kind.CLICKS,
    Kind.SCREEN_OPERATIONS,
    Kind.SHORTCUTS,
    Kind.TYPED_TEXT,
)


@dataclass
class Company:
    """What `company` hands out."""

    version: PurposeVersion
    employee: Employee
    other: Employee
    staff: dict[Role, Employee]

    @property
    def slug(self) -> str:
        return self.version.purpose_id


def person(name: str = "", roles: tuple[Role, ...] = (), **more) -> Employee:
    number = next(_numbers)
    return add(
        NewPerson(
            name=name or f"Person Number{number}",
            email=more.pop("email", f"person{number}@kestrel.example"),
            login=more.pop("login", f"login{number}"),
            roles=roles,
            **more,
        ),
        SYSTEM,
    )


def notice(**more) -> NoticeText:
    text = dict.fromkeys(NoticeText.model_fields, "A sentence.")
    text |= dict.fromkeys(("recorded", "basis_and_rights", "risks"), ("A paragraph.",))
    text |= {"name": "Learn how bookings are entered", **more}
    return NoticeText.model_validate(text)


def facts(**more) -> Facts:
    values = {
        "kinds": ORDINARY,
        "applications": (
            Application(name="Sheets", wm_class="Mousepad", executables=("/usr/bin/mousepad",)),
            Application(name="Cargo Desk", wm_class="Zenity", executables=("/usr/bin/zenity",)),
        ),
        "hours": Hours(days=(1, 2, 3, 4, 5, 6, 7), start="00:00", end="24:00", zone="UTC"),
        "recipients": ("Data stewards of the company",),
        "retention_days": 180,
        "legal_basis": "eu-gdpr:A6-1-a",
        "jurisdictions": ("eu",),
        "dpv_purposes": ("dpv:ResearchAndDevelopment",),
        "model_family": "Booking Agent",
        "why_free": "Nobody sees who refuses.",
        "assessment": Assessment(
            sha256="0" * 64,
            day=date(2026, 1, 1),
            residual_risk="Low.",
            representatives_said="Agreed.",
        ),
        "notices": {"en": notice()},
    }
    return Facts(**{**values, **more})


def purpose(
    slug: str = "bookings",
    staff: dict[Role, Employee] | None = None,
    approving: tuple[Role, ...] = (Role.COMPLIANCE, Role.REPRESENTATIVE),
    **more,
):
    """A purpose proposed and approved four days ago."""
    staff = staff or everyone()
    with clock.shifted(timedelta(days=-4)):
        version = versions.propose(slug, facts(**more), staff[Role.PURPOSE_OWNER].user)
        for role in approving:
            version = approvals.decide(version, staff[role].user, role, Verdict.APPROVED)
    return version


def everyone() -> dict[Role, Employee]:
    for role in STAFF:
        Group.objects.get_or_create(name=role)
    with clock.shifted(timedelta(days=-30)):
        return {role: person(f"Staff {role.title()}", (role,)) for role in STAFF}


def company() -> Company:
    staff = everyone()
    with clock.shifted(timedelta(days=-30)):
        employee, other = person("Ines Okonjo"), person("Tom Brandt")
    version = purpose(staff=staff)
    intake.rotate()
    return Company(version, employee, other, staff)


def allow(employee: Employee, slug: str = "bookings", kinds=ORDINARY) -> None:
    for kind in kinds:
        decisions.give(employee, slug, kind, "en")


def user_of(employee: Employee) -> User:
    assert employee.user is not None
    return employee.user
