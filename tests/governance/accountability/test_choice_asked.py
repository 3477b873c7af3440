"""A report that somebody was asked to show a choice says nothing but its week."""

from governance.accountability import choice_asked
from governance.accountability.models import ChoiceAsked
from governance.audit.models import AuditEntry


def test_a_report_holds_its_week_and_nothing_of_a_person(company):
    before = AuditEntry.objects.count()
    choice_asked.report(company.employee)
    row = ChoiceAsked.objects.values().get()
    assert set(row) == {"id", "week", "seen_on"}
    assert AuditEntry.objects.count() == before


def test_one_person_makes_one_report_a_week(company):
    choice_asked.report(company.employee)
    choice_asked.report(company.employee)
    choice_asked.report(company.other)
    assert ChoiceAsked.objects.count() == 2


def test_a_report_is_unseen_until_a_representative_has_read_it(company):
    assert not choice_asked.unseen()
    choice_asked.report(company.employee)
    assert choice_asked.unseen()
    choice_asked.seen(company.other.user)
    assert not choice_asked.unseen()
