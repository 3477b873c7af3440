"""A waiting process, and a device whose person has allowed and said Yes."""

import pytest

from tests import factories
from tests.capture.ingest.desk import Desk, enrolled
from tests.capture.ingest.waiting_server import serving


@pytest.fixture
def server(company):
    with serving() as one:
        yield one


@pytest.fixture
def desk(company) -> Desk:
    one = enrolled(company.employee)
    factories.allow(company.employee)
    one.say()
    return one
