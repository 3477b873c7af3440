"""The sheet for the wall: the fingerprint that everybody compares who connects a computer."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from governance import clock
from governance.audit import known, witnesses
from governance.audit.acts import Role
from governance.audit.known import Known
from governance.leases import trust
from governance.leases.trust import Paper
from pages import dates
from pages.access import public_page
from pages.cases import words
from pages.navigation import ROLE_NAMES
from pages.sign import joined


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the paper, and below it the keys from which anybody computes it.

    Attributes:
        groups: six groups of five digits.
        day: on which it is printed.
        log: name of the log.
        witnesses: name of each witness, and whether nobody at this server administers it.
        approvers: who has to approve a purpose before a computer records for it.
        law: names of the laws for which this sheet is; "" where there is one sheet for all.
        others: code of one law, and the names of all, of each other sheet.
        command: computes the digits without this server.
    """

    groups: tuple[str, ...]
    day: str
    log: str
    witnesses: tuple[tuple[str, bool], ...]
    approvers: str
    law: str
    others: tuple[tuple[str, str], ...]
    command: str


@public_page
@require_safe
def fingerprint(request: HttpRequest) -> HttpResponse:
    """Show the sheet for a law, else the one with the most roles; without a key, say so."""
    found = known.if_any()
    sheet = None if found is None else _sheet(found, request.GET.get("law", ""))
    response = render(request, "public/fingerprint.html", {"sheet": sheet})
    response["Cache-Control"] = "no-store"
    return response


def _sheet(found: Known, law: str) -> Sheet:
    papers = trust.papers(found)
    paper = next((one for one in papers if law in one.jurisdictions), papers[0])
    others = tuple(one for one in papers if one != paper)
    return Sheet(
        groups=tuple(paper.fingerprint.split()),
        day=dates.day(clock.today()),
        log=found.origin,
        witnesses=tuple((one.name, one.outside) for one in witnesses.named()),
        approvers=joined([str(ROLE_NAMES[Role(role)]) for role in paper.approvers]),
        law=_names(paper) if others else "",
        others=tuple((one.jurisdictions[0], _names(one)) for one in others),
        command=_command(found, paper),
    )


def _names(paper: Paper) -> str:
    return joined([words.jurisdiction(code) for code in paper.jurisdictions])


def _command(found: Known, paper: Paper) -> str:
    told = [f"--log {key}" for key in found.keys]
    told += [f"--witness {key}" for key in found.witnesses]
    told += [f"--approver {role}" for role in paper.approvers]
    return " ".join(["python3 verify.py fingerprint", *told])
