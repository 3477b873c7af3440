"""A legal hold in the browser: every page of it is sound at each width and in both looks."""

import pytest
from django.urls import reverse

from governance.audit.acts import Role
from governance.directory.models import Employee
from governance.holds import acts, opening
from tests.governance.holds.conftest import Holding, at
from tests.journeys.conftest import with_a_factor
from tests.journeys.sound import TELEPHONE, WIDE, sound

__all__ = ["Holding", "at"]
pytestmark = pytest.mark.browser


@pytest.fixture
def placed(at, lasting_company):
    """A hold with an opening that runs and objections, another one that is proposed."""
    for user in (at.first, at.second, at.knows):
        with_a_factor(user.employee)
    hold = at.place()
    acts.object_own(hold.pk, at.person)
    acts.object_as_representative(hold.pk, at.knows, "No order was shown to me.")
    opening.begin(hold.pk, "Order of 3 March 2027, 324 O 118/26", at.first)
    at.propose(matter="authority", outside="Bundesnetzagentur", reference="BK 7-26")
    return hold


def test_every_page_is_sound(placed, at, lasting_company, watched):
    pages = {
        at.person: ("employee:holds", "employee:home", "employee:my_data"),
        Employee.objects.get(user=at.second): (
            "compliance:holds",
            "compliance:hold",
            "compliance:overview",
        ),
        lasting_company.staff[Role.REPRESENTATIVE]: (
            "representative:holds",
            "representative:hold",
        ),
    }
    for who, names in pages.items():
        window = watched(who)
        for name in names:
            window.page.goto(reverse(name, args=[placed.pk] if name.endswith(":hold") else []))
            sound(window, widths=(WIDE, TELEPHONE))
