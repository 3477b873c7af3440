"""The chain of the log in words: the newest checkpoint, what waits, the last check, who watches.

What waits is told in hundreds, since one more entry would show that somebody has just acted.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from governance.audit import sequencer
from governance.audit.models import AuditCheck, AuditRound
from pages import dates, watching
from pages.watching import Watching

FEW = 500


@dataclass(frozen=True, slots=True)
class Chain:
    """What the pages say of the chain.

    Attributes:
        checkpoint: day of the newest one.
        waiting: how many entries wait, in hundreds.
        checked: how the last check of the whole log ended, or what raised the alarm since.
        whole: when a check last came to its end.
        going_on: how far a check has come that has not ended; "" where none has begun.
        changed: whether something does not fit.
        watch: who watches from outside.
    """

    checkpoint: str
    waiting: str
    checked: str
    whole: str
    going_on: str
    changed: bool
    watch: Watching

    @property
    def broken(self) -> bool:
        """Tell whether the log is not what was written: by the last check, or by a witness."""
        return self.changed or bool(self.watch.alarm)

    @property
    def said(self) -> str:
        """Return what the first sentence of a page says of it where it is broken."""
        return _("The log was changed after it was written.") if self.changed else self.watch.alarm


def of() -> Chain:
    """Return the chain as it is now, with four queries, and one more where witnesses are named."""
    state = sequencer.state()
    last = AuditCheck.objects.filter(pk=1).first()
    return Chain(
        checkpoint=dates.day(state.moved_on) if state.moved_on else _("None yet"),
        waiting=_waiting(state.waiting),
        checked=_checked(last),
        whole=dates.moment(last.whole) if last and last.whole else _("None yet"),
        going_on=_going_on(AuditRound.objects.filter(pk=1).first()),
        changed=bool(last and last.findings),
        watch=watching.of(),
    )


def _waiting(count: int) -> str:
    if count < FEW:
        return _("Fewer than 500, as it should be")
    return _("About %(n)s: Sayso does not keep up") % {"n": dates.number(round(count, -2))}


def _checked(last: AuditCheck | None) -> str:
    if last is None:
        return _("Not yet. It runs each night.")
    if last.findings:
        return _("%(when)s: something was changed, cut off or put in") % {
            "when": dates.moment(last.ended)
        }
    return _("%(when)s: nothing is missing, nothing was changed") % {
        "when": dates.moment(last.ended)
    }


def _going_on(row: AuditRound | None) -> str:
    """Say how far a check has come, in tenths: one part more would show that somebody acted."""
    if row is None:
        return ""
    tenths = 10 * row.done // max(row.total, 1)
    return _("Begun %(when)s, about %(percent)d %% of the closed parts so far") % {
        "when": dates.moment(row.begun),
        "percent": 10 * min(tenths, 10),
    }
