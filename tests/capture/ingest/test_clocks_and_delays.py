"""A clock that is an hour off, and a call that the server held up: refused, and no harm done."""

from datetime import timedelta

import pytest

from capture.ingest import callers, errors, holding
from capture.ingest.limits import UPLOAD_MAX
from capture.protocol.codes import Code
from capture.protocol.signatures import RequestParts, SignatureRefused
from governance import clock
from governance.devices import authentication
from governance.devices.errors import CallOvertaken, CounterReused
from redaction.models import InboxBatch
from tests import factories
from tests.capture.ingest.desk import BATCHES, HOST, Desk, enrolled, leased, row_of, send
from tests.capture.ingest.test_uploads import accepted, refused

WAIT = "/agent/v1/wait"
HOUR = timedelta(hours=1)
BOTH_WAYS = pytest.mark.parametrize("off", [HOUR, -HOUR], ids=["ahead", "behind"])


@pytest.fixture
def desk(company) -> Desk:
    factories.allow(company.employee)
    one = enrolled(company.employee)
    one.say()
    leased(one)
    return one


@BOTH_WAYS
def test_with_the_servers_clock_an_hour_off_nothing_is_accepted_and_the_answer_says_why(desk, off):
    body = desk.batch(1)
    headers = desk.headers(BATCHES, body)
    with clock.shifted(off):
        error = refused(send(BATCHES, body, headers), Code.SIGNATURE_EXPIRED)
    assert "clock" in error.remedy.lower()
    assert InboxBatch.objects.count() == 0
    assert accepted(desk.post(BATCHES, body)) == 1


@BOTH_WAYS
def test_with_the_devices_clock_an_hour_off_it_gets_no_lease_and_loses_nothing(desk, off):
    before, body = row_of(desk.device).leases, desk.wait_body()
    with clock.shifted(off):
        headers = desk.headers(WAIT, body)
    lower = tuple((name.lower(), value) for name, value in headers.items())
    with pytest.raises(SignatureRefused) as caught:
        holding.admit(RequestParts("POST", HOST, WAIT, lower, body))
    assert caught.value.code is Code.SIGNATURE_EXPIRED
    row = row_of(desk.device)
    assert (row.leases, row.revoked) == (before, False)
    assert accepted(desk.post(BATCHES, desk.batch(1))) == 1


def test_a_call_that_was_held_up_and_overtaken_does_not_look_like_a_copied_key(desk):
    late = clock.now() - authentication.HELD_UP - timedelta(seconds=1)
    authentication.authenticate(desk.thumbprint, 50)
    with pytest.raises(CallOvertaken) as caught:
        authentication.authenticate(desk.thumbprint, 49, late)
    assert errors.code_of(caught.value) is Code.UNAVAILABLE
    assert authentication.authenticate(desk.thumbprint, 51).device == desk.device


def test_a_call_that_was_held_up_but_not_overtaken_counts(desk):
    late = clock.now() - HOUR
    assert authentication.authenticate(desk.thumbprint, 50, late).device == desk.device


def test_a_used_counter_still_shows_a_copied_key_where_nothing_was_held_up(desk):
    authentication.authenticate(desk.thumbprint, 50)
    with clock.at(clock.now()), pytest.raises(CounterReused):
        authentication.authenticate(desk.thumbprint, 50, clock.now())
    assert row_of(desk.device).revoked


def test_what_the_server_measures_is_its_own_delay_not_the_devices_clock(desk):
    """A signature of 50 seconds ago is no call that was held up here."""
    body, now = desk.batch(1), clock.now()
    with clock.at(now - timedelta(seconds=50)):
        headers = desk.headers(BATCHES, body, counter=60)
    lower = tuple((name.lower(), value) for name, value in headers.items())
    parts = RequestParts("POST", HOST, BATCHES, lower, body)
    assert len(body) <= UPLOAD_MAX
    with clock.at(now):
        callers.device(parts)
        with pytest.raises(CounterReused):
            callers.device(parts)
