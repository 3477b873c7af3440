"""Workers carry requests out by id; a sweep finds what was lost, and nothing is done twice."""

import json
from datetime import date, timedelta

import pytest

from config.celery import app
from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.models import AuditClosed, AuditEntry
from governance.consent import decisions
from governance.consent.models import Consent
from governance.erasure.models import Erasure
from governance.keys.models import PersonKey
from governance.rights import executing, links, machine, queries, requests, tasks
from governance.rights.models import CounterSignature, RightsRequest, State
from governance.signing import decode
from tests import factories
from tests.redaction import batches
from tests.requests import carried_out, compliance, confirmed, done, hr
from training.models import Episode

LATER = timedelta(minutes=4)


def swept() -> date:
    """Let the sweep run when every request may end; return the day on which that is."""
    with clock.shifted(LATER):
        tasks.sweep()
        return clock.today()


def test_every_task_that_is_announced_is_one_that_a_worker_knows():
    told = {machine.EXECUTE, machine.TELL, links.SEND, requests.TELL}
    planned = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert told <= set(app.tasks)
    assert {"governance.rights.tasks.sweep", "governance.rights.tasks.sweep_letters"} <= planned


@pytest.fixture
def ordered(lasting_company):
    """A request that HR ordered to be carried out."""
    factories.allow(lasting_company.employee)
    request = confirmed(lasting_company.employee)
    return machine.step(request, "execute", hr(), Role.HR)


def test_a_lost_task_is_made_up_for_by_the_sweep(ordered):
    tasks.sweep()
    ordered.refresh_from_db()
    assert ordered.erasure is not None
    done(ordered)
    day = swept()
    ordered.refresh_from_db()
    assert (ordered.state, ordered.closed_on) == (State.FULFILLED, day)


def test_carrying_out_twice_does_it_once(ordered):
    for _ in range(3):
        tasks.execute(str(ordered.pk))
    assert Erasure.objects.filter(everything=True).count() == 1
    ordered.refresh_from_db()
    done(ordered)
    for _ in range(3):
        swept()
    assert AuditEntry.objects.filter(act=Act.ERASURE_DONE).count() == 1


def test_a_request_is_not_fulfilled_before_its_erasure_is(ordered):
    tasks.execute(str(ordered.pk))
    swept()
    ordered.refresh_from_db()
    assert ordered.state == State.EXECUTING
    assert not queries.progress(ordered).finished
    assert queries.certificate_of(ordered) is None
    assert queries.certificate_sha256(ordered) == ""


def test_one_request_that_fails_holds_up_no_other(ordered, lasting_company, monkeypatch):
    other = machine.step(confirmed(lasting_company.other), "execute", hr(), Role.HR)
    begin = executing.begin

    def fail_once(request_id):
        return 1 / 0 if request_id == ordered.pk else begin(request_id)

    monkeypatch.setattr(executing, "begin", fail_once)
    tasks.sweep()
    other.refresh_from_db()
    assert other.erasure is not None


def test_nothing_begins_before_it_was_ordered(lasting_company):
    request = confirmed(lasting_company.employee)
    tasks.execute(str(request.pk))
    tasks.sweep()
    assert Erasure.objects.count() == 0


def test_consent_ends_and_the_row_of_the_directory_stays(ordered, lasting_company):
    employee = lasting_company.employee
    tasks.execute(str(ordered.pk))
    ordered.refresh_from_db()
    done(ordered)
    swept()
    employee.refresh_from_db()
    assert Consent.objects.get(owner=employee.owner).decision == "withdrawn"
    assert not PersonKey.objects.filter(owner=employee.owner).exists()
    assert not Episode.objects.filter(owner=employee.owner).exists()


def test_no_entry_of_an_erasure_under_way_makes_a_new_key_for_the_person(lasting_company):
    employee = lasting_company.employee
    factories.allow(employee)
    decisions.withdraw(employee, lasting_company.slug)  # its erasure ends after the other
    assert carried_out(confirmed(employee)).state == State.FULFILLED
    assert not PersonKey.objects.filter(owner=employee.owner).exists()
    assert not AuditClosed.objects.filter(owner=employee.owner).exists()


@pytest.mark.parametrize("part", [False, True])
def test_the_certificate_of_a_request_counts_all_that_went(lasting_company, part):
    employee = lasting_company.employee
    factories.allow(employee)
    device = batches.device(employee)
    for _ in range(3):
        batches.work(batches.accept(employee, device))
    batches.accept(employee, device)
    request = confirmed(employee)
    if part:
        machine.step(request, "answer_in_part", hr(), Role.HR, "legal_claims", "A dispute.")
        waiting = CounterSignature.objects.get(request=request)
        machine.countersign(waiting, True, compliance(), "")
        request.refresh_from_db()
    payload = json.loads(decode(queries.certificate_of(carried_out(request))["payload"]))
    assert (payload["deleted"]["episodes"], payload["deleted"]["inbox"]) == (3, 1)
    assert payload["keys_destroyed"] >= 1
    assert Episode.objects.count() == 0
    assert payload["answers"]["kept"] == ("legal_claims" if part else None)


def test_an_erasure_in_part_keeps_what_proves_decisions(lasting_company):
    employee = lasting_company.employee
    factories.allow(employee)
    request = confirmed(employee)
    machine.step(request, "answer_in_part", hr(), Role.HR, "legal_claims", "There is a dispute.")
    waiting = CounterSignature.objects.get(request=request)
    machine.countersign(waiting, True, compliance(), "")
    tasks.execute(str(request.pk))
    request.refresh_from_db()
    done(request)
    swept()
    request = RightsRequest.objects.get(pk=request.pk)
    assert request.state == State.PARTLY_FULFILLED
    assert PersonKey.objects.filter(owner=employee.owner).exists()
    assert not Erasure.objects.get(pk=request.erasure).everything


def test_all_erasures_are_seen_at_one_pace(ordered, lasting_company):
    """However soon the work is done, each step is seen at its time and the end at 90 seconds."""
    other = machine.step(confirmed(lasting_company.other), "execute", hr(), Role.HR)
    for request in (ordered, other):
        executing.begin(request.pk)
        request.refresh_from_db()
    done(ordered)
    begun = ordered.steps.get(move="begin").at
    found = []
    for seconds in (0, 4, 6, 21, 26, 31, 80):
        with clock.at(begun + timedelta(seconds=seconds)):
            found.append(queries.progress(ordered).done)
            tasks.sweep()
    assert found == [0, 0, 1, 2, 3, 4, 4]
    ordered.refresh_from_db()
    assert ordered.state == State.EXECUTING
    with clock.at(begun + timedelta(seconds=91)):
        tasks.sweep()
    ordered.refresh_from_db()
    assert queries.progress(ordered).finished
