"""What a person decides holds at once, and leaves what it should."""

import json

import pytest
from django.db import DatabaseError, transaction

from governance import clock
from governance.audit.acts import Act
from governance.audit.models import AuditClosed, AuditEntry
from governance.consent import decisions, fence, pauses, queries, receipts
from governance.consent.errors import EndNeeded, NothingToWithdraw, NotOffered
from governance.consent.models import Consent, ConsentRecord, Decision, PersonState
from governance.erasure.models import Erasure
from governance.keys import signers
from governance.purposes.kinds import Kind
from governance.signing import Signed, Use, check, decode
from tests import factories


def state(company):
    return queries.state_of(company.employee)[0]


def test_nothing_is_allowed_at_first(company):
    assert state(company).allowed == ()
    assert queries.in_force(company.employee.owner) == {}


def test_allowing_a_kind_allows_that_kind_alone(company):
    decisions.give(company.employee, company.slug, Kind.CLICKS, "en")
    assert state(company).allowed == (Kind.CLICKS,)
    assert queries.in_force(company.employee.owner)[company.slug].kinds == {Kind.CLICKS}


def test_another_kind_keeps_the_epoch_and_a_withdrawal_replaces_it(company):
    decisions.give(company.employee, company.slug, Kind.CLICKS, "en")
    first = Consent.objects.get().epoch
    decisions.give(company.employee, company.slug, Kind.SHORTCUTS, "en")
    assert Consent.objects.get().epoch == first
    decisions.withdraw(company.employee, company.slug)
    assert Consent.objects.get().epoch != first
    assert not fence.epochs_live(company.employee.owner, [(company.slug, first)])


def test_refusing_leaves_no_line_in_ledger_or_log(company):
    entries = AuditEntry.objects.count()
    assert decisions.refuse(company.employee, company.slug, Kind.CLICKS) is None
    assert (ConsentRecord.objects.count(), Consent.objects.count()) == (0, 0)
    assert AuditEntry.objects.count() == entries
    clicks = next(k for k in state(company).kinds if k.kind == Kind.CLICKS)
    assert clicks.not_before is not None


def test_refusing_an_allowed_kind_erases_that_kind(company):
    factories.allow(company.employee, kinds=(Kind.CLICKS, Kind.SHORTCUTS))
    decisions.refuse(company.employee, company.slug, Kind.CLICKS)
    assert state(company).allowed == (Kind.SHORTCUTS,)
    assert Erasure.objects.get().kind == Kind.CLICKS


def test_refusing_the_last_kind_withdraws(company):
    factories.allow(company.employee, kinds=(Kind.CLICKS,))
    decisions.refuse(company.employee, company.slug, Kind.CLICKS)
    assert Consent.objects.get().decision == Decision.WITHDRAWN


def test_withdrawing_begins_the_erasure_of_the_ended_epoch(company):
    factories.allow(company.employee)
    epoch = Consent.objects.get().epoch
    decisions.withdraw(company.employee, company.slug)
    assert Erasure.objects.get().epoch == epoch


def test_there_is_nothing_to_withdraw_before_allowing(company):
    with pytest.raises(NothingToWithdraw):
        decisions.withdraw(company.employee, company.slug)


def test_what_is_not_offered_cannot_be_allowed(company):
    with pytest.raises(NotOffered):
        decisions.give(company.employee, company.slug, Kind.TYPING_RHYTHM, "en")


def test_special_kinds_need_an_end(both):
    factories.purpose("rhythm", kinds=(Kind.TYPING_RHYTHM,))
    with pytest.raises(EndNeeded):
        decisions.give(factories.person(), "rhythm", Kind.TYPING_RHYTHM, "en")


def test_what_cannot_be_audited_does_not_happen(company, monkeypatch):
    factories.allow(company.employee)
    monkeypatch.setattr(AuditEntry, "save", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        decisions.withdraw(company.employee, company.slug)
    assert (Consent.objects.get().decision, Erasure.objects.count()) == (Decision.GIVEN, 0)


@pytest.mark.parametrize("model", [AuditEntry, ConsentRecord])
def test_log_and_ledger_refuse_change_and_deletion(company, model):
    factories.allow(company.employee, kinds=(Kind.CLICKS,))
    row = model.objects.first()
    for change in (lambda: model.objects.filter(pk=row.pk).update(purpose="x"), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_receipt_verifies_with_the_public_key_alone(company):
    line = decisions.give(company.employee, company.slug, Kind.CLICKS, "en")
    signed = receipts.one(company.employee.owner, line.pk)
    public = signers.public_keys(Use.RECEIPT)[signed["key"]]
    payload = check(
        public,
        Signed(
            signed["type"], signed["key"], decode(signed["payload"]), decode(signed["signature"])
        ),
        "sayso-receipt/1",
    )
    assert json.loads(payload)["dpv:hasConsentStatus"][0]["@type"][0] == "dpv:ConsentGiven"


def test_a_new_version_ends_old_consent_until_everybody_is_asked(company):
    factories.allow(company.employee)
    factories.purpose(company.slug, staff=company.staff, retention_days=10)
    assert queries.in_force(company.employee.owner) == {}


def test_private_rows_have_one_size_whatever_was_decided(company):
    decisions.refuse(company.employee, company.slug, Kind.CLICKS)
    pauses.pause(company.other.owner, None)
    sizes = {len(bytes(row.sealed)) for row in PersonState.objects.all()}
    assert len(sizes) == 1
    assert pauses.paused_until(company.other.owner) is not None


def test_pausing_is_no_decision_and_no_entry(company):
    factories.allow(company.employee, kinds=(Kind.CLICKS,))
    before = AuditEntry.objects.count(), ConsentRecord.objects.count()
    pauses.pause(company.employee.owner, None)
    pauses.resume(company.employee.owner)
    assert (AuditEntry.objects.count(), ConsentRecord.objects.count()) == before


def test_open_parts_hold_nothing_of_a_person(company):
    decisions.give(company.employee, company.slug, Kind.CLICKS, "en")
    entry = AuditEntry.objects.get(act=Act.CONSENT_GIVEN)
    closed = AuditClosed.objects.get(entry=entry.pk)
    assert company.employee.owner not in str(entry.__dict__)
    assert company.employee.owner.encode() not in bytes(closed.sealed)


def test_of_two_decisions_within_a_second_the_later_receipt_is_first(company):
    with clock.at(clock.now()):
        for kind in factories.ORDINARY:
            decisions.give(company.employee, company.slug, kind, "en")
    numbers = [len(view.kinds) for view in receipts.of(company.employee.owner)]
    assert numbers == [*range(len(factories.ORDINARY), 0, -1)]
