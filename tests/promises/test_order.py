"""On what the rest stands: consent is locked as it is read, acts have entries, keys go first."""

import pytest
from django.db import models, transaction

from governance.audit.acts import Act
from governance.audit.models import AuditEntry
from governance.consent import decisions, fence
from governance.consent.models import Consent, ConsentRecord
from governance.erasure import run
from governance.erasure.models import Erasure, ErasureState
from governance.keys import ring
from governance.keys.models import WeekKey
from governance.purposes.kinds import Kind
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


def test_every_decision_has_its_entry(company):
    factories.allow(company.employee)
    decisions.refuse(company.employee, "bookings", Kind.TYPED_TEXT)
    decisions.withdraw(company.employee, "bookings")
    lines = ConsentRecord.objects.filter(owner=company.employee.owner)
    acts = [Act.CONSENT_GIVEN, Act.CONSENT_NARROWED, Act.CONSENT_WITHDRAWN]
    entries = [AuditEntry.objects.filter(act=act).count() for act in acts]
    assert (entries, lines.count()) == ([5, 1, 1], 7)


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
