"""Compliance is told of a probe that failed; no list of people shows whom it invents."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from governance import clock
from governance.accountability import probes
from governance.accountability.probes import Outcome
from governance.audit.acts import Role
from governance.directory import invented
from pages.compliance.overview import PROBE


@pytest.mark.parametrize("outcome", [one for one in Outcome if one not in probes.WELL])
def test_compliance_reads_of_a_probe_that_failed(officer, company, settings, outcome):
    with translation.override("en"):
        words = str(PROBE[outcome])
    probes.note(outcome)
    assert words not in officer.get(reverse("compliance:overview")).content.decode()
    settings.PROBE_PURPOSE = company.slug
    assert words in officer.get(reverse("compliance:overview")).content.decode()
    probes.note(Outcome.PASSED)
    assert words not in officer.get(reverse("compliance:overview")).content.decode()


def test_no_list_of_hr_shows_the_invented_person(company, as_person, with_second_factor):
    with clock.shifted(timedelta(days=-30)):
        invented.person("eu")
    page = as_person(company.staff[Role.HR]).get(reverse("hr:directory")).content.decode()
    assert company.employee.name in page
    assert invented.NAME not in page
