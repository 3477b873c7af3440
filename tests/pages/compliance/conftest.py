import pytest

from governance.audit.acts import Role


@pytest.fixture
def officer(company, as_person, with_second_factor):
    """Return the browser of the compliance officer."""
    return as_person(company.staff[Role.COMPLIANCE])
