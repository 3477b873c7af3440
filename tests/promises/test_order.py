"""Two orders on which the rest stands: consent is locked as it is read, keys go before rows."""

import pytest
from django.db import models, transaction

from governance.consent import decisions, fence
from governance.consent.models import Consent
from governance.erasure import run
from governance.erasure.models import Erasure, ErasureState
from governance.keys import ring
from governance.keys.models import WeekKey
from tests import factories
from tests.redaction import batches
from training.models import Episode


class Killed(BaseException):
    """A process that ends on the spot."""


def test_whoever_stores_locks_consent_as_it_reads_it(company, monkeypatch):
    locked = []
    real = models.QuerySet.select_for_update

    def noted(rows, *arguments, **more):
        locked.append(rows.model)
        return real(rows, *arguments, **more)

    factories.allow(company.employee)
    monkeypatch.setattr(models.QuerySet, "select_for_update", noted)
    with transaction.atomic():
        fence.hold(company.employee.owner, ["bookings"])
    assert locked == [Consent]


def test_no_row_goes_while_its_key_is_there(lasting_company, monkeypatch):
    person = lasting_company.employee
    factories.allow(person)
    batches.work(batches.accept(person, batches.device(person)))
    decisions.withdraw(person, "bookings")
    erasure = Erasure.objects.get(owner=person.owner)

    def dies(*_arguments):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(ring, "destroy", dies)
        with pytest.raises(Killed):
            run.advance(erasure.pk)
    assert (Episode.objects.count(), WeekKey.objects.count()) == (1, 1)
    run.advance(erasure.pk)
    assert (Episode.objects.count(), WeekKey.objects.count()) == (0, 0)
    erasure.refresh_from_db()
    assert erasure.state == ErasureState.ROWS_GONE
