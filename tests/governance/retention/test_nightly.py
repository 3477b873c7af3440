"""The nightly work: an account of each run, the same end however often it dies on the way."""

from governance import clock
from governance.audit.acts import Act
from governance.audit.models import AuditEntry
from governance.retention import nightly


def test_the_nightly_work_leaves_an_entry_and_can_be_done_twice(company):
    first, second = nightly.run(), nightly.run()
    assert set(first) == set(second)
    assert not any(second.values())
    assert AuditEntry.objects.filter(act=Act.RETENTION_RUN, day=clock.today()).count() == 2
