"""The nightly work: an account of each run, no small number, an alarm where it does not end."""

from datetime import timedelta

import pytest

from governance import clock
from governance.accountability import rounding
from governance.audit.acts import Act
from governance.audit.models import AuditEntry
from governance.purposes.kinds import Kind
from governance.retention import nightly, queries, report
from governance.retention.models import RetentionRun
from governance.retention.queries import State
from tests import factories
from tests.training import crowd, dated


def night(number: int) -> dict[str, int]:
    with clock.shifted(timedelta(days=number)):
        return nightly.run()


def told(purpose: str = "bookings") -> dict[str, int | None]:
    run = RetentionRun.objects.order_by("-begun_at").first()
    return {line["kind"]: line["steps"] for line in run.report if line["purpose"] == purpose}


def test_the_nightly_work_leaves_an_entry_and_can_be_done_twice(company):
    first, second = nightly.run(), nightly.run()
    assert set(first) == set(second)
    assert not any(second.values())
    assert AuditEntry.objects.filter(act=Act.RETENTION_RUN, day=clock.today()).count() == 2


def test_each_run_has_an_account_whose_hash_is_in_the_log(company):
    nightly.run()
    run = RetentionRun.objects.get()
    entry = AuditEntry.objects.get(act=Act.RETENTION_RUN)
    assert (run.day, run.left, run.tally) == (clock.today(), False, {})
    assert run.ended_at is not None
    assert entry.subject == report.subject_of(run)
    assert set(told()) == set(company.version.facts.kinds)


def crowded(people: int, others: int) -> None:
    """People of whom typed text goes on the tenth day, among others."""
    for _ in range(others):
        factories.person()
    for one in crowd.people(people):
        dated.keep(one, {Kind.TYPED_TEXT: 10})
        dated.keep(one, {})


@pytest.mark.parametrize(
    ("people", "others", "expected"),
    [(9, 20, None), (10, 2, None), (10, 12, 10)],
    ids=["too-few", "too-few-outside", "enough"],
)
def test_the_account_names_a_number_only_of_ten_people_and_more(company, people, others, expected):
    crowded(people, others)
    assert night(10)["episodes"] == people
    assert told()["typed_text"] == expected
    assert told()["clicks"] is None


def test_nothing_and_too_little_look_alike(company):
    crowded(3, 20)
    night(10)
    lines = RetentionRun.objects.get().report
    night(11)
    assert RetentionRun.objects.order_by("-begun_at").first().report == lines


def test_the_number_of_people_is_that_of_the_figures():
    assert report.LEAST == rounding.LEAST


def test_one_person_met_on_two_days_of_a_broken_run_is_one_person(company):
    run = report.begin()
    for _ in range(12):
        report.add(run, "a" * 64, {("bookings", "clicks"): 1})
    run.refresh_from_db()
    assert len(run.tally["bookings"]["clicks"]["who"]) == 1
    report.end(run, {}, left=False)
    assert told()["clicks"] is None


def test_the_account_keeps_nobody_when_it_is_closed(company):
    run = report.begin()
    report.add(run, "a" * 64, {("bookings", "clicks"): 1})
    run.refresh_from_db()
    assert "a" * 64 not in str(run.tally)
    assert report.end(run, {}, left=False).tally == {}


def test_a_run_closed_by_another_process_is_closed_once(company):
    run = report.begin()
    report.end(run, {}, left=False)
    report.end(run, {}, left=True)
    assert AuditEntry.objects.filter(act=Act.RETENTION_RUN).count() == 1
    assert not RetentionRun.objects.get().left


def test_accounts_of_long_ago_are_deleted(company):
    nightly.run()
    night(500)
    assert RetentionRun.objects.count() == 1


def test_it_is_late_when_no_run_has_ended_for_two_nights(company):
    assert queries.standing().state == State.NEVER
    nightly.run()
    states = []
    for hours in (1, 26, 51):
        with clock.shifted(timedelta(hours=hours)):
            states.append(queries.standing().state)
    assert states == [State.DONE, State.DONE, State.LATE]


def test_a_first_run_that_never_ends_is_late_too(company):
    report.begin()
    assert queries.standing().state == State.NEVER
    with clock.shifted(timedelta(hours=51)):
        assert queries.standing().state == State.LATE


def test_overdue_is_what_should_have_gone_yesterday(company):
    (someone,) = crowd.people(1)
    dated.keep(someone, {Kind.CLICKS: 10})
    found = []
    for day in (9, 10, 11):
        with clock.shifted(timedelta(days=day)):
            found.append(queries.standing().overdue)
    assert found == [False, False, True]
    night(11)
    with clock.shifted(timedelta(days=12)):
        assert not queries.standing().overdue


def test_the_rules_in_force_say_nothing_of_what_a_person_chose(company):
    from governance.retention import choices

    before = queries.in_force()
    choices.keep_at_most(company.employee, company.slug, 7)
    assert queries.in_force() == before
    assert {rule.limit.days for rule in before} == {180}
