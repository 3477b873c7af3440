"""A person keeps less: sealed, within the fence, shorter for all that is there, longer for none."""

from datetime import timedelta

import pytest
from django.db import transaction

from governance import clock
from governance.audit import queries as log
from governance.audit.acts import ABOUT_ONE_PERSON, Act, Role
from governance.audit.models import AuditEntry
from governance.audit.record import Actor
from governance.consent import decisions, fence, pauses, person_state
from governance.consent.models import Consent, PersonState
from governance.devices.taken_over import changed_by_other
from governance.directory.closing import Closed
from governance.purposes.kinds import Kind
from governance.retention import choices
from governance.retention.choices import NotOffered
from redaction import storing
from tests import factories
from tests.redaction import batches
from tests.training.test_concurrent import at_once
from training import own
from training.models import Episode


def chosen(employee) -> dict[str, int]:
    return person_state.read(employee.owner).keep_days


def goes(employee) -> list[int]:
    """In how many days each episode goes."""
    return [(max(view.goes.values()) - clock.today()).days for view in own.every(employee.owner)]


def test_the_row_has_one_size_whoever_chose(company):
    person_state.write(company.other.owner, person_state.Private())
    with clock.shifted(timedelta(days=-1)):
        for number in range(12):
            slug = f"a-rather-long-name-of-a-purpose-{number}"
            factories.purpose(slug, staff=company.staff)
            choices.keep_at_most(company.employee, slug, 7)
    sizes = {len(bytes(row.sealed)) for row in PersonState.objects.all()}
    assert len(sizes) == 1
    assert len(chosen(company.employee)) == 12


def test_no_table_but_the_sealed_row_and_the_log_changes(company):
    before = list(Consent.objects.values())
    choices.keep_at_most(company.employee, company.slug, 7)
    assert list(Consent.objects.values()) == before
    assert chosen(company.employee) == {company.slug: 7}


@pytest.mark.parametrize("days", [1, 8, 180, 365, -7, 0])
def test_only_the_times_that_are_offered_can_be_chosen(company, days):
    with pytest.raises(NotOffered):
        choices.keep_at_most(company.employee, company.slug, days)
    assert chosen(company.employee) == {}


def test_no_time_is_offered_that_is_as_long_as_the_purpose(company):
    assert choices.offered(factories.facts(retention_days=30), "eu") == (7, 14)
    assert choices.offered(factories.facts(retention_days=5), "eu") == ()
    special = factories.facts(kinds=(Kind.POINTER_PATHS,), retention_days=180)
    assert choices.offered(special, "eu") == (7, 14, 30, 60)


def test_a_purpose_that_is_not_in_force_takes_no_choice(company):
    with pytest.raises(NotOffered):
        choices.keep_at_most(company.employee, "nothing-like-it", 7)


def test_the_choice_is_on_the_record_of_its_person_without_a_count(company):
    choices.keep_at_most(company.employee, company.slug, 14)
    (entry,) = log.of(company.employee.owner, frozenset({Act.RETENTION_CHOSEN}))
    assert (entry.purpose, entry.details, entry.by_self) == (company.slug, {"days": 14}, True)
    assert Act.RETENTION_CHOSEN in ABOUT_ONE_PERSON


def test_the_same_choice_again_is_no_second_act(company):
    for _ in range(2):
        choices.keep_at_most(company.employee, company.slug, 14)
    assert AuditEntry.objects.filter(act=Act.RETENTION_CHOSEN).count() == 1


def test_what_cannot_be_audited_is_not_chosen(person, device, monkeypatch):
    batches.work(batches.accept(person, device))
    monkeypatch.setattr(choices, "record", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        choices.keep_at_most(person, "bookings", 7)
    assert (chosen(person), goes(person)) == ({}, [180])


def test_it_can_be_chosen_before_anything_is_allowed_and_holds_then(company):
    choices.keep_at_most(company.employee, company.slug, 14)
    factories.allow(company.employee)
    batches.work(batches.accept(company.employee, batches.device(company.employee)))
    assert goes(company.employee) == [14]


def test_it_outlives_a_withdrawal_a_pause_and_a_refusal(company):
    factories.allow(company.employee)
    choices.keep_at_most(company.employee, company.slug, 14)
    pauses.pause(company.employee.owner, None)
    pauses.resume(company.employee.owner)
    decisions.refuse(company.employee, company.slug, Kind.CLICKS)
    decisions.withdraw(company.employee, company.slug)
    assert chosen(company.employee) == {company.slug: 14}


def test_what_was_accepted_before_the_choice_is_stored_by_it(person, device):
    waiting = batches.accept(person, device)
    choices.keep_at_most(person, "bookings", 7)
    batches.work(waiting)
    assert goes(person) == [7]


def test_a_longer_choice_is_for_what_comes_later_alone(person, device):
    choices.keep_at_most(person, "bookings", 7)
    batches.work(batches.accept(person, device))
    choices.keep_at_most(person, "bookings", 30)
    batches.work(batches.accept(person, device))
    choices.keep_at_most(person, "bookings", None)
    batches.work(batches.accept(person, device))
    assert sorted(goes(person)) == [7, 30, 180]


def test_a_choice_on_the_last_day_still_counts(person, device):
    batches.work(batches.accept(person, device))
    with clock.shifted(timedelta(days=179)):
        choices.keep_at_most(person, "bookings", 7)
        assert own.count(person.owner) == 0


def test_no_batch_is_stored_past_a_choice_that_is_made_meanwhile(person, device):
    """The worker holds what it stores by, so that the choice finds it or it finds the choice."""
    waiting = [batches.accept(person, device) for _ in range(16)]

    def store_half(first: int) -> None:
        for batch in waiting[first::2]:
            batches.work(batch)

    def choose() -> None:
        for days in (30, 14, 7):
            choices.keep_at_most(person, "bookings", days)

    at_once(lambda: store_half(0), lambda: store_half(1), choose)
    assert goes(person) == [7] * 16


def test_the_worker_asks_for_the_choice_under_the_lock(person, device, monkeypatch):
    """Whoever chooses after the consent was locked waits until what is stored is there."""
    held = []

    def spy(owner: object, name: str, says: str) -> None:
        real = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *args: held.append(says) or real(*args))

    spy(fence, "hold", "consent")
    spy(person_state, "hold", "choice")
    spy(storing.store, "add", "store")
    batches.work(batches.accept(person, device))
    assert held[:3] == ["consent", "choice", "store"]


def test_a_pause_at_the_same_time_does_not_lose_the_choice(person):
    def pause_often() -> None:
        for _ in range(10):
            pauses.pause(person.owner, None)
            pauses.resume(person.owner)

    def choose_often() -> None:
        for _ in range(5):
            choices.keep_at_most(person, "bookings", 14)
            choices.keep_at_most(person, "bookings", 7)

    at_once(pause_often, choose_often)
    assert chosen(person) == {"bookings": 7}


def test_who_took_the_sign_in_over_chooses_nothing(company):
    with transaction.atomic():
        changed_by_other(company.employee, Actor(Role.HR))
    with pytest.raises(Closed):
        choices.keep_at_most(company.employee, company.slug, None)


def test_the_pack_of_the_person_counts_beside_those_of_the_purpose(company):
    terms = choices.of(company.employee)
    assert terms.jurisdiction == company.employee.jurisdiction
    assert set(terms.limits(company.slug, company.version.facts)) == set(factories.ORDINARY)
    assert Episode.objects.count() == 0
