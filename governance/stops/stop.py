"""Stop all: one person halts everything, two start it again."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance import announce, clock
from governance.audit.acts import Act, Role
from governance.audit.record import About, Actor, record
from governance.directory.models import User
from governance.errors import Refusal
from governance.stops.models import Stop


class SecondPersonNeeded(Refusal):
    """The same person cannot give both of the two words."""

    code = "second-person-needed"
    message = _("You have given your word already. Starting again needs a second person.")
    remedy = _("Ask another compliance officer or the employee representative.")


class NotStopped(Refusal):
    """Nothing is stopped."""

    code = "not-stopped"
    message = _("Nothing is stopped.")
    remedy = _("Open the first page again to see what is so.")


def active() -> bool:
    """Tell whether everything is stopped."""
    return Stop.objects.filter(ended_at=None).exists()


def current() -> Stop | None:
    """Return the stop that holds now."""
    return Stop.objects.filter(ended_at=None).first()


@transaction.atomic
def begin(reason: str, by: User | None, role: Role = Role.SYSTEM) -> Stop:
    """Halt capture, storing and reading at once."""
    stop = Stop.objects.create(reason=reason, by=by, since=clock.now())
    record(Act.STOPPED_ALL, Actor(role), About(details={"stop": str(stop.pk)}))
    announce.everyone_ask_again()
    return stop


@transaction.atomic
def end(by: User, role: Role) -> Stop:
    """Give one of the two words that end the stop; with the second one it ends.

    Raises:
        NotStopped: there is nothing to end.
        SecondPersonNeeded: this person has given a word already.
    """
    stop = Stop.objects.select_for_update(no_key=True).filter(ended_at=None).first()
    if stop is None:
        raise NotStopped
    if stop.ended_first is None:
        stop.ended_first = by
    elif stop.ended_first_id == by.pk:
        raise SecondPersonNeeded
    else:
        stop.ended_second, stop.ended_at = by, clock.now()
        record(Act.STARTED_AGAIN, Actor(role), About(details={"stop": str(stop.pk)}))
        announce.everyone_ask_again()
    stop.save()
    return stop
