"""The log as a page: search by GET, pages without gaps, export as a stream."""

import csv
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.accountability.models import DayTotal
from governance.audit.acts import Act, Role
from governance.audit.models import AuditEntry
from tests.governance.audit.bulk import entries


def page(officer, **query):
    return officer.get(reverse("compliance:log"), query)


def test_a_search_narrows_what_is_shown(officer):
    entries(3)
    shown = page(officer, act=Act.LOG_EXPORTED).content.decode()
    assert shown.count('<th scope="row" class="rec">') == 3
    assert "No entry fits." in page(officer, act=Act.RECALL_ISSUED).content.decode()


def test_older_entries_are_a_link_away(officer):
    entries(120)
    seen, address = 0, reverse("compliance:log")
    for _ in range(9):
        answer = officer.get(address)
        seen += answer.content.decode().count('<th scope="row" class="rec">')
        address = answer.context["older"]
        if not address:
            break
    # the entries of the company itself are there too
    assert seen >= 120
    assert not address


@pytest.mark.parametrize("typed", ["2026-13-01", "yesterday", "2026-02-30"])
def test_a_day_that_is_none_is_named_beside_its_field(officer, typed):
    answer = page(officer, since=typed)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'href="#since"' in text
    assert f"“{typed}” is not a day. Write 2026-09-30." in text


@pytest.mark.parametrize(
    "query",
    [
        {"role": "x"}, {"act": "'; --"}, {"before": "2026-99-99.x"}, {"before": "x" * 9000},
        {"before": "2026-99-99.00000000-0000-0000-0000-000000000000"},
        {"before": "2026-11-11.------------------------------------"},
        {"purpose": "\x00"}, {"since": "0000-00-00"}, {"until": "9" * 200},
    ],
)  # fmt: skip
def test_an_address_that_somebody_typed_breaks_nothing(officer, query):
    assert page(officer, **query).status_code in {200, 422}


def test_totals_stand_in_place_of_what_people_did(officer):
    day = clock.today() - timedelta(days=1)
    DayTotal.objects.create(day=day, act=Act.CONSENT_GIVEN, people=20)
    assert "About 20 people" in page(officer).content.decode()
    assert "About 20 people" in page(officer, role=Role.EMPLOYEE).content.decode()
    assert "About 20 people" not in page(officer, role=Role.HR).content.decode()


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_is_streamed_and_is_in_the_log(officer, form):
    entries(10)
    DayTotal.objects.create(day=clock.today(), act=Act.CONSENT_GIVEN, people=20)
    answer = officer.post(reverse("compliance:log_export"), {"format": form})
    assert answer.streaming
    assert f".{form}" in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode()
    lines = list(csv.DictReader(StringIO(text))) if form == "csv" else _json_lines(text)
    assert sum(line["act"] == Act.LOG_EXPORTED for line in lines) == 11
    assert str(lines[-1]["people"]) == "20"
    assert AuditEntry.objects.filter(act=Act.LOG_EXPORTED, role=Role.COMPLIANCE).count() == 11


def test_an_export_holds_what_the_search_shows(officer):
    entries(4)
    wanted = {"format": "jsonl", "role": Role.HR}
    answer = officer.post(reverse("compliance:log_export"), wanted)
    (first,) = b"".join(answer.streaming_content).splitlines()
    assert json.loads(first)["type"] == "checkpoint"


def test_an_export_is_no_link(officer):
    assert officer.get(reverse("compliance:log_export")).status_code == 405


def test_an_unknown_format_is_not_there(officer):
    assert officer.post(reverse("compliance:log_export"), {"format": "xml"}).status_code == 404


def test_ten_thousand_entries_cost_as_many_queries_as_ten(officer):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            page(officer, act=Act.LOG_EXPORTED)
        return len(caught)

    entries(10)
    queries()
    few = queries()
    entries(10_000)
    assert queries() == few


def _json_lines(text: str):
    first, *lines = text.splitlines()
    assert json.loads(first)["type"] == "checkpoint"
    return [{"people": "", **json.loads(line)} for line in lines]
