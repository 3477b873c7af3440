"""Somebody asked to see a choice: one quiet button, and no name goes anywhere."""

from django.urls import reverse

from governance.accountability import choice_asked
from governance.accountability.models import ChoiceAsked
from governance.audit.models import AuditEntry


def test_the_button_stands_on_the_page_of_rights(browser):
    said = browser.get(reverse("employee:rights")).content.decode()
    assert "Someone asked me to show my choice" in said


def test_the_report_names_nobody_and_the_page_says_so(browser, company):
    before = AuditEntry.objects.count()
    answer = browser.post(reverse("employee:choice_asked"))
    assert "no name is passed on" in answer.content.decode()
    assert choice_asked.unseen()
    row = ChoiceAsked.objects.get()
    assert {field.name for field in row._meta.fields} == {"id", "week", "seen_on"}
    assert AuditEntry.objects.count() == before


def test_a_second_report_in_a_week_looks_the_same_and_adds_nothing(browser):
    first = browser.post(reverse("employee:choice_asked"))
    second = browser.post(reverse("employee:choice_asked"))
    assert (first.status_code, second.status_code) == (200, 200)
    assert ChoiceAsked.objects.count() == 1
