"""Uploads: what is accepted is kept once, and every refusal has its named error."""

import uuid
from datetime import timedelta

import pytest

from capture.ingest import limits
from capture.protocol.codes import Code, ErrorAnswer
from capture.protocol.decoding import decode
from capture.protocol.messages import Accepted, BatchRequest, EpochRef, Reply
from capture.protocol.padding import padded_batch
from governance import clock
from governance.audit import totals
from governance.audit.acts import Total
from governance.audit.record import Actor, Role
from governance.consent import decisions, pauses
from governance.devices import revocation
from redaction.models import InboxBatch
from tests import factories
from tests.capture.ingest.desk import BATCHES, Desk, enrolled, leased, row_of


@pytest.fixture
def desk(company) -> Desk:
    one = enrolled(company.employee)
    factories.allow(company.employee)
    one.say()
    leased(one)
    return one


def refused(answer, code: Code) -> ErrorAnswer:
    assert answer.status_code == code.status, answer.content
    error = decode(ErrorAnswer, answer.content)
    assert error.error is code
    assert error.message
    assert error.remedy
    return error


def accepted(answer) -> int:
    assert answer.status_code == 202, answer.content
    assert len(answer.content) == 512
    return decode(Accepted, answer.content).accepted


def test_a_batch_is_kept_as_the_device_sealed_it(desk):
    body = desk.batch(1)
    assert accepted(desk.post(BATCHES, body)) == 1
    (row,) = InboxBatch.objects.all()
    assert bytes(row.sealed) == decode(BatchRequest, body).sealed
    assert (row.owner, row.device, row.seq) == (desk.owner, desk.device, 1)
    assert row_of(desk.device).accepted == 1
    assert totals.of_today(Total.UPLOADS) == 1


def test_what_took_longer_than_its_device_listens_is_not_kept(desk, monkeypatch):
    body = desk.batch(1)
    with monkeypatch.context() as slow:
        slow.setattr(limits, "KEPT_WITHIN", timedelta(seconds=-1))
        refused(desk.post(BATCHES, body), Code.UNAVAILABLE)
    assert (InboxBatch.objects.count(), row_of(desk.device).accepted) == (0, 0)
    assert accepted(desk.post(BATCHES, body)) == 1


def test_a_batch_sent_twice_is_kept_once(desk):
    body = desk.batch(1)
    for _ in range(3):
        assert accepted(desk.post(BATCHES, body)) == 1
    assert InboxBatch.objects.count() == 1


def test_an_empty_step_looks_the_same_and_stores_nothing(desk):
    noise = BatchRequest(seq=0, lease=0, epochs=(), key="", sealed=b"x" * 8192)
    empty = desk.post(BATCHES, padded_batch(noise))
    assert accepted(empty) == 0
    full = desk.post(BATCHES, desk.batch(1))
    assert accepted(full) == 1
    assert len(empty.content) == len(full.content)
    assert InboxBatch.objects.count() == 1


def test_a_gap_names_the_mark(desk):
    assert accepted(desk.post(BATCHES, desk.batch(1))) == 1
    assert refused(desk.post(BATCHES, desk.batch(3)), Code.SEQUENCE_GAP).accepted == 1


def test_a_lease_never_issued_is_unknown(desk):
    refused(desk.post(BATCHES, desk.batch(1, lease=2)), Code.LEASE_UNKNOWN)


def test_a_key_never_given_out_is_unknown(desk):
    refused(desk.post(BATCHES, desk.batch(1, key="A" * 22)), Code.KEY_UNKNOWN)


@pytest.mark.parametrize("epoch", [str(uuid.UUID(int=7)), "not-a-uuid"])
def test_an_epoch_that_is_not_live_has_ended(desk, epoch):
    refused(desk.post(BATCHES, desk.batch(1, epoch=epoch)), Code.CONSENT_ENDED)


def test_one_dead_epoch_refuses_the_whole_batch(desk):
    live = decode(BatchRequest, desk.batch(1)).epochs
    dead = EpochRef(purpose="bookings", epoch=str(uuid.uuid4()))
    refused(desk.post(BATCHES, desk.batch(1, epochs=(*live, dead))), Code.CONSENT_ENDED)
    assert not InboxBatch.objects.exists()


def test_after_a_withdrawal_nothing_is_taken(desk, company):
    body = desk.batch(1)
    decisions.withdraw(company.employee, company.slug)
    refused(desk.post(BATCHES, body), Code.CONSENT_ENDED)
    assert row_of(desk.device).accepted == 0


def test_what_was_recorded_before_a_pause_is_taken(desk):
    pauses.pause(desk.owner, None)
    assert accepted(desk.post(BATCHES, desk.batch(1))) == 1


def test_too_many_waiting_asks_to_come_later(desk, monkeypatch):
    monkeypatch.setattr(limits, "INBOX_MOST", 0)
    answer = desk.post(BATCHES, desk.batch(1))
    refused(answer, Code.TOO_MANY_WAITING)
    assert answer["Retry-After"] == "60"


def test_a_body_over_the_limit_is_too_large(desk):
    refused(desk.post(BATCHES, b"{" + b" " * limits.UPLOAD_MAX), Code.TOO_LARGE)
    refused(desk.post(BATCHES, b" " * 400_000), Code.TOO_LARGE)


def test_a_slot_that_is_neither_empty_nor_full_contradicts_itself(desk):
    body = desk.batch(1).replace(b'"lease":1', b'"lease":0')
    refused(desk.post(BATCHES, body), Code.ENVELOPE_INVALID)


def test_a_revoked_device_uploads_nothing(desk):
    body = desk.batch(1)
    revocation.revoke(desk.owner, desk.device, Actor(Role.EMPLOYEE, desk.owner))
    refused(desk.post(BATCHES, body), Code.DEVICE_REVOKED)


def test_a_stranger_s_key_is_unknown(desk):
    refused(Desk().post(BATCHES, b"{}"), Code.DEVICE_UNKNOWN)


def test_a_reused_counter_revokes_and_keeps_what_was_accepted(desk):
    assert accepted(desk.post(BATCHES, desk.batch(1))) == 1
    with clock.at(clock.now()):  # it is not held up on its way
        refused(desk.post(BATCHES, desk.batch(2), counter=desk.counter), Code.COUNTER_REUSED)
    refused(desk.post(BATCHES, desk.batch(2)), Code.DEVICE_REVOKED)
    assert InboxBatch.objects.count() == 1


def test_an_answer_to_something_else_is_no_answer(desk, company):
    one = enrolled(company.employee, "desktop")
    changes = (
        {"device": desk.device},
        {"question": uuid.uuid4()},
        {"version": 2},
        {"notice_sha256": "0" * 64},
        {"subject": f"1:{'0' * 64}:{'0' * 64}"},
        {"epoch": str(uuid.uuid4())},
        {"epoch": "not-a-uuid"},
        {"kinds": ("clicks",)},
    )
    for change in changes:
        answer = one.post("/agent/v1/answers", one.answer(Reply.YES, **change))
        refused(answer, Code.ENVELOPE_INVALID)
    stolen = desk.private
    mine = one.private
    one.private = stolen  # signed by another device's key
    foreign = one.answer()
    one.private = mine
    refused(one.post("/agent/v1/answers", foreign), Code.ENVELOPE_INVALID)
    assert one.say().status_code == 200


def test_an_answer_counts_only_while_it_is_asked(desk, company):
    one = enrolled(company.employee, "desktop")
    said = one.answer()
    decisions.withdraw(company.employee, company.slug)
    refused(one.post("/agent/v1/answers", said), Code.ENVELOPE_INVALID)
