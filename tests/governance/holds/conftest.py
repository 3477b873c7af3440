"""A person with episodes, two compliance officers, and a hold that they place."""

from dataclasses import dataclass

import pytest

from governance.audit.acts import Role
from governance.directory.models import Employee, User
from governance.holds import acts, opening
from governance.holds.models import Holder, LegalHold
from tests import factories
from tests.training import crowd


@dataclass
class Holding:
    """Who is there: the person, the two officers, the representative and HR."""

    person: Employee
    first: User
    second: User
    knows: User
    hr: User

    def propose(self, **more) -> LegalHold:
        said = {
            "matter": "court",
            "outside": "Landgericht Hamburg",
            "reference": "324 O 118/26",
            "purposes": ["bookings"],
            **more,
        }
        return acts.propose(self.person, acts.Proposal(**said), self.first)

    def place(self, **more) -> LegalHold:
        return acts.confirm(self.propose(**more).pk, self.second)

    def fetch(self, hold: LegalHold) -> dict[Holder, bytes]:
        """All three shares, each fetched by its holder."""
        by = {
            Holder.COMPLIANCE: self.first,
            Holder.OUTSIDE: self.second,
            Holder.REPRESENTATIVE: self.knows,
        }
        return {h: opening.fetch_share(hold.pk, h, user).encode() for h, user in by.items()}


@pytest.fixture
def at(lasting_company) -> Holding:
    company = lasting_company
    factories.allow(company.employee)
    crowd.keep(company.employee, *(crowd.body(f"Bookings {n}") for n in range(3)))
    other = factories.person("Marek Dvorak", (Role.COMPLIANCE,))
    return Holding(
        company.employee,
        company.staff[Role.COMPLIANCE].user,
        other.user,
        company.staff[Role.REPRESENTATIVE].user,
        company.staff[Role.HR].user,
    )
