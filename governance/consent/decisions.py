"""What a person decides: allow, refuse, withdraw. Each in one transaction, each at once."""

import uuid
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from governance import announce, clock
from governance.audit.record import Actor
from governance.consent import ends as ends_of
from governance.consent import ledger, person_state
from governance.consent.errors import NothingToWithdraw, NotOffered
from governance.consent.models import IN_FORCE, Consent, ConsentRecord, Decision
from governance.devices import answers
from governance.devices.acknowledgements import expect
from governance.directory.closing import refuse_while_closed
from governance.directory.models import Employee, Status
from governance.erasure.begin import begin_erasure
from governance.packs.load import pack
from governance.purposes import queries as purposes
from governance.purposes.kinds import Kind
from governance.purposes.models import PurposeVersion


@transaction.atomic
def give(
    employee: Employee, purpose: str, kind: Kind, language: str, ends: date | None = None
) -> ConsentRecord:
    """Allow one kind of data for one purpose (GDPR, Art. 4(11), 7).

    Nothing is recorded until the person says Yes at the device, too.

    Raises:
        NotOffered: the purpose is not in force or does not offer the kind; or the person has left.
        EndNeeded: a kind of special weight without a date within the longest time.
        Closed: somebody else changed the sign-in less than 72 hours ago.
    """
    version = purposes.of(purpose)
    if version is None or kind not in version.facts.kinds or employee.status != Status.ACTIVE:
        raise NotOffered
    refuse_while_closed(employee)
    end = ends_of.chosen(version, employee.jurisdiction, kind, ends)
    consent = _locked(employee.owner, purpose)
    if consent is None:
        consent = Consent(owner=employee.owner, purpose=purpose, version=version.number)
    elif consent.version != version.number or consent.decision not in IN_FORCE:
        # Old consent does not stretch to a new version: kinds begin anew, the epoch stays.
        consent.version, consent.ends = version.number, {}
    consent.ends = {**consent.ends, str(kind): end.isoformat()}
    line = ledger.write(consent, Decision.GIVEN, version, language)
    _forget_refusal(employee.owner, purpose, kind)
    answers.ask_again(employee.owner, purpose, [kind])
    announce.ask_again(employee.owner)
    return line


@transaction.atomic
def refuse(
    employee: Employee, purpose: str, kind: Kind, language: str = "en"
) -> ConsentRecord | None:
    """Refuse one kind of data for one purpose.

    A kind that was never allowed leaves no trace but the day before which nobody asks again.
    One that was allowed is narrowed away and erased; with the last one the purpose is withdrawn.

    Raises:
        NotOffered: no version in force offers the kind, and it was never allowed.
    """
    version = purposes.of(purpose)
    consent = _locked(employee.owner, purpose)
    allowed = consent is not None and str(kind) in consent.ends
    if not allowed and (version is None or kind not in version.facts.kinds):
        raise NotOffered
    line = None
    if consent is not None and allowed:
        line = narrow_locked(consent, kind, language)
    _note_refusal(employee, purpose, kind)
    announce.ask_again(employee.owner)
    return line


@transaction.atomic
def withdraw(employee: Employee, purpose: str, language: str = "en") -> ConsentRecord:
    """Stop a purpose and begin to erase what was captured for it (GDPR, Art. 7(3)).

    Once this returns, no batch of the old epoch can be stored.

    Raises:
        NothingToWithdraw: the person never allowed this purpose, or has withdrawn it.
    """
    consent = _locked(employee.owner, purpose)
    if consent is None or consent.decision == Decision.WITHDRAWN:
        raise NothingToWithdraw
    return withdraw_locked(consent, language)


def withdraw_locked(consent: Consent, language: str, by: Actor | None = None) -> ConsentRecord:
    """Withdraw with the consent row locked by the caller, who is in a transaction.

    `by` is who acts in the log; its person where it is left out.
    """
    ended = consent.epoch
    line = _end_locked(consent, language, by)
    begin_erasure(consent.owner, purpose=consent.purpose, epoch=ended)
    return line


@transaction.atomic
def withdraw_all(employee: Employee, language: str = "en") -> list[ConsentRecord]:
    """Withdraw from every purpose at once."""
    return [withdraw_locked(row, language) for row in _live_locked(employee.owner)]


@transaction.atomic
def end_all(employee: Employee, language: str = "en") -> list[ConsentRecord]:
    """Withdraw from every purpose for an erasure of all of them, which the caller begins.

    One erasure then counts all that goes; with one for each purpose the counts would be spread.
    """
    return [_end_locked(row, language) for row in _live_locked(employee.owner)]


def _live_locked(owner: str) -> QuerySet[Consent]:
    rows = Consent.objects.select_for_update(no_key=True).filter(owner=owner)
    return rows.exclude(decision=Decision.WITHDRAWN).order_by("purpose")


def _end_locked(consent: Consent, language: str, by: Actor | None = None) -> ConsentRecord:
    ended, consent.epoch, consent.ends = consent.epoch, uuid.uuid4(), {}
    line = ledger.write(consent, Decision.WITHDRAWN, _version_of(consent), language, by, ended)
    expect(consent.owner, consent.purpose, ended)
    announce.ask_again(consent.owner)
    return line


def narrow_locked(consent: Consent, kind: str, language: str) -> ConsentRecord:
    """Refuse one kind with the consent row locked by the caller; with the last one, withdraw."""
    left = {name: end for name, end in consent.ends.items() if name != str(kind)}
    if not left:
        return withdraw_locked(consent, language)
    consent.ends = left
    decision = Decision.NARROWED if consent.decision in IN_FORCE else Decision(consent.decision)
    line = ledger.write(consent, decision, _version_of(consent), language)
    begin_erasure(consent.owner, purpose=consent.purpose, epoch=consent.epoch, kind=kind)
    return line


def _locked(owner: str, purpose: str) -> Consent | None:
    return (
        Consent.objects.select_for_update(no_key=True).filter(owner=owner, purpose=purpose).first()
    )


def _version_of(consent: Consent) -> PurposeVersion:
    return PurposeVersion.objects.get(purpose=consent.purpose, number=consent.version)


def _note_refusal(employee: Employee, purpose: str, kind: Kind) -> None:
    private = person_state.hold(employee.owner)
    days = pack(employee.jurisdiction).ask_again_days
    private.not_before[(purpose, kind)] = clock.today() + timedelta(days=days)
    person_state.write(employee.owner, private)


def _forget_refusal(owner: str, purpose: str, kind: Kind) -> None:
    private = person_state.hold(owner)
    private.not_before.pop((purpose, kind), None)
    person_state.write(owner, private)
