"""The hourly probe: an alarm where it fails, and nothing of it in any figure.

Its computers, as processes: `test_probe_computers.py`.
"""

import uuid
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction

from governance import clock
from governance.accountability import day_totals, figures, measures, probes
from governance.accountability.models import ProbeRun
from governance.accountability.probes import Outcome
from governance.audit.acts import Act, Role
from governance.audit.models import AuditEntry
from governance.audit.record import SYSTEM, About, Actor, record
from governance.devices import revocation
from governance.devices.models import Device
from governance.directory import invented
from governance.directory.models import Employee
from governance.keys import ring
from governance.leases import persons
from governance.purposes.facts import Application, Hours
from operations.probe import computers, probing
from redaction.models import InboxBatch, InboxState
from tests import factories
from tests.capture.ingest.desk import enrolled
from training.models import Episode


@pytest.fixture
def on(settings, company):
    settings.PROBE_PURPOSE = company.slug
    return company


@pytest.fixture
def probe(company) -> Employee:
    with clock.shifted(timedelta(days=-30)):
        return invented.person("eu")


def test_the_invented_person_is_one_and_is_found_by_leases_alone(probe):
    assert invented.person("eu").pk == probe.pk
    assert persons.of(probe.owner) == probe
    assert probe not in Employee.objects.all()
    assert probe.user is None


def test_no_figure_counts_the_invented_person(probe, company):
    people = [factories.person() for _ in range(30)]
    for person in people[:14]:
        factories.allow(person)
    with transaction.atomic(), transaction.atomic():
        figures.make("2026-W01")
        without = [one.value for one in figures.of("2026-W01")]
        transaction.set_rollback(True)
    factories.allow(probe)
    enrolled(probe)
    assert probe.owner in {row.owner for row in measures.rows(measures.Name.TAKING_PART)}
    assert probe.owner not in measures.population()
    figures.make("2026-W01")
    assert [one.value for one in figures.of("2026-W01")] == without


def test_a_probe_that_waits_for_its_notice_time_is_no_alarm(on):
    probing.probe()
    assert ProbeRun.objects.get().outcome == Outcome.WAITING
    assert probes.alarm() is None
    assert not AuditEntry.objects.filter(act__startswith="probe").exists()


@pytest.mark.parametrize(
    ("moment", "waits"),
    [
        (datetime(2026, 11, 27, 8, 30, tzinfo=UTC), True),
        (datetime(2026, 11, 27, 9, 30, tzinfo=UTC), False),
        (datetime(2026, 11, 27, 16, 45, tzinfo=UTC), True),
        (datetime(2026, 11, 28, 12, 0, tzinfo=UTC), True),
    ],
    ids=["before", "within", "it would end too late", "another day"],
)
def test_a_probe_waits_for_the_hours_of_its_purpose(settings, moment, waits):
    settings.UPLOAD_SLOT = 600
    hours = Hours(days=(1, 2, 3, 4, 5), start="09:00", end="17:00", zone="UTC")
    version = SimpleNamespace(facts=SimpleNamespace(hours=hours))
    with clock.shifted(moment - clock.now()):
        assert probing._in_hours(version) is not waits


def test_a_probe_without_an_answer_is_an_alarm_and_in_the_log(on, probe, settings):
    settings.PUBLIC_URL = "http://127.0.0.1:9"
    probing.probe()
    assert probes.alarm().outcome == Outcome.NO_ANSWER
    (entry,) = AuditEntry.objects.filter(act=Act.PROBE_FAILED)
    assert (entry.subject, entry.role) == ("no-answer", Role.SYSTEM)


def a_row(owner: str) -> None:
    row = {"version": 1, "week": "2026-W01", "policy_id": "p", "key": uuid.uuid4()}
    days = dict.fromkeys(("rests_until", "goes_on"), clock.today())
    Episode.objects.create(
        owner=owner, purpose="other", epoch=uuid.uuid4(), wrapped=b"w", sealed=b"s", **row, **days
    )


