"""A certificate names the releases that are called back for what it covers: those, and no others.

All comes through the real pipeline: sealed batches, redaction, rest, releases, erasure. Each person
has an episode for bookings and one for invoices, of other days and applications. Bookings is in two
releases, of which the second holds no typed text; invoices is in one.
"""

import json
from datetime import timedelta

import pytest

from governance import clock
from governance.audit.acts import Role
from governance.consent import decisions
from governance.erasure import run
from governance.erasure.models import Erasure
from governance.purposes.kinds import Kind
from governance.signing import decode
from tests import factories
from tests.redaction import batches
from tests.requests import carried_out, confirmed
from tests.training.releases.building import ALL, built
from training import take_back, tasks
from training.models import Contribution, Recall, ReleaseState
from training.own import every
from training.releases import recalls

RECORDED = timedelta(days=-4)  # and no minutes: at 23:56 that would be a day that still rests
WEEK = timedelta(days=7)
DAYS = 24 * 60
BOTH = [("bookings", 1), ("bookings", 2)]
INVOICES = [("invoices", 1)]


@pytest.fixture
def person(company):
    """One of six people who are in three releases."""
    factories.purpose("invoices", company.staff)
    with clock.shifted(timedelta(days=-30)):
        everyone = [company.employee, *(factories.person() for _ in range(5))]
    with clock.shifted(RECORDED):
        for one in everyone:
            record(one)
    releases = [built(company), built(company, kinds=ALL - {Kind.TYPED_TEXT})]
    releases.append(built(company, slug="invoices"))
    assert {release.state for release in releases} == {ReleaseState.READY}
    return everyone[0]


def record(employee) -> None:
    for slug in ("bookings", "invoices"):
        factories.allow(employee, slug)
    invoice = batches.episode(
        employee,
        "invoices",
        application="Cargo Desk",
        day=clock.today() - timedelta(days=1),
        actions=(batches.AppSwitch(to="Cargo Desk"), *batches.actions()[1:]),
    )
    device = batches.device(employee)
    batches.work(batches.accept(employee, device, batches.episode(employee), invoice))


def carried() -> None:
    for passed in range(3):
        with clock.shifted(timedelta(minutes=2 * passed)):
            for one in run.unfinished():
                run.advance(one)


def named(erasure: Erasure) -> list[tuple[str, int]]:
    """Return the releases of a certificate, in its order."""
    erasure.refresh_from_db()
    says = json.loads(decode(erasure.certificate["payload"]))
    return [(one["purpose"], one["release"]) for one in says["releases_recalled"]]


def certified(person) -> list[tuple[str, int]]:
    carried()
    return named(Erasure.objects.get(owner=person.owner))


def withdraw(person):
    decisions.withdraw(person, "bookings")


def refuse_a_kind(person):
    decisions.refuse(person, "bookings", Kind.TYPED_TEXT)


def delete_an_episode(person):
    [invoice] = [view for view in every(person.owner) if view.purpose == "invoices"]
    take_back.delete_one(person.owner, invoice.id)


def delete_a_day(person):
    [invoice] = [view for view in every(person.owner) if view.purpose == "invoices"]
    take_back.delete_day(person.owner, invoice.body.day)


def delete_an_application(person):
    take_back.delete_application(person.owner, "Cargo Desk")


def delete_all(person):
    take_back.delete_all(person.owner)


def delete_all_later(person):
    tasks.clear_moments()
    take_back.delete_all(person.owner)


def forget(person):
    take_back.forget(person.owner, 6 * DAYS)


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (withdraw, BOTH),
        (refuse_a_kind, BOTH[:1]),
        (delete_an_episode, INVOICES),
        (delete_a_day, INVOICES),
        (delete_an_application, INVOICES),
        (delete_all, BOTH + INVOICES),
        (delete_all_later, BOTH + INVOICES),
        (forget, BOTH + INVOICES),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_certificate_names_just_the_releases_that_are_called_back(person, act, expected):
    act(person)
    assert certified(person) == expected
    found = Recall.objects.order_by("release__purpose", "release__number")
    assert list(found.values_list("release__purpose", "release__number")) == expected


def test_of_a_request_for_everything_it_names_all(person):
    request = carried_out(confirmed(person))
    assert named(Erasure.objects.get(pk=request.erasure)) == BOTH + INVOICES


def test_who_is_in_no_release_gets_an_empty_list(person, company):
    other = company.other
    with clock.shifted(RECORDED):
        factories.allow(other)
    batches.work(batches.accept(other, batches.device(other)))  # it rests, so none has it
    withdraw(other)
    assert certified(other) == []
    assert not Recall.objects.exists()


def test_whom_nobody_recorded_gets_an_empty_list(person):
    request = carried_out(confirmed(None))
    assert named(Erasure.objects.get(pk=request.erasure)) == []


def test_a_recall_that_was_answered_before_the_worker_came_is_named(person, company):
    withdraw(person)
    with clock.shifted(WEEK):
        recalls.issue_round()
        for recall in Recall.objects.all():
            recalls.acknowledge(recall.pk, company.staff[Role.STEWARD].user)
    assert not Contribution.objects.filter(owner=person.owner, release__purpose="bookings")
    assert certified(person) == BOTH


def test_an_erasure_that_began_before_releases_were_noted_names_them(person):
    withdraw(person)
    Erasure.objects.update(releases=None)
    assert certified(person) == BOTH


def test_what_is_erased_later_names_only_what_is_called_back_for_it(person):
    delete_an_episode(person)
    carried()
    withdraw(person)
    carried()
    rows = Erasure.objects.filter(owner=person.owner)
    assert [named(rows.exclude(taken="").get()), named(rows.get(taken=""))] == [INVOICES, BOTH]
