"""Consent that ends by itself: by its day, by a new version, and 30 days later for good."""

from datetime import date, timedelta

from django.db import transaction

from governance import announce, clock
from governance.consent import ledger, person_state
from governance.consent.decisions import withdraw_locked
from governance.consent.fence import standing_of
from governance.consent.models import IN_FORCE, Consent, Decision, PersonState
from governance.directory.models import Employee
from governance.purposes import queries as purposes
from governance.purposes.models import PurposeVersion

GRACE = timedelta(days=30)


def end_what_ended() -> int:
    """Write into the ledger what has ended; withdraw what was not renewed in 30 days."""
    ended = 0
    for pk in Consent.objects.exclude(decision=Decision.WITHDRAWN).values_list("pk", flat=True):
        with transaction.atomic():
            consent = Consent.objects.select_for_update(no_key=True).get(pk=pk)
            ended += _end(consent)
    return ended


def give_everyone_a_state() -> int:
    """Make the sealed private row of everybody who has none; all have one size."""
    known = set(PersonState.objects.values_list("pk", flat=True))
    missing = [row.owner for row in Employee.objects.all() if row.owner not in known]
    for owner in missing:
        person_state.write(owner, person_state.Private())
    return len(missing)


def _end(consent: Consent) -> int:
    if standing_of(consent) is not None or consent.decision == Decision.WITHDRAWN:
        return 0
    version = PurposeVersion.objects.get(purpose=consent.purpose, number=consent.version)
    if consent.decision in IN_FORCE:
        current = purposes.of(consent.purpose)
        superseded = current is None or current.number != consent.version
        decision = Decision.SUPERSEDED if superseded else Decision.EXPIRED
        ledger.write(consent, decision, version, "en")
        announce.ask_again(consent.owner)
        return 1
    if _ended_on(consent, version) + GRACE < clock.today():
        withdraw_locked(consent, "en")
        return 1
    return 0


def _ended_on(consent: Consent, version: PurposeVersion) -> date:
    if consent.decision == Decision.SUPERSEDED and version.ended_at is not None:
        return version.ended_at.date()
    return max((date.fromisoformat(end) for end in consent.ends.values()), default=date.min)