def a_batch(owner: str, state: str = InboxState.WAITING) -> None:
    InboxBatch.objects.create(
        owner=owner,
        device=uuid.uuid4(),
        seq=1,
        epochs=[],
        key="k",
        sealed=b"s",
        accepted_at=clock.now(),
        state=state,
    )


def a_quarantined_batch(owner: str) -> None:
    a_batch(owner, InboxState.QUARANTINED)


def a_key(owner: str) -> None:
    ring.week_key(ring.Place(owner, "other", uuid.uuid4(), "2026-W01"))


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("leave", [a_row, a_batch, a_quarantined_batch, a_key])
def test_nothing_is_gone_while_a_row_a_batch_or_a_key_of_any_epoch_is_left(probe, company, leave):
    leave(company.employee.owner)
    assert probing._gone(probe.owner), "what other people have is no matter of the probe"
    leave(probe.owner)
    assert not probing._gone(probe.owner)


def test_a_probe_leaves_no_device_of_an_earlier_one(probe, company):
    first, other = enrolled(probe), enrolled(company.employee)
    revocation.discard(probe.owner, SYSTEM)
    assert not Device.objects.filter(owner=probe.owner).exists()
    assert not Device.objects.get(pk=other.device).revoked
    assert AuditEntry.objects.filter(act=Act.DEVICE_REVOKED, role=Role.SYSTEM).count() == 1
    assert first.device != other.device


@pytest.mark.parametrize(("people", "shown"), [(9, []), (10, [10])])
def test_no_total_of_a_day_counts_the_invented_person(probe, company, people, shown):
    everyone = [factories.person() for _ in range(24)]
    with clock.shifted(timedelta(days=-1)):
        for one in [*everyone[:people], probe]:
            record(Act.CONSENT_GIVEN, Actor(Role.EMPLOYEE, one.owner), About(owner=one.owner))
    day_totals.make(days=1)
    assert [one.people for one in day_totals.of(act=Act.CONSENT_GIVEN)] == shown


def test_a_computer_is_told_nothing_of_the_servers_environment():
    ours = {"PATH": "/bin", "LANG": "C", "DJANGO_SECRET_KEY": "s", "DATABASE_URL": "d"}
    assert computers._environment(ours) == {"PATH": "/bin", "LANG": "C"}


def test_a_browser_is_played_only_where_the_purpose_lists_no_other_application(company):
    browser = Application(
        name="Browser", wm_class="Web", executables=("/usr/bin/web",), frame_suffix=" - Web"
    )
    facts = company.version.facts
    both = facts.model_copy(update={"applications": (browser, *facts.applications)})
    alone = facts.model_copy(update={"applications": (browser,), "sites": ("*.shop.example",)})
    assert computers._window(SimpleNamespace(facts=both)) == ("Mousepad", "/usr/bin/mousepad")
    assert computers._window(SimpleNamespace(facts=alone)) == (
        *("Web", "/usr/bin/web", "--frame", "Probe - Web", "--site", "probe.shop.example"),
    )


def test_a_probe_that_waits_takes_no_alarm_back(on):
    probes.note(Outcome.WENT_ON)
    with clock.shifted(timedelta(hours=3)):
        probes.note(Outcome.WAITING)
        assert probes.alarm().outcome == Outcome.WENT_ON
        probes.note(Outcome.PASSED)
        assert probes.alarm() is None
        probes.note(Outcome.NO_PURPOSE)
        probes.note(Outcome.WAITING)
        assert probes.alarm() is None, "it waits for its notice time, so there is a purpose"


def test_a_probe_that_is_missing_for_two_hours_is_an_alarm(on, settings):
    assert probes.alarm() == probes.Alarm(None, None)
    probes.note(Outcome.PASSED)
    assert probes.alarm() is None
    with clock.shifted(timedelta(hours=2, minutes=1)):
        assert probes.alarm().outcome is None
    settings.PROBE_PURPOSE = ""
    with clock.shifted(timedelta(hours=2, minutes=1)):
        assert probes.alarm() is None
