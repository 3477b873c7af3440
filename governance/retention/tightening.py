"""Rules of a policy pack that became shorter hold for what is stored already, too."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from governance import clock
from governance.consent import person_state
from governance.directory.models import Employee
from governance.holdings.registry import Dated
from governance.keys import owners, ring
from governance.purposes.models import PurposeVersion
from governance.retention.choices import Terms


@dataclass(slots=True)
class Everyone:
    """Where each person works, and what the versions of purposes say; read once for a run."""

    places: Mapping[str, str] = field(
        default_factory=lambda: {
            owners.owner_of(pk): place
            for pk, place in Employee.objects.values_list("pk", "jurisdiction")
        }
    )
    versions: dict[tuple[str, int], PurposeVersion] = field(default_factory=dict)

    def version(self, purpose: str, number: int) -> PurposeVersion:
        """Return a version of a purpose."""
        name = (purpose, number)
        if name not in self.versions:
            self.versions[name] = PurposeVersion.objects.get(purpose=purpose, number=number)
        return self.versions[name]


@transaction.atomic
def tighten(holding: Dated, owner: str, everyone: Everyone) -> None:
    """Move the days of what is stored of a person to those of the rules of today, never back."""
    try:
        chosen = person_state.read(owner).keep_days
    except ring.KeyGone:  # an erasure of everything is at work
        return
    terms = Terms(everyone.places.get(owner, ""), chosen)

    def most(purpose: str, number: int) -> Mapping[str, int]:
        limits = terms.limits(purpose, everyone.version(purpose, number).facts)
        return {str(kind): limit.days for kind, limit in limits.items()}

    holding.shorten(owner, most, clock.today())
