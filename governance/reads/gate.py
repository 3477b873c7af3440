"""Opens captured data for a purpose in force and a use that no policy pack forbids.

A refusal is on the record, whoever asked. The person's own reads do not pass here.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.audit.acts import Act, Outcome
from governance.audit.record import About, Actor, record
from governance.errors import Refusal
from governance.purposes import forbidden_uses
from governance.purposes import queries as purposes
from governance.purposes.facts import Facts
from governance.purposes.models import PurposeVersion
from governance.stops import stop

MASK_REVIEW = "sayso:MaskReview"
OWN_USES = {MASK_REVIEW: "review_sample"}
"""Uses that no vocabulary has a term for, each with the fact of a version that must be set."""


class ReadRefused(Refusal):
    """This use of captured data is not allowed."""

    code = "read-refused"
    status = 403
    message = _("Captured data is not opened for this use.")
    remedy = _("Only a use that the purpose names, and that no law pack forbids, opens it.")


@dataclass(frozen=True, slots=True)
class Permit:
    """What the door opened for. It holds in the transaction or request that asked for it."""

    purpose: str
    version: int
    use: str


def ask(purpose: str, use: str, actor: Actor) -> Permit:
    """Ask to read what was captured for a purpose.

    Call it outside a transaction, so that the entry of a refusal stays.

    Args:
        purpose: slug of the purpose under which it was captured.
        use: what it is read for, as a DPV term such as `dpv:ServiceOptimisation`.
        actor: who asks.

    Raises:
        ReadRefused: the purpose is not in force or does not name the use, a pack forbids it, or
            everything is stopped.
    """
    version = purposes.of(purpose)
    allowed = version is not None and not stop.active() and _fits(version, use)
    with transaction.atomic():
        about = About(purpose=purpose if version else "", details={"use": use})
        record(Act.DATA_READ, actor, about, Outcome.DONE if allowed else Outcome.REFUSED)
    if version is None or not allowed:
        raise ReadRefused
    return Permit(purpose, version.number, use)


def _fits(version: PurposeVersion, use: str) -> bool:
    facts = version.facts
    forbidden = forbidden_uses.among([use], facts.jurisdictions)
    return _named(facts, use) and not forbidden


def _named(facts: Facts, use: str) -> bool:
    fact = OWN_USES.get(use)
    return bool(getattr(facts, fact)) if fact else use in facts.dpv_purposes
