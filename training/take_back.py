"""What a person takes back: strike out, delete, forget. Each in one transaction with its entry."""

import uuid
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.record import About, Actor, record
from governance.consent import fence
from governance.consent.models import Consent
from governance.devices import forgetting
from governance.erasure.begin import TakenOut, note_taken
from governance.erasure.models import Taken
from governance.errors import Refusal
from governance.holdings import walk
from governance.keys import ring
from training import own, store
from training.body import Body
from training.models import Episode
from training.own import EpisodeView
from training.releases import links

ALL_TIME = datetime(2000, 1, 1, tzinfo=UTC)


class EpisodeGone(Refusal):
    """There is no such episode of this person."""

    code = "episode-gone"
    status = 404
    message = _("This episode is not here any more.")
    remedy = _("Open My data again to see what is kept.")


class NotResting(Refusal):
    """The resting period of the episode is over."""

    code = "not-resting"
    message = _("This episode does not rest any more, so single steps cannot be struck out.")
    remedy = _("You can delete the whole episode.")


class PeriodUnreadable(Refusal):
    """A period without two days."""

    code = "period-unreadable"
    status = 422
    message = _("A day is missing, or is no day.")
    remedy = _("Choose the first and the last day.")


class PeriodBackwards(Refusal):
    """A period whose last day is before its first."""

    code = "period-backwards"
    status = 422
    message = _("The last day is before the first.")
    remedy = _("Choose a last day that is the first day or later.")


def strike_out(owner: str, episode_id: uuid.UUID, step: int) -> None:
    """Take one step (counted from 0) out of an episode that rests; the last one takes the whole.

    Raises:
        EpisodeGone: no such episode of this person, or no such step in it.
        NotResting: its resting period is over.
    """
    view = own.one(owner, episode_id)
    if view is None or not 0 <= step < len(view.body.steps):
        raise EpisodeGone
    if not view.resting:
        raise NotResting

    def without(body: Body) -> Body | None:
        steps = body.steps[:step] + body.steps[step + 1 :]
        return body.model_copy(update={"steps": steps}) if steps else None

    _take(owner, [episode_id], without, Act.DATA_STRUCK_OUT)


def delete_one(owner: str, episode_id: uuid.UUID) -> int:
    """Delete one episode; return how many went."""
    return _delete(owner, [episode_id], Taken.EPISODE)


def delete_period(owner: str, first: date, last: date) -> int:
    """Delete all episodes from one day to another, both included.

    Raises:
        PeriodBackwards: the last day is before the first.
    """
    if last < first:
        raise PeriodBackwards
    ids = _ids_where(owner, lambda view: first <= view.body.day <= last)
    return _delete(owner, ids, Taken.PERIOD, (first, last))


def delete_day(owner: str, day: date) -> int:
    """Delete all episodes of a day."""
    return delete_period(owner, day, day)


@transaction.atomic
def delete_application(owner: str, application: str) -> int:
    """Delete all episodes of an application, on the devices too."""
    forgetting.ask(owner, application=application)
    ids = _ids_where(owner, lambda view: view.body.application == application)
    return _delete(owner, ids, Taken.APPLICATION)


@transaction.atomic
def delete_site(owner: str, site: str) -> int:
    """Delete all episodes of a site, on the devices too."""
    forgetting.ask(owner, site=site)
    return _delete(owner, _ids_where(owner, lambda view: view.body.site == site), Taken.SITE)


@transaction.atomic
def delete_all(owner: str) -> int:
    """Delete all episodes, what waits in the inbox, and what the devices still hold."""
    _hold_all(owner)
    forgetting.ask(owner)
    recent = _accepted_since(owner, ALL_TIME)
    waiting = walk.forget(owner, ALL_TIME)
    ids = _ids_where(owner, lambda _view: True)
    return _delete(owner, ids, Taken.ALL_EPISODES, went=waiting, gone_before=recent)


@transaction.atomic
def forget(owner: str, minutes: int) -> int:
    """Delete all that was accepted in the last minutes, and what the devices still hold of them.

    Returns:
        How many episodes and waiting batches went.
    """
    _hold_all(owner)
    forgetting.ask(owner, minutes=minutes)
    since = clock.now() - timedelta(minutes=minutes)
    rows = _accepted_since(owner, since)
    gone = walk.forget(owner, since)
    _note(owner, Act.DATA_DELETED, sum(gone.values()))
    _certify(owner, TakenOut(Taken.LAST_MINUTES, gone, rows))
    return sum(gone.values())


def _hold_all(owner: str) -> None:
    """Lock every consent of a person, so that no batch of theirs is being stored meanwhile."""
    fence.hold(owner, Consent.objects.filter(owner=owner).values_list("purpose", flat=True))


def _accepted_since(owner: str, since: datetime) -> list[uuid.UUID]:
    """Return the episodes that `walk.forget` will take; call it with the consent locked."""
    rows = Episode.objects.filter(owner=owner, accepted_at__gte=since)
    return list(rows.values_list("pk", flat=True))


def _ids_where(owner: str, chosen: Callable[[EpisodeView], bool]) -> list[uuid.UUID]:
    return [view.id for view in own.every(owner) if chosen(view)]


@transaction.atomic
def _delete(
    owner: str,
    ids: Collection[uuid.UUID],
    what: Taken,
    days: tuple[date, date] | None = None,
    went: Mapping[str, int] | None = None,
    gone_before: Sequence[uuid.UUID] = (),
) -> int:
    """Delete episodes, and let a certificate follow once the keys that opened them are gone.

    `went` counts what went in the same act before, `gone_before` are the episodes among it.
    """
    found = Episode.objects.filter(owner=owner, pk__in=list(ids))
    rows = list(found.values_list("pk", flat=True))
    gone = _take(owner, rows, None, Act.DATA_DELETED)
    counts = Counter({"episodes": gone}) + Counter(went or {})
    _certify(owner, TakenOut(what, counts, [*gone_before, *rows], days=days))
    return gone


def _certify(owner: str, taken: TakenOut) -> None:
    """Note what went, with the keys that go with it and the releases that are called back for it.

    Where nothing went, nothing is noted.
    """
    if any(taken.counts.values()):
        keys, releases = ring.count_retiring(owner), links.recalled_for(owner, taken.rows)
        note_taken(owner, replace(taken, keys=keys, releases=releases))


@transaction.atomic
def _take(owner: str, ids: Collection[uuid.UUID], change: store.Change | None, act: Act) -> int:
    gone = store.rewrite(owner, ids, change)
    _note(owner, act, gone)
    return gone


def _note(owner: str, act: Act, gone: int) -> None:
    record(act, Actor(Role.EMPLOYEE, owner), About(owner, details={"count": gone}))
