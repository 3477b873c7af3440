"""A former employee asks, HR matches and confirms, a worker erases, the person gets the proof."""

import hashlib
import json

from governance.audit.acts import Role
from governance.erasure import run
from governance.rights import executing, links, machine, queries, requests, salt
from governance.rights.models import AskLink, State
from governance.signing import decode
from tests.requests import done, hr


def test_a_request_goes_from_the_link_to_the_certificate(lasting_company):
    company = lasting_company
    first, second = hr(), hr()
    requests.begin_link(company.employee.email, "en")
    waiting = AskLink.objects.get()
    assert links.settle(waiting.pk, "a-token")
    link = requests.link("a-token")
    request = requests.ask(link, company.employee.name, "Erase all.", "eu")
    assert (request.state, queries.counts_by_urgency().overdue) == (State.RECEIVED, 0)
    requests.assign(request, first, first)
    assert requests.candidates(request) == [company.employee]
    requests.match(request, company.employee, first)
    requests.confirm(request, "seen", first)
    requests.confirm(request, "called", second)
    assert request.state == State.ASSESSING
    request = machine.step(request, "execute", first, Role.HR)
    assert request.state == State.EXECUTING
    executing.begin(request.pk)
    request.refresh_from_db()
    done(request)
    assert executing.finish(request.pk)
    request.refresh_from_db()
    assert request.state == State.FULFILLED
    file = queries.certificate_file(request)
    assert queries.certificate_sha256(request) == hashlib.sha256(file).hexdigest()
    payload = json.loads(decode(json.loads(file)["payload"]))
    named = f"{salt.salt_of(request)}\0{company.employee.email}".encode()
    assert payload["answers"]["subject"] == f"sha256:{hashlib.sha256(named).hexdigest()}"
    assert company.employee.email not in str(payload)
    assert queries.progress(request).finished
    assert run.unfinished() == []
