"""Makes the demonstration company, each step by the act of the person who does it."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from capture.agent.enrolment import login_name
from demo.company import HERE, Company, Persona, company
from demo.models import DemoMark
from governance import clock
from governance.audit.record import SYSTEM
from governance.directory.models import Employee, Unit, User
from governance.directory.people import NewPerson, add
from governance.errors import Refusal
from governance.purposes import approvals, proposals, versions
from governance.purposes.models import PurposeVersion, Verdict

FOUNDED = timedelta(days=-30)
PROPOSED = timedelta(days=-4)


class NotEmpty(Refusal):
    """The database holds people who were not invented."""

    code = "demonstration-not-empty"
    message = _("This database holds people. The demonstration needs an empty one.")
    remedy = _("Point DATABASE_URL and KEYS_DATABASE_URL at new databases, or unset DEMO.")


class NoDemonstration(Refusal):
    """DEMO is not set."""

    code = "no-demonstration"
    message = _("The demonstration is made only where DEMO=1 is set.")
    remedy = _("Start Sayso with ./run.")


def seed() -> bool:
    """Make the company where it is not there; return whether it was made.

    Raises:
        NoDemonstration: DEMO is not set.
        NotEmpty: there are people already, and no mark.
    """
    if not settings.DEMO:
        raise NoDemonstration
    if DemoMark.objects.exists():
        return False
    if User.objects.exists():
        raise NotEmpty
    DemoMark.objects.create(since=clock.today())
    described = company()
    with clock.shifted(FOUNDED):
        _people(described)
    with clock.shifted(PROPOSED):
        _purpose(described)
    return True


def employee(persona: Persona) -> Employee:
    """Return the row of one of the people."""
    return Employee.objects.select_related("user", "unit").get(email=persona.email)


def _people(described: Company) -> None:
    for name in described.confidential_units:
        Unit.objects.get_or_create(name=name, defaults={"confidential": True})
    for persona in described.people:
        person = NewPerson(
            name=persona.name,
            email=persona.email,
            login=persona.login or login_name(),
            unit=persona.unit,
            language=persona.language,
            roles=persona.roles,
        )
        add(person, SYSTEM)


def _purpose(described: Company) -> PurposeVersion:
    proposal = proposals.read((HERE / described.purpose).read_text(encoding="utf-8"))
    author = _user(described, described.author)
    version = versions.propose(proposal.slug, proposal.facts, author)
    for word in described.approvals:
        user = _user(described, word.by)
        version = approvals.decide(version, user, word.role, Verdict.APPROVED, word.note)
    return version


def _user(described: Company, key: str) -> User:
    user = employee(described.persona(key)).user
    if user is None:
        raise User.DoesNotExist
    return user
