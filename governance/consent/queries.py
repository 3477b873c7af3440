"""What a person has decided, for that person and for the lease."""

from dataclasses import dataclass
from datetime import date, datetime

from governance.consent import person_state, receipts
from governance.consent.fence import Standing, standing_of
from governance.consent.models import Consent, Decision
from governance.directory.models import Employee
from governance.purposes import queries as purposes
from governance.purposes.kinds import Kind
from governance.purposes.models import PurposeVersion


@dataclass(frozen=True, slots=True)
class KindState:
    """Where one kind of one purpose stands: allowed, refused, or open where both are empty."""

    kind: Kind
    allowed_until: date | None
    not_before: date | None


@dataclass(frozen=True, slots=True)
class PurposeState:
    """Where one purpose in force stands for one person."""

    version: PurposeVersion
    kinds: tuple[KindState, ...]
    decision: Decision | None
    agreed_version: int | None
    since: datetime | None

    @property
    def allowed(self) -> tuple[Kind, ...]:
        """The kinds that are allowed now."""
        return tuple(state.kind for state in self.kinds if state.allowed_until)


def state_of(employee: Employee) -> list[PurposeState]:
    """Return where each purpose in force stands for a person."""
    owner = employee.owner
    rows = {row.purpose: row for row in Consent.objects.filter(owner=owner)}
    private = person_state.read(owner)
    given: dict[str, datetime] = {}
    for view in receipts.of(owner):
        given.setdefault(view.purpose, view.at)
    return [
        _state(version, rows.get(version.purpose_id), private, given.get(version.purpose_id))
        for version in purposes.in_force()
    ]


def in_force(owner: str) -> dict[str, Standing]:
    """Return what each purpose may record of a person now."""
    rows = Consent.objects.filter(owner=owner)
    return {row.purpose: found for row in rows if (found := standing_of(row)) is not None}


def has_withdrawn(owner: str) -> bool:
    """Tell whether a person has withdrawn a purpose and not allowed it again."""
    return Consent.objects.filter(owner=owner, decision=Decision.WITHDRAWN).exists()


def _state(
    version: PurposeVersion,
    consent: Consent | None,
    private: person_state.Private,
    since: datetime | None,
) -> PurposeState:
    standing = standing_of(consent) if consent else None
    kinds = standing.kinds if standing else frozenset()
    return PurposeState(
        version=version,
        kinds=tuple(
            KindState(
                kind,
                date.fromisoformat(consent.ends[kind]) if consent and kind in kinds else None,
                private.not_before.get((version.purpose_id, kind)),
            )
            for kind in version.facts.kinds
        ),
        decision=Decision(consent.decision) if consent else None,
        agreed_version=consent.version if consent else None,
        since=since,
    )
