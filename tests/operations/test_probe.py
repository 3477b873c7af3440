"""The hourly probe: a real withdrawal on two real agents, and an alarm where it does not hold."""

from datetime import timedelta

import pytest
from django.db import transaction

from governance import clock
from governance.accountability import figures, measures, probes
from governance.accountability.models import ProbeRun
from governance.accountability.probes import Outcome
from governance.audit.acts import Act, Role
from governance.audit.models import AuditEntry
from governance.directory import invented
from governance.directory.models import Employee
from governance.leases import persons
from operations.probe import probing
from tests import company as stacked
from tests import factories
from tests.capture.ingest.desk import enrolled
from tests.stack import Stack


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


def test_a_probe_without_an_answer_is_an_alarm_and_in_the_log(on, probe, settings):
    settings.PUBLIC_URL = "http://127.0.0.1:9"
    probing.probe()
    assert probes.alarm().outcome == Outcome.NO_ANSWER
    (entry,) = AuditEntry.objects.filter(act=Act.PROBE_FAILED)
    assert (entry.subject, entry.role) == ("no-answer", Role.SYSTEM)


def test_a_probe_that_is_missing_for_two_hours_is_an_alarm(on, settings):
    assert probes.alarm() == probes.Alarm(None, None)
    probes.note(Outcome.PASSED)
    assert probes.alarm() is None
    with clock.shifted(timedelta(hours=2, minutes=1)):
        assert probes.alarm().outcome is None
    settings.PROBE_PURPOSE = ""
    with clock.shifted(timedelta(hours=2, minutes=1)):
        assert probes.alarm() is None


def test_withdrawing_holds_on_two_computers_of_the_running_product():
    stack = Stack(SAYSO_PROBE_PURPOSE="bookings")
    try:
        stack.up()
        stacked.make(stack, "somebody")
        stack.shell(
            "from datetime import timedelta\nfrom governance import clock\n"
            "from governance.directory import invented\n"
            "with clock.shifted(timedelta(days=-30)):\n    invented.person('eu')\nanswer = True"
        )
        assert "well" in stack.manage("probe")
        found = stack.shell(
            stacked.COUNTS + "from governance.accountability.models import ProbeRun\n"
            "from governance.audit.models import AuditEntry\n"
            "answer = [answer, ProbeRun.objects.get().outcome,"
            " AuditEntry.objects.filter(act='probe-passed').count()]"
        )
        assert found == [[0, 0, 0], "passed", 1]
    finally:
        stack.down()
