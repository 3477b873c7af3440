"""On which days an episode ends its rest and goes."""

from datetime import date, timedelta

from governance import clock
from governance.audit.acts import Act
from governance.audit.models import AuditEntry
from governance.retention import nightly, rules
from tests import factories

DAY = date(2026, 11, 24)


def test_both_days_come_from_the_version_of_the_purpose():
    days = rules.days_of(factories.facts(retention_days=90, resting_days=5), DAY, DAY)
    assert days == rules.Days(date(2026, 11, 29), date(2027, 2, 22))


def test_a_device_cannot_lengthen_the_stay_by_naming_a_later_day():
    later = DAY + timedelta(days=400)
    days = rules.days_of(factories.facts(retention_days=90), later, DAY)
    assert days.goes_on == DAY + timedelta(days=90)


def test_what_comes_late_rests_as_long_and_goes_as_early():
    earlier = DAY - timedelta(days=10)
    days = rules.days_of(factories.facts(retention_days=90, resting_days=3), earlier, DAY)
    assert days == rules.Days(DAY + timedelta(days=3), earlier + timedelta(days=90))


def test_what_does_not_rest_can_be_read_on_the_day_it_was_stored():
    days = rules.days_of(factories.facts(resting_days=0), DAY, DAY)
    assert days.rests_until < DAY


def test_the_nightly_work_leaves_an_entry_and_can_be_done_twice(company):
    first, second = nightly.run(), nightly.run()
    assert set(first) == set(second)
    assert not any(second.values())
    assert AuditEntry.objects.filter(act=Act.RETENTION_RUN, day=clock.today()).count() == 2
