import pytest
from django.test import Client

from governance.audit.acts import Role


@pytest.fixture
def as_person():
    """Return a signed-in browser."""

    def signed_in(employee) -> Client:
        client = Client()
        client.force_login(employee.user, "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


@pytest.fixture
def browser(company, as_person):
    return as_person(company.employee)


@pytest.fixture
def with_second_factor(company):
    """Let every member of staff have a second factor."""
    from allauth.mfa.models import Authenticator

    for role in Role:
        if person := company.staff.get(role):
            Authenticator.objects.create(
                user=person.user, type=Authenticator.Type.TOTP, data={"secret": "x"}
            )
