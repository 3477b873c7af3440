"""Names of 80 characters without a blank stay inside their pages, narrow and wide."""

import pytest

from governance.audit.acts import Role
from governance.directory.models import Employee
from tests import factories
from tests.journeys.conftest import with_a_factor
from tests.journeys.sound import NARROW, TELEPHONE, WIDE, fits, source
from tests.pages.kept import keep

pytestmark = pytest.mark.browser

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def stay_inside(page, *paths: str) -> None:
    for path in paths:
        page.goto(path)
        assert LONG in source(page), f"{path} does not show the name"
        for width in (WIDE, TELEPHONE, NARROW):
            fits(page, width)


@pytest.fixture
def named(lasting_company):
    """Return a company where a person, a purpose and an application have a long name."""
    notices = {"en": factories.notice(name=LONG)}
    factories.purpose("long", lasting_company.staff, notices=notices)
    Employee.objects.filter(pk=lasting_company.employee.pk).update(name=LONG)
    factories.allow(lasting_company.employee, "long")
    factories.allow(lasting_company.employee)
    keep(lasting_company.employee, application=LONG)
    return lasting_company


def test_on_the_pages_of_a_person(watched, named):
    paths = ("/home/", "/purposes/", "/purposes/long/", "/my-data/", "/receipts/", "/rights/")
    stay_inside(watched(named.employee).page, *paths)


def test_on_the_pages_of_staff(watched, named):
    hr, officer = (with_a_factor(named.staff[role]) for role in (Role.HR, Role.COMPLIANCE))
    stay_inside(watched(hr).page, "/hr/directory/")
    paths = ("/compliance/", "/compliance/purposes", "/compliance/retention")
    stay_inside(watched(officer).page, *paths)
