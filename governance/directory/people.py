"""Acts on the directory."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from governance import announce, clock
from governance.audit.acts import STAFF, Act, Role
from governance.audit.record import About, Actor, record
from governance.directory.models import Employee, Engagement, Status, Unit, User
from governance.errors import Refusal


class AddressTaken(Refusal):
    """E-mail or login belong to somebody already."""

    code = "address-taken"
    message = _("This e-mail address or login belongs to somebody already.")
    remedy = _("Use another one, or change the row that has it.")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A row to be.

    Attributes:
        login: the name of the desktop session, which a device must run under.
        roles: staff roles beside being an employee.
        password: None lets only other ways of signing in work.
    """

    name: str
    email: str
    login: str = ""
    unit: str = ""
    jurisdiction: str = "eu"
    language: str = "en"
    kind: str = Engagement.EMPLOYEE
    roles: tuple[Role, ...] = ()
    password: str | None = None


@transaction.atomic
def add(person: NewPerson, actor: Actor) -> Employee:
    """Add somebody with a login.

    Raises:
        AddressTaken: e-mail or login are in use.
    """
    unit = Unit.objects.get_or_create(name=person.unit)[0] if person.unit else None
    try:
        with transaction.atomic():
            user = User.objects.create_user(person.email, person.password, language=person.language)
            employee = Employee.objects.create(
                name=person.name,
                email=person.email.lower(),
                login=person.login,
                unit=unit,
                jurisdiction=person.jurisdiction,
                language=person.language,
                kind=person.kind,
                since=clock.now(),
                user=user,
            )
    except IntegrityError as error:
        raise AddressTaken from error
    user.groups.set(Group.objects.filter(name__in=[r for r in person.roles if r in STAFF]))
    record(Act.PERSON_ADDED, actor, About(owner=employee.owner))
    return employee


@transaction.atomic
def leave(employee: Employee, last: datetime, actor: Actor) -> None:
    """Note somebody's last moment: from then on nothing of theirs is recorded."""
    employee.status, employee.last_day = Status.LEAVER, last
    employee.save(update_fields=["status", "last_day"])
    record(Act.PERSON_CHANGED, actor, About(owner=employee.owner))
    announce.ask_again(employee.owner)


@transaction.atomic
def set_language(user: User, language: str) -> None:
    """Note in which language somebody reads pages, mail and the question at the computer.

    A person's own preference, and no entry of the log: there it would be a trace of their days.
    """
    User.objects.filter(pk=user.pk).update(language=language)
    Employee.objects.filter(user=user).update(language=language)
