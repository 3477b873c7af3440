"""Pause and resume: no decision of the ledger, no entry of the log."""

from datetime import datetime

from django.db import transaction

from governance import announce
from governance.audit import totals
from governance.audit.acts import Total
from governance.consent import person_state


@transaction.atomic
def pause(owner: str, until: datetime | None, *, at_device: bool = False) -> None:
    """Let no lease be given until a moment, or until the person resumes (None)."""
    private = person_state.hold(owner)
    private.paused_until = until or person_state.FOREVER
    private.paused_at_device = at_device
    person_state.write(owner, private)
    totals.add(Total.PAUSES)
    announce.ask_again(owner)


@transaction.atomic
def resume(owner: str, *, at_device: bool = False) -> bool:
    """End a pause; a device ends only what a device began. Returns whether it ended."""
    private = person_state.hold(owner)
    if private.paused_until is None or (at_device and not private.paused_at_device):
        return False
    private.paused_until, private.paused_at_device = None, False
    person_state.write(owner, private)
    announce.ask_again(owner)
    return True


def paused_until(owner: str) -> datetime | None:
    """Return the end of the pause; None where there is none."""
    return person_state.read(owner).paused_until
