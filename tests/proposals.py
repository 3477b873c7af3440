"""Versions that wait, for tests of those who write, advise and decide."""

from datetime import timedelta

from governance import clock
from governance.audit.acts import Role
from governance.purposes import versions
from governance.purposes.models import PurposeVersion
from tests import factories
from tests.factories import Company


def waiting(company: Company, slug: str = "bookings", days: int = 0, **more) -> PurposeVersion:
    """A version that was proposed some days ago and waits."""
    owner = factories.user_of(company.staff[Role.PURPOSE_OWNER])
    with clock.shifted(timedelta(days=-days)):
        return versions.propose(slug, factories.facts(**more), owner)


def many(company: Company, count: int) -> None:
    """Purposes of which one version waits each."""
    for number in range(count):
        waiting(company, f"purpose-{number}")
