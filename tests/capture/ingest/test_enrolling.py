"""Enrolment and narrowing on the wire."""

import uuid

import pytest

from capture.protocol.codes import Code
from capture.protocol.decoding import decode
from capture.protocol.messages import (
    Act,
    ConfirmRequest,
    Enrolled,
    EnrolmentOpened,
    EnrolmentRequest,
    NarrowRequest,
)
from governance.consent import decisions, pauses
from governance.consent.models import Consent, Decision
from governance.devices import enrolment, forgetting
from governance.devices.models import Device
from governance.keys import rotation, signers
from governance.signing import Use
from tests import factories
from tests.capture.ingest.desk import Desk, enrolled
from tests.capture.ingest.test_uploads import refused

OPEN = "/agent/v1/enrolments"
NARROW = "/agent/v1/narrow"


def asked(desk: Desk, login: str) -> EnrolmentRequest:
    return EnrolmentRequest(
        public_key=desk.public, login=login, host="laptop", platform="Linux x86_64", agent="a/1"
    )


def opened(desk: Desk, login: str) -> EnrolmentOpened:
    answer = desk.post(OPEN, asked(desk, login), counter=1)
    assert answer.status_code == 201, answer.content
    return decode(EnrolmentOpened, answer.content)


def confirm(desk: Desk, row: object, words: str, counter: int = 1):
    return desk.post(f"{OPEN}/{row}/confirm", ConfirmRequest(words=words), counter=counter)


def test_enrolment_from_code_to_device(company):
    desk = Desk()
    found = opened(desk, company.employee.login)
    refused(confirm(desk, found.enrolment, "amber falcon"), Code.ENROLMENT_PENDING)
    words = enrolment.enter_code(company.employee, found.code).words
    refused(confirm(desk, found.enrolment, "amber falcon amber"), Code.WORDS_WRONG)
    answer = confirm(desk, found.enrolment, words)
    assert answer.status_code == 200, answer.content
    told = decode(Enrolled, answer.content)
    assert (told.person, told.login) == (company.employee.name, company.employee.login)
    assert told.lease_key in told.lease_keys
    assert Device.objects.get(pk=told.device).thumbprint == desk.thumbprint
    refused(confirm(desk, found.enrolment, words), Code.ENROLMENT_UNKNOWN)


def test_a_new_device_is_told_of_no_lost_key(company):
    lost = signers.current_id(Use.LEASE)
    new = rotation.lost(Use.LEASE).id
    desk = Desk()
    found = opened(desk, company.employee.login)
    words = enrolment.enter_code(company.employee, found.code).words
    told = decode(Enrolled, confirm(desk, found.enrolment, words).content)
    assert [one.key for one in told.lease_keys] == [new] != [lost]


def test_three_wrong_words_end_it(company):
    desk = Desk()
    found = opened(desk, company.employee.login)
    enrolment.enter_code(company.employee, found.code)
    for code in (Code.WORDS_WRONG, Code.WORDS_WRONG, Code.ENROLMENT_EXPIRED):
        refused(confirm(desk, found.enrolment, "not these"), code)


@pytest.mark.parametrize("row", [uuid.UUID(int=7), "x", "0" * 300])
def test_an_unknown_enrolment_is_unknown(company, row):
    refused(confirm(Desk(), row, "amber falcon"), Code.ENROLMENT_UNKNOWN)


def test_another_key_than_the_one_that_opened_confirms_nothing(company):
    found = opened(Desk(), company.employee.login)
    words = enrolment.enter_code(company.employee, found.code).words
    refused(confirm(Desk(), found.enrolment, words), Code.SIGNATURE_INVALID)


def test_a_key_that_did_not_sign_opens_nothing(company):
    desk, other = Desk(), Desk()
    refused(desk.post(OPEN, asked(other, "x"), counter=1), Code.SIGNATURE_INVALID)
    refused(desk.post(OPEN, asked(desk, "x"), counter=2), Code.SIGNATURE_INVALID)


def test_too_many_enrolments_from_one_address_wait(company):
    for _ in range(enrolment.BEGUN_MOST):
        opened(Desk(), "x")
    desk = Desk()
    answer = desk.post(OPEN, asked(desk, "x"), counter=1)
    refused(answer, Code.TOO_MANY_ATTEMPTS)
    assert answer["Retry-After"] == "600"


def narrow(desk: Desk, act: Act, **more):
    return desk.post(NARROW, NarrowRequest(act=act, **more))


def test_a_device_pauses_and_ends_its_own_pause_alone(company):
    desk = enrolled(company.employee)
    assert narrow(desk, Act.PAUSE, minutes=30).status_code == 200
    assert pauses.paused_until(desk.owner) is not None
    assert narrow(desk, Act.RESUME).status_code == 200
    assert pauses.paused_until(desk.owner) is None
    pauses.pause(desk.owner, None)
    assert narrow(desk, Act.RESUME).status_code == 200
    assert pauses.paused_until(desk.owner) is not None


def test_a_device_withdraws_one_purpose_or_all(company):
    desk = enrolled(company.employee)
    factories.purpose("invoices", company.staff)
    for slug in (company.slug, "invoices"):
        factories.allow(company.employee, slug)
    assert narrow(desk, Act.WITHDRAW, purpose="invoices").status_code == 200
    assert [row.decision for row in Consent.objects.order_by("purpose")] == [
        Decision.GIVEN,
        Decision.WITHDRAWN,
    ]
    assert narrow(desk, Act.WITHDRAW).status_code == 200
    assert {row.decision for row in Consent.objects.all()} == {Decision.WITHDRAWN}


def test_withdrawing_what_was_never_allowed_is_answered_alike(company):
    desk = enrolled(company.employee)
    first = narrow(desk, Act.WITHDRAW, purpose=company.slug)
    factories.allow(company.employee)
    second = narrow(desk, Act.WITHDRAW, purpose=company.slug)
    assert (
        (first.status_code, first.content) == (second.status_code, second.content) == (200, b"{}")
    )


def test_a_device_forgets_a_span(company):
    desk = enrolled(company.employee)
    assert narrow(desk, Act.FORGET, minutes=10).status_code == 200
    assert [order.minutes for order in forgetting.pending(desk.device)] == [10]
    refused(narrow(desk, Act.FORGET), Code.ENVELOPE_INVALID)


def test_nothing_is_widened_by_a_device(company):
    desk = enrolled(company.employee)
    decisions.refuse(company.employee, company.slug, factories.ORDINARY[0])
    for act in Act:
        narrow(desk, act, minutes=10)
    assert not Consent.objects.exists()
