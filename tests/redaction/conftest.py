"""A person who allowed everything, with a device."""

import pytest

from tests import factories
from tests.redaction import batches


@pytest.fixture
def person(lasting_company):
    factories.allow(lasting_company.employee)
    return lasting_company.employee


@pytest.fixture
def device(person):
    return batches.device(person)
