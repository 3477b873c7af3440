"""Writes a decision into the ledger, with its receipt and its entry of the log."""

import uuid

from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.record import About, Actor, record
from governance.consent import receipts
from governance.consent.models import Consent, ConsentRecord, Decision
from governance.keys import ring
from governance.purposes.models import PurposeVersion

ACTS = {
    Decision.GIVEN: Act.CONSENT_GIVEN,
    Decision.NARROWED: Act.CONSENT_NARROWED,
    Decision.WITHDRAWN: Act.CONSENT_WITHDRAWN,
    Decision.EXPIRED: Act.CONSENT_EXPIRED,
    Decision.SUPERSEDED: Act.CONSENT_SUPERSEDED,
}


def write(
    consent: Consent,
    decision: Decision,
    version: PurposeVersion,
    language: str,
    by: Actor | None = None,
    ended: uuid.UUID | None = None,
) -> ConsentRecord:
    """Set the state and add one line to the ledger; call it with the consent row locked.

    Args:
        consent: changed already, but for the decision.
        decision: what was decided.
        version: the version of the purpose that the person saw.
        language: of the notice.
        by: who acts in the log, where it is not the person, or Sayso for what ends by itself.
        ended: the epoch that a withdrawal ended.
    """
    consent.decision = decision
    consent.records += 1
    line = ConsentRecord(
        id=uuid.uuid4(),
        owner=consent.owner,
        purpose=consent.purpose,
        number=consent.records,
        decision=decision,
        version=consent.version,
        epoch=consent.epoch,
    )
    body = receipts.build(line, consent, version, language, clock.now(), ended)
    line.sealed = ring.person_seal(consent.owner, body, receipts.label(line.id))
    by_itself = decision in (Decision.EXPIRED, Decision.SUPERSEDED)
    actor = by or (Actor(Role.SYSTEM) if by_itself else Actor(Role.EMPLOYEE, consent.owner))
    consent.entry = record(ACTS[decision], actor, _about(line, consent, ended))
    consent.save()
    line.save(force_insert=True)
    return line


def _about(line: ConsentRecord, consent: Consent, ended: uuid.UUID | None) -> About:
    """Return what the entry says, closed: enough for a device to see what was allowed."""
    details: dict[str, object] = {
        "record": str(line.id),
        "version": consent.version,
        "epoch": str(ended or consent.epoch),
        "kinds": sorted(consent.ends),
        "ends": dict(sorted(consent.ends.items())),
    }
    return About(owner=consent.owner, purpose=consent.purpose, details=details)
