"""A person's own choice of how long captured data of a purpose is kept: shorter, never longer.

It lies sealed in the person's private state, which everyone has and which has one size, so that no
table tells who chose. It can be made before, with and without consent, and outlives a withdrawal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.record import About, Actor, record
from governance.consent import fence, person_state
from governance.directory.closing import refuse_while_closed
from governance.directory.models import Employee
from governance.errors import Refusal
from governance.holdings import walk
from governance.holdings.registry import Most
from governance.purposes import queries as purposes
from governance.purposes.facts import Facts
from governance.purposes.kinds import Kind
from governance.retention import rules
from governance.retention.rules import Limit

OFFERED = (7, 14, 30, 60, 90)
"""Days that a person can choose, as far as the other rules of a purpose allow longer."""


class NotOffered(Refusal):
    """The purpose is not in force, or it keeps nothing as long as that anyway."""

    code = "days-not-offered"
    message = _("This time cannot be chosen for this purpose.")
    remedy = _("Choose one of the times on the page of the purpose.")


@dataclass(frozen=True, slots=True)
class Terms:
    """What of the rules depends on the person.

    Attributes:
        jurisdiction: whose policy pack holds for the person; "" where nobody is known.
        chosen: days by purpose.
    """

    jurisdiction: str = ""
    chosen: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def limits(self, purpose: str, facts: Facts) -> dict[Kind, Limit]:
        """Return the shortest rule for each kind of a version of a purpose."""
        return rules.limits(facts, (self.jurisdiction,), self.chosen.get(purpose))


def of(employee: Employee) -> Terms:
    """Return what holds for a person."""
    return Terms(employee.jurisdiction, person_state.read(employee.owner).keep_days)


def hold(owner: str, jurisdiction: str) -> Terms:
    """Lock the person's choice and return what holds for them; call it with the consent held."""
    return Terms(jurisdiction, person_state.hold(owner).keep_days)


def offered(facts: Facts, jurisdiction: str) -> tuple[int, ...]:
    """Return the days that can be chosen: those that keep at least one kind shorter."""
    longest = max(limit.days for limit in rules.limits(facts, (jurisdiction,)).values())
    return tuple(days for days in OFFERED if days < longest)


@transaction.atomic
def keep_at_most(employee: Employee, purpose: str, days: int | None) -> None:
    """Keep what is captured for a purpose so many days at most, what is stored already included.

    A longer time, or none, is for what comes later alone: a day that was shown moves only forward.

    Args:
        employee: whose data.
        purpose: slug of a purpose in force.
        days: one of the days that are offered; None for as long as the purpose says.

    Raises:
        NotOffered: no such purpose is in force, or these days are not offered.
        Closed: somebody else changed the sign-in less than 72 hours ago.
    """
    version = purposes.of(purpose)
    refuse_while_closed(employee)
    if version is None or not (
        days is None or days in offered(version.facts, employee.jurisdiction)
    ):
        raise NotOffered
    owner = employee.owner
    fence.hold(owner, [purpose])
    private = person_state.hold(owner)
    if private.keep_days.get(purpose) == days:
        return
    private.keep_days.pop(purpose, None)
    if days is not None:
        private.keep_days[purpose] = days
        walk.shorten(owner, _most(purpose, days), clock.today())
    person_state.write(owner, private)
    about = About(owner, purpose=purpose, details={"days": days})
    record(Act.RETENTION_CHOSEN, Actor(Role.EMPLOYEE, owner), about)


def _most(purpose: str, days: int) -> Most:
    kept = {str(kind): days for kind in Kind}
    return lambda slug, _version: kept if slug == purpose else {}
