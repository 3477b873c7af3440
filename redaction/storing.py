"""The fence: consent is compared inside the transaction that stores.

Lock order: consent, key, inbox, store. The person's own choice of how long something is kept is
held as the consent is, so that one made meanwhile is not passed over. What is not allowed any more
is dropped here, however far it has come. Episodes, the inbox row, failures and totals change
together or not at all.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from governance import clock
from governance.audit import totals
from governance.audit.acts import Total
from governance.consent import fence
from governance.devices import forgetting
from governance.leases import persons
from governance.retention import choices, rules
from redaction import failures, halts, inbox
from redaction.faults import ContentFault
from redaction.models import InboxBatch
from redaction.redacting import WITHHELD, Redacted
from training import store
from training.store import NewEpisode


class Halted(Exception):
    """Everything, this purpose or this unit has been stopped since the batch was opened."""


@transaction.atomic
def store_batch(batch: InboxBatch, episodes: Sequence[Redacted], policy_id: str) -> int:
    """Store what consent allows now, and finish the batch; return how many episodes.

    Raises:
        Halted: nothing was stored, and the batch waits.
    """
    purposes = {episode.purpose for episode in episodes}
    held = fence.hold(batch.owner, purposes)
    terms = _terms(batch.owner) if held.standings else choices.Terms()
    if halts.halted(batch.owner, purposes):
        raise Halted
    row = inbox.hold(batch.pk)
    if row is None:  # another worker, an erasure or a "forget" was first
        return 0
    orders = forgetting.reaching(row.device, row.accepted_at)
    wanted = [
        episode
        for episode in episodes
        if not any(order.means(episode.body.application, episode.body.site) for order in orders)
    ]
    calendar = _Calendar(terms)
    allowed = [
        new for episode in wanted if (new := _allowed(row, episode, held, calendar, policy_id))
    ]
    stored = store.add(allowed)
    if any(not held.allows(one.purpose, one.epoch, one.version) for one in wanted):
        failures.note(row, ContentFault.CONSENT_ENDED)
    inbox.finish(row)
    totals.add(Total.STORED, stored)
    if withheld := sum(map(_withheld, allowed)):
        totals.add(Total.WITHHELD, withheld)
    return stored


def _terms(owner: str) -> choices.Terms:
    person = persons.of(owner)
    return choices.hold(owner, person.jurisdiction if person else "")


class _Calendar:
    """The days of a batch's episodes, reckoned once for each version of a purpose and each day."""

    def __init__(self, terms: choices.Terms) -> None:
        self._terms = terms
        self._known: dict[tuple[str, int, date], rules.Days] = {}

    def of(self, episode: Redacted) -> rules.Days:
        """Return the days of an episode."""
        name = (episode.purpose, episode.version, episode.body.day)
        if name not in self._known:
            limits = self._terms.limits(episode.purpose, episode.facts)
            today = clock.today()
            self._known[name] = rules.days_of(episode.facts, episode.body.day, today, limits)
        return self._known[name]


def _withheld(new: NewEpisode) -> int:
    return sum(step.texts.count(WITHHELD) for step in new.body.steps)


def _allowed(
    row: InboxBatch, episode: Redacted, held: fence.Held, calendar: _Calendar, policy_id: str
) -> NewEpisode | None:
    kinds = held.allows(episode.purpose, episode.epoch, episode.version)
    body = episode.body.limited(kinds) if kinds else None
    if body is None:
        return None
    days = calendar.of(episode)
    return NewEpisode(
        owner=row.owner,
        purpose=episode.purpose,
        epoch=episode.epoch,
        version=episode.version,
        policy_id=policy_id,
        rests_until=days.rests_until,
        goes_on=max(days.goes.values()),
        accepted_at=row.accepted_at,
        body=body,
        goes=days.goes,
    )
