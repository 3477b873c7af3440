"""The sheet for the wall: the fingerprint that everybody compares who connects a computer."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from governance import clock
from governance.audit import known, witnesses
from governance.audit.known import Known
from pages import dates
from pages.access import public_page


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the paper, and below it the keys from which anybody computes it.

    Attributes:
        groups: six groups of five digits.
        day: on which it is printed.
        log: name of the log.
        witnesses: name of each witness, and whether nobody at this server administers it.
        command: computes the digits without this server.
    """

    groups: tuple[str, ...]
    day: str
    log: str
    witnesses: tuple[tuple[str, bool], ...]
    command: str


@public_page
@require_safe
def fingerprint(request: HttpRequest) -> HttpResponse:
    """Show the sheet; where the log has no key yet, say so."""
    found = known.if_any()
    sheet = None if found is None else _sheet(found)
    response = render(request, "public/fingerprint.html", {"sheet": sheet})
    response["Cache-Control"] = "no-store"
    return response


def _sheet(found: Known) -> Sheet:
    keys = [f"--log {key}" for key in found.keys]
    keys += [f"--witness {key}" for key in found.witnesses]
    return Sheet(
        groups=tuple(found.fingerprint.split()),
        day=dates.day(clock.today()),
        log=found.origin,
        witnesses=tuple((one.name, one.outside) for one in witnesses.named()),
        command=" ".join(["python3 verify.py fingerprint", *keys]),
    )
