"""Requests about rights for tests, made through the acts."""

import secrets
from datetime import timedelta

from governance import clock
from governance.audit.acts import Role
from governance.directory.models import Employee, User
from governance.erasure import run
from governance.rights import executing, links, machine, requests
from governance.rights.models import AskLink, CounterSignature, RightsRequest, State
from tests import factories


def hr() -> User:
    """Return one more login of HR."""
    return factories.user_of(factories.person(roles=(Role.HR,)))


def compliance() -> User:
    """Return one more compliance officer."""
    return factories.user_of(factories.person(roles=(Role.COMPLIANCE,)))


def link_to(email: str, language: str = "en") -> AskLink:
    """Return a mailed link."""
    requests.begin_link(email, language)
    token = secrets.token_urlsafe(8)
    links.settle(links.unsent()[0], token)
    return requests.link(token)


def asked(email: str, name: str = "Somebody", jurisdiction: str = "eu") -> RightsRequest:
    """Return a request of somebody without an account."""
    return requests.ask(link_to(email), name, "Please erase all.", jurisdiction)


def confirmed(employee: Employee | None, email: str = "", name: str = "") -> RightsRequest:
    """Return a request that is ready to decide."""
    email = employee.email if employee else email or "stranger@elsewhere.example"
    request = asked(email, employee.name if employee else name or "A Stranger")
    first, second = hr(), hr()
    requests.match(request, employee, first)
    requests.confirm(request, "seen", first)
    requests.confirm(request, "called", second)
    return request


def propose(
    request: RightsRequest, move: str = "refuse", by: User | None = None, reason: str = "unfounded"
) -> CounterSignature:
    """Propose an answer that the compliance officer must agree to."""
    machine.step(request, move, by or hr(), Role.HR, reason, "Because.")
    return CounterSignature.objects.get(request=request, agreed=None)


def done(request: RightsRequest) -> None:
    """Carry the erasure of a request through."""
    assert request.erasure is not None
    for erasure in run.unfinished():
        run.advance(erasure)
    with clock.shifted(timedelta(minutes=3)):
        for erasure in run.unfinished():
            run.advance(erasure)


def carried_out(request: RightsRequest, by: User | None = None) -> RightsRequest:
    """Order the erasure and let a worker carry it through."""
    if request.state != State.EXECUTING:
        machine.step(request, "execute", by or hr(), Role.HR)
    executing.begin(request.pk)
    request.refresh_from_db()
    done(request)
    executing.finish(request.pk)
    request.refresh_from_db()
    return request
