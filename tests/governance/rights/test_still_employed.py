"""Somebody who works here asks for erasure, and goes on using the product afterwards."""

import pytest

from governance.audit import queries as audit
from governance.consent import decisions, person_state, queries, receipts
from governance.holdings import walk
from governance.keys import ring, sealing
from governance.keys.ring import KeyGone
from governance.purposes.kinds import Kind
from governance.rights import requests
from governance.rights.errors import AlreadyAsked
from governance.rights.models import State
from tests import factories
from tests.requests import carried_out

PAGES = ("/home/", "/purposes/", "/purposes/bookings/", "/my-data/", "/devices/", "/receipts/")


def test_signing_in_says_who_asks(lasting_company):
    request = requests.ask_signed_in(lasting_company.employee, "Erase all.")
    assert (request.state, request.signed_in) == (State.ASSESSING, True)
    with pytest.raises(AlreadyAsked):
        requests.ask_signed_in(lasting_company.employee, "Again.")


def test_after_everything_is_erased_pages_open_and_new_choices_can_be_made(lasting_company, client):
    employee = lasting_company.employee
    factories.allow(employee)
    request = carried_out(requests.ask_signed_in(employee, ""))
    assert request.state == State.FULFILLED
    client.force_login(employee.user)
    assert {client.get(page).status_code for page in PAGES} == {200}
    assert receipts.of(employee.owner) == []
    decisions.give(employee, "bookings", Kind.CLICKS, "en")
    assert [view.kinds for view in receipts.of(employee.owner)] == [("clicks",)]
    assert queries.state_of(employee)[0].allowed == (Kind.CLICKS,)
    assert audit.of(employee.owner)
    assert dict(walk.export(employee.owner))
    assert person_state.read(employee.owner).paused_until is None


def test_a_copy_of_a_destroyed_key_seals_nothing(lasting):
    owner = "a" * 64
    ring.person_seal(owner, b"before", "x")
    stale = ring._memory.get(f"person|{owner}")
    ring.destroy_person(owner)
    ring._memory.put(f"person|{owner}", stale)  # another process has it for a minute more
    sealed = ring.person_seal(owner, b"after", "x")
    with pytest.raises(sealing.SealBroken):
        sealing.open_sealed(stale, sealed, b"x")
    assert ring.person_open(owner, sealed, "x") == b"after"


def test_a_receipt_that_does_not_open_is_a_fault_where_nothing_was_erased(lasting_company):
    factories.allow(lasting_company.employee)
    ring.destroy_person(lasting_company.employee.owner)
    with pytest.raises(KeyGone):
        receipts.of(lasting_company.employee.owner)
