"""A batch becomes redacted, sealed episodes: what is stored, what is not, and when."""

from datetime import timedelta

import pytest
from django.db import transaction

from governance import clock
from governance.audit import totals
from governance.audit.acts import Role, Total
from governance.consent import decisions
from governance.devices import forgetting
from governance.purposes.kinds import Kind
from governance.stops import stop
from redaction import failures, inbox, redacting, storing
from redaction.faults import ContentFault
from redaction.models import Failure, InboxBatch
from tests import factories
from tests.redaction import batches
from training import own, take_back
from training.models import Episode


def bodies(person):
    return [view.body for view in own.every(person.owner)]


def test_a_batch_is_redacted_stored_and_listed(person, device):
    batches.work(batches.accept(person, device))
    page = own.list_own(person.owner)
    assert (page.total, InboxBatch.objects.count()) == (1, 0)
    body = page.episodes[0].body
    assert [step.do for step in body.steps] == [
        "app_switch", "window", "click", "shortcut", "type_text",
    ]  # fmt: skip
    assert "<EMAIL_1>" in body.steps[-1].text
    assert batches.SECRET not in body.to_bytes().decode()
    assert totals.of_today(Total.STORED) == 1


def test_the_names_of_the_directory_are_masked(person, device):
    typed = batches.actions(f"ask {person.name} about it")
    batches.work(batches.accept(person, device, batches.episode(person, actions=typed)))
    text = bodies(person)[0].steps[-1].text
    assert not set(person.name.split()) & set(text.replace("<", " ").split())


def test_a_row_shows_neither_what_nor_how_much_was_done(person, device):
    short = batches.episode(person, actions=batches.actions("a")[-1:])
    longer = batches.episode(person, actions=batches.actions("plain words " * 10))
    batches.work(batches.accept(person, device, short, longer))
    rows = list(Episode.objects.all())
    assert len({len(row.sealed) for row in rows}) == 1
    assert {row.goes_on for row in rows} == {clock.today() + timedelta(days=180)}
    assert {row.rests_until for row in rows} == {clock.today() + timedelta(days=3)}
    assert not any(b"Sheets" in bytes(row.sealed) for row in rows)


def test_what_was_withdrawn_while_it_was_redacted_is_not_stored(person, device, monkeypatch):
    batch = batches.accept(person, device)
    withdrawn_while_redacting(monkeypatch, lambda: decisions.withdraw(person, "bookings"))
    batches.work(batch)
    assert (Episode.objects.count(), InboxBatch.objects.count()) == (0, 0)
    assert failures.take(device.pk) == [(batch.seq, ContentFault.CONSENT_ENDED)]
    assert failures.take(device.pk) == []


def test_the_test_above_goes_red_without_the_fence(person, device, monkeypatch):
    batch = batches.accept(person, device)
    with transaction.atomic():
        before = storing.fence.hold(person.owner, ["bookings"])
    withdrawn_while_redacting(monkeypatch, lambda: decisions.withdraw(person, "bookings"))
    monkeypatch.setattr(storing.fence, "hold", lambda *_: before)
    batches.work(batch)
    assert Episode.objects.count() == 1


def test_a_kind_refused_while_it_was_redacted_is_left_out(person, device, monkeypatch):
    batch = batches.accept(person, device)
    withdrawn_while_redacting(
        monkeypatch, lambda: decisions.refuse(person, "bookings", Kind.SCREEN_OPERATIONS)
    )
    batches.work(batch)
    steps = bodies(person)[0].steps
    assert "window" not in {step.do for step in steps}
    assert [step.name for step in steps if step.do == "click"] == [None]


def test_allowed_anew_after_a_withdrawal_brings_nothing_old_back(person, device, monkeypatch):
    batch = batches.accept(person, device)

    def there_and_back():
        decisions.withdraw(person, "bookings")
        factories.allow(person)

    withdrawn_while_redacting(monkeypatch, there_and_back)
    batches.work(batch)
    assert Episode.objects.count() == 0


def test_under_a_stop_batches_wait_unopened_and_untried(person, device, monkeypatch):
    batch = batches.accept(person, device)
    with monkeypatch.context() as patch:
        patch.setattr("redaction.opening.open_batch", lambda *_: pytest.fail("opened"))
        stop.begin("a test", None, Role.COMPLIANCE)
        batches.work(batch)
    batch.refresh_from_db()
    assert batch.attempts == 0
    stop.Stop.objects.all().delete()
    with clock.shifted(inbox.CLAIM * 2):
        batches.work(batch)
    assert Episode.objects.count() == 1


def test_a_stop_while_redacting_keeps_the_batch(person, device, monkeypatch):
    batch = batches.accept(person, device)
    withdrawn_while_redacting(monkeypatch, lambda: stop.begin("a test", None, Role.COMPLIANCE))
    batches.work(batch)
    assert (Episode.objects.count(), InboxBatch.objects.count()) == (0, 1)


def test_what_a_device_has_not_forgotten_yet_is_not_stored(person, device):
    other = batches.episode(person, application="Cargo Desk", actions=batches.actions()[1:])
    early = batches.accept(person, device, other)
    forgetting.ask(person.owner, application="Cargo Desk")
    batches.work(batches.accept(person, device, batches.episode(person), other))
    heard(device)
    batches.work(early)  # a worker opens it late, but it was accepted before
    assert [body.application for body in bodies(person)] == ["Sheets"]
    batches.work(batches.accept(person, device, other))
    assert len(bodies(person)) == 2


def test_of_a_span_only_what_came_after_it_can_still_be_meant(person, device):
    with clock.shifted(timedelta(minutes=-30)):
        before = batches.accept(person, device)
    take_back.forget(person.owner, 10)
    after = batches.accept(person, device)
    batches.work(before)
    batches.work(after)
    assert own.count(person.owner) == 1
    heard(device)
    batches.work(batches.accept(person, device))
    assert own.count(person.owner) == 2


def test_a_device_that_stays_silent_brings_nothing_back_however_late(person, device):
    with clock.shifted(timedelta(minutes=-30)):
        batches.work(batches.accept(person, device))
    take_back.forget(person.owner, 10)
    for later in (timedelta(minutes=2), timedelta(hours=20)):
        with clock.shifted(later):
            batches.work(batches.accept(person, device))
    assert own.count(person.owner) == 1  # the one from before the span, and nobody asked for it
    assert forgetting.waiting(person.owner) == ["laptop"]


def heard(device) -> None:
    """What happens when the device names the state that told the orders."""
    forgetting.heard(device.pk, [order.id for order in forgetting.pending(device.pk)])


def test_a_failure_is_told_once_and_names_no_content(person, device):
    foreign = batches.episode(person, application="Payroll", actions=batches.actions()[1:])
    batch = batches.accept(person, device, foreign)
    batches.work(batch)
    assert Episode.objects.count() == 0
    assert {row.code for row in Failure.objects.all()} == {"application-not-allowed"}


def withdrawn_while_redacting(monkeypatch, act) -> None:
    """Let something happen between redaction and storing, as another process would."""
    redact = redacting.redact

    def redact_then_act(*arguments):
        done = redact(*arguments)
        act()
        return done

    monkeypatch.setattr(redacting, "redact", redact_then_act)
