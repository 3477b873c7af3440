"""Search sees open parts alone, shows nobody's doing, and costs the same however long the log."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from governance import clock
from governance.accountability import day_totals
from governance.audit import search
from governance.audit.acts import ABOUT_ONE_PERSON, Act, Outcome, Role
from governance.audit.models import AuditClosed
from governance.audit.record import About, Actor, record
from governance.audit.search import Search
from governance.consent import decisions
from tests import factories
from tests.governance.audit.bulk import entries


def written(*acts, role=Role.HR, purpose="", days_ago=0, outcome=Outcome.DONE) -> None:
    with clock.shifted(timedelta(days=-days_ago)), transaction.atomic():
        for act in acts:
            record(act, Actor(role), About(purpose=purpose), outcome)


def found(**wanted) -> list[str]:
    return [entry.act for entry in search.page(Search(**wanted)).entries]


def test_it_narrows_by_period_role_act_outcome_and_purpose(both):
    written(Act.PEOPLE_IMPORTED, days_ago=3)
    written(Act.LOG_EXPORTED, role=Role.COMPLIANCE)
    written(Act.DATA_READ, role=Role.STEWARD, purpose="bookings", outcome=Outcome.REFUSED)
    today = clock.today()
    assert found(since=today) != found()
    assert found(until=today - timedelta(days=1)) == [Act.PEOPLE_IMPORTED]
    assert found(role=Role.COMPLIANCE) == [Act.LOG_EXPORTED]
    assert found(act=Act.PEOPLE_IMPORTED) == [Act.PEOPLE_IMPORTED]
    assert found(outcome=Outcome.REFUSED) == found(purpose="bookings") == [Act.DATA_READ]


def test_what_employees_do_is_not_listed(company):
    before = found()
    factories.allow(company.employee)
    decisions.withdraw(company.employee, company.version.purpose)
    assert found() == before
    assert found(role=Role.EMPLOYEE) == []


@pytest.mark.parametrize("act", sorted(ABOUT_ONE_PERSON))
def test_what_is_one_persons_doing_is_not_listed_whoever_wrote_it(both, act):
    written(act, role=Role.SYSTEM)
    assert found() == []


def test_pages_go_on_without_gap_or_repetition(both):
    entries(130, day=date(2026, 5, 4))
    entries(30, day=date(2026, 5, 3))
    seen, before, sizes = [], None, []
    while True:
        page = search.page(Search(), before)
        seen += [entry.pk for entry in page.entries]
        sizes.append(len(page.entries))
        if (before := page.older) is None:
            break
    assert sizes == [50, 50, 50, 10]
    assert len(set(seen)) == 160
    assert next(search.every(Search())).day == date(2026, 5, 3)


@pytest.mark.parametrize("size", [3, 4000])
def test_the_number_of_queries_does_not_depend_on_the_length_of_the_log(
    both, django_assert_num_queries, size
):
    entries(size)
    with django_assert_num_queries(1):
        search.page(Search(purpose="bookings"))
    with django_assert_num_queries(2):
        search.check()


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (Search(), "listed_by_day"),
        (Search(role=Role.HR), "listed_by_role "),
        (Search(act=Act.LOG_EXPORTED), "listed_by_act "),
        (Search(purpose="bookings"), "listed_by_purpose "),
        (Search(outcome=Outcome.REFUSED, purpose="bookings"), "listed_refused"),
        (Search(act=Act.LOG_EXPORTED, role=Role.HR), "listed_by_act_role "),
        (Search(act=Act.LOG_EXPORTED, purpose="bookings"), "listed_by_act_purpose "),
        (Search(act=Act.LOG_EXPORTED, role=Role.HR, purpose="bookings"), "by_act_role_purpose "),
        (Search(role=Role.HR, purpose="bookings", outcome=Outcome.DONE), "by_role_purpose "),
    ],
)
def test_each_search_goes_by_an_index_and_sorts_nothing(both, wanted, index):
    if connection.vendor != "sqlite":
        pytest.skip("the plan is read from SQLite")
    entries(500)
    with CaptureQueriesContext(connection) as caught:
        search.page(wanted)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + caught.captured_queries[0]["sql"])
        plan = " ".join(row[3] for row in cursor.fetchall())
    assert index in plan
    assert "TEMP B-TREE" not in plan


def test_the_check_computes_leaves_anew_and_finds_what_was_changed(both):
    written(Act.LOG_EXPORTED, role=Role.COMPLIANCE)
    assert search.check().whole
    entries(1)  # its leaf is not that of its open part
    check = search.check()
    assert (check.whole, check.differing) == (False, 1)


def test_a_day_has_a_total_only_where_ten_people_or_more_did_the_same(company):
    people = [factories.person() for _ in range(26)]
    _decided(people[:12], days_ago=1)
    _decided(people[:9], days_ago=2)
    assert day_totals.make() == 1
    [total] = day_totals.of()
    assert total.act == Act.CONSENT_GIVEN
    assert total.day == clock.today() - timedelta(days=1)
    assert total.people in {10, 20}


def test_no_total_where_nearly_everybody_did_it(company):
    people = [factories.person() for _ in range(6)]
    everyone = [*people, company.employee, company.other, *company.staff.values()]
    _decided(everyone, days_ago=1)
    assert day_totals.make() == 0


def test_a_total_stays_what_it_was_when_people_are_erased(company):
    people = [factories.person() for _ in range(26)]
    _decided(people[:12], days_ago=1)
    day_totals.make()
    before = day_totals.of()
    AuditClosed.objects.all().delete()
    day_totals.make()
    assert day_totals.of() == before


def test_today_has_no_total_yet(company):
    people = [factories.person() for _ in range(26)]
    _decided(people[:12], days_ago=0)
    assert day_totals.make() == 0


def _decided(people, days_ago: int) -> None:
    with clock.shifted(timedelta(days=-days_ago)), transaction.atomic():
        for one in people:
            record(Act.CONSENT_GIVEN, Actor(Role.EMPLOYEE, one.owner), About(one.owner))
