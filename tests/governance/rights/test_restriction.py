"""Once it is known who asks, nothing of theirs goes into anything new; a refusal ends that."""

from datetime import timedelta

import pytest

from governance import clock
from governance.audit.acts import Role
from governance.audit.record import Actor
from governance.rights import machine, requests
from governance.rights.restriction import restricted
from tests import factories
from tests.redaction import batches
from tests.requests import asked, compliance, confirmed, hr, propose
from training import outlet


@pytest.fixture
def employee(lasting_company):
    factories.allow(lasting_company.employee)
    device = batches.device(lasting_company.employee)
    batches.work(batches.accept(lasting_company.employee, device))
    return lasting_company.employee


def read() -> int:
    with clock.shifted(timedelta(days=4)):
        actor = Actor(Role.STEWARD)
        return len(list(outlet.read("bookings", "dpv:ResearchAndDevelopment", actor)))


def test_a_request_keeps_its_person_out_of_new_uses_until_it_is_refused(employee):
    assert read() == 1
    request = confirmed(employee)
    assert read() == 0
    machine.countersign(propose(request), True, compliance(), "")
    assert read() == 1


def test_taking_a_request_back_ends_it_too(employee):
    request = requests.ask_signed_in(employee, "")
    assert read() == 0
    machine.step(request, "take_back", factories.user_of(employee), Role.EMPLOYEE)
    assert read() == 1


def test_nobody_stops_the_data_of_another_by_asking_under_their_name(employee):
    request = asked(employee.email, employee.name)
    assert not restricted(employee.owner)
    requests.match(request, employee, hr())
    assert not restricted(employee.owner)


def test_a_request_says_nothing_of_others(employee, lasting_company):
    confirmed(lasting_company.other)
    assert read() == 1
