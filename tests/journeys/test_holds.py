"""A legal hold in the browser: every page of it is sound at each width and in both looks."""

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from governance.audit.acts import Role
from governance.directory.models import Employee
from governance.holds import acts, opening
from tests.governance.holds.conftest import Holding, at

__all__ = ["Holding", "at"]
pytestmark = pytest.mark.browser


@pytest.fixture
def placed(at, lasting_company):
    """A hold with an opening that runs and objections, another one that is proposed."""
    for user in (at.first, at.second, at.knows):
        kind = Authenticator.Type.TOTP
        Authenticator.objects.create(user=user, type=kind, data={"secret": "x"})
    hold = at.place()
    acts.object_own(hold.pk, at.person)
    acts.object_as_representative(hold.pk, at.knows, "No order was shown to me.")
    opening.begin(hold.pk, "Order of 3 March 2027, 324 O 118/26", at.first)
    at.propose(matter="authority", outside="Bundesnetzagentur", reference="BK 7-26")
    return hold


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_is_sound(placed, at, lasting_company, watched, scheme, width):
    representative = lasting_company.staff[Role.REPRESENTATIVE]
    officer = Employee.objects.get(user=at.second)
    pages = {
        "person-holds": (at.person, reverse("employee:holds")),
        "person-home": (at.person, reverse("employee:home")),
        "person-data": (at.person, reverse("employee:my_data")),
        "officer-list": (officer, reverse("compliance:holds")),
        "officer-one": (officer, reverse("compliance:hold", args=[placed.pk])),
        "officer-overview": (officer, reverse("compliance:overview")),
        "representative-list": (representative, reverse("representative:holds")),
        "representative-one": (
            representative,
            reverse("representative:hold", args=[placed.pk]),
        ),
    }
    for who, address in pages.values():
        window = watched(who, scheme, width)
        window.page.goto(address)
        assert window.page.evaluate("document.documentElement.scrollWidth") <= width, address
        found = Axe().run(window.page).response["violations"]
        assert [one["id"] for one in found] == [], address
        assert window.complaints == []
