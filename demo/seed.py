"""Makes the demonstration company, each step by the act of the person who does it."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from capture.agent.enrolment import login_name
from demo import past
from demo.company import company
from demo.described import Company, Persona
from demo.models import DemoMark
from governance import clock
from governance.audit.record import SYSTEM
from governance.directory.models import Employee, Unit, User
from governance.directory.people import NewPerson, add
from governance.errors import Refusal

FOUNDED = 90  # days ago


class NotEmpty(Refusal):
    """The database holds people who were not invented."""

    code = "demonstration-not-empty"
    message = _("This database holds people. The demonstration needs an empty one.")
    remedy = _("Point DATABASE_URL and KEYS_DATABASE_URL at new databases, or unset DEMO.")


class NoDemonstration(Refusal):
    """DEMO is not set, or the database is not that of a demonstration."""

    code = "no-demonstration"
    message = _("The demonstration is made only where DEMO=1 is set.")
    remedy = _("Start Sayso with ./run.")


def seed() -> bool:
    """Make the company where it is not there, all of it or nothing; return whether it was made.

    Raises:
        NoDemonstration: DEMO is not set.
        NotEmpty: there are people already, and no mark.
    """
    if not settings.DEMO:
        raise NoDemonstration
    if not DemoMark.objects.exists():
        if User.objects.exists():
            raise NotEmpty
        DemoMark.objects.create(since=clock.today())
    if User.objects.exists():
        return False
    with transaction.atomic():
        for happening in sorted(_everything(company()), key=lambda one: -one.days):
            with clock.shifted(-timedelta(days=happening.days)):
                happening.do()
    return True


def employee(persona: Persona) -> Employee:
    """Return the row of one of the people."""
    return Employee.objects.select_related("user", "unit").get(email=persona.email)


def enter(persona: Persona) -> Employee:
    """Add one of the people to the directory."""
    person = NewPerson(
        name=persona.name,
        email=persona.email,
        login=login_of(persona),
        unit=persona.unit,
        jurisdiction=persona.jurisdiction,
        language=persona.language,
        kind=persona.kind,
        roles=persona.roles,
    )
    return add(person, SYSTEM)


def login_of(persona: Persona) -> str:
    """Return the login of a person's desktop: of whoever runs this where it is left empty."""
    return login_name() if persona.login == "" else persona.login or persona.key


def _everything(described: Company) -> Iterator[past.Happening]:
    yield past.Happening(FOUNDED, lambda: _found(described))
    yield from past.everything(described, employee)


def _found(described: Company) -> None:
    for unit in described.units:
        Unit.objects.create(name=unit.name, confidential=unit.confidential)
    for persona in described.people:
        enter(persona)
