"""The consent fence: writers hold a person's consent while they store.

Lock order everywhere: device, consent, key, inbox, store, release, audit. SQLite has no row
locks; there each writing transaction begins IMMEDIATE, so that one is at work at a time.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from governance import clock
from governance.consent.models import IN_FORCE, Consent
from governance.purposes import queries as purposes
from governance.purposes.kinds import Kind


@dataclass(frozen=True, slots=True)
class Standing:
    """What a purpose may hold of a person at this moment.

    `entry` is the entry of the log with the person's newest decision; None where that is older
    than the proofs, so that no lease can prove itself before the person decides again.
    """

    epoch: uuid.UUID
    version: int
    kinds: frozenset[Kind]
    entry: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The consents of one person, locked until the transaction ends."""

    standings: dict[str, Standing]

    def allows(self, purpose: str, epoch: uuid.UUID, version: int) -> frozenset[Kind]:
        """Return the kinds that may be stored; none where the epoch is dead or out of force."""
        standing = self.standings.get(purpose)
        if standing is None or (standing.epoch, standing.version) != (epoch, version):
            return frozenset()
        return standing.kinds


def hold(owner: str, purposes_of_rows: Iterable[str]) -> Held:
    """Lock the person's consent rows and read what they allow. Call it inside a transaction."""
    rows = (
        Consent.objects.select_for_update(no_key=True)
        .filter(owner=owner, purpose__in=sorted(set(purposes_of_rows)))
        .order_by("purpose")
    )
    return Held({row.purpose: found for row in rows if (found := standing_of(row)) is not None})


def hold_all(owner: str) -> None:
    """Lock every consent of a person, so that nothing of theirs is being stored meanwhile."""
    rows = Consent.objects.select_for_update(no_key=True).filter(owner=owner).order_by("purpose")
    list(rows.values_list("pk", flat=True))


def standing_of(consent: Consent) -> Standing | None:
    """Return what a consent allows now; None where it is not in force."""
    if consent.decision not in IN_FORCE:
        return None
    if purposes.number_in_force(consent.purpose) != consent.version:
        return None
    today = clock.today().isoformat()
    kinds = frozenset(Kind(kind) for kind, end in consent.ends.items() if end >= today)
    return Standing(consent.epoch, consent.version, kinds, consent.entry) if kinds else None


def epochs_live(owner: str, epochs: Iterable[tuple[str, uuid.UUID]]) -> bool:
    """Tell, without a lock, whether all epochs are live: the door of the inbox asks this."""
    wanted = set(epochs)
    rows = Consent.objects.filter(owner=owner, purpose__in={purpose for purpose, _ in wanted})
    live = {(row.purpose, row.epoch) for row in rows if standing_of(row) is not None}
    return wanted <= live
