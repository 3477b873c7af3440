"""What a device may do without the browser: pause, resume its own pause, withdraw, forget."""

import contextlib
from datetime import timedelta

from capture.protocol.codes import Code, WireError
from capture.protocol.messages import Act, NarrowRequest
from governance import clock
from governance.consent import decisions, pauses
from governance.consent.errors import NothingToWithdraw
from governance.devices.authentication import Caller
from governance.leases import persons
from training import take_back


def narrow(caller: Caller, request: NarrowRequest) -> None:
    """Do it. The answer tells nothing: where there was nothing to do, it is the same.

    Raises:
        WireError: `envelope-invalid` where a span to forget is missing.
    """
    match request.act:
        case Act.PAUSE:
            span = timedelta(minutes=request.minutes) if request.minutes else None
            pauses.pause(caller.owner, clock.now() + span if span else None, at_device=True)
        case Act.RESUME:
            pauses.resume(caller.owner, at_device=True)
        case Act.WITHDRAW:
            _withdraw(caller, request.purpose)
        case Act.FORGET:
            if request.minutes is None:
                raise WireError(Code.ENVELOPE_INVALID)
            take_back.forget(caller.owner, request.minutes)


def _withdraw(caller: Caller, purpose: str | None) -> None:
    employee = persons.of(caller.owner)
    if employee is None:
        return
    if purpose is None:
        decisions.withdraw_all(employee, employee.language)
        return
    with contextlib.suppress(NothingToWithdraw):
        decisions.withdraw(employee, purpose, employee.language)
