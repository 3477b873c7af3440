"""Somebody leaves at a moment; from then on there is no lease for them."""

from datetime import timedelta

import pytest

from governance import clock
from governance.audit.record import SYSTEM
from governance.directory.leavers import LastMomentImpossible, leave
from governance.directory.models import Status


def test_a_leaver_has_a_last_moment_which_can_be_corrected(company):
    last = clock.now() + timedelta(days=3)
    leave(company.employee, last, SYSTEM)
    assert (company.employee.status, company.employee.last_day) == (Status.LEAVER, last)
    leave(company.employee, last - timedelta(days=1), SYSTEM)
    assert company.employee.last_day == last - timedelta(days=1)


@pytest.mark.parametrize("days", [-400, 400])
def test_an_impossible_moment_is_refused(company, days):
    with pytest.raises(LastMomentImpossible):
        leave(company.employee, clock.now() + timedelta(days=days), SYSTEM)
