import pytest
from allauth.mfa.models import Authenticator

from governance.audit.acts import Role


@pytest.fixture
def officer(company):
    """Return somebody of HR with a second factor."""
    person = company.staff[Role.HR]
    Authenticator.objects.create(
        user=person.user, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )
    return person


@pytest.fixture
def hr(officer, as_person):
    """Return the browser of somebody of HR."""
    return as_person(officer)
