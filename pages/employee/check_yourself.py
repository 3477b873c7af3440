"""Check it yourself: one's own entries of the log with proofs, and how to check them elsewhere."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from governance.audit import checkpoints, evidence, proved
from governance.audit.acts import Act, Role
from governance.audit.record import About, Actor, record
from governance.directory.closing import refuse_while_closed
from governance.keys import signers
from governance.signing import Use
from pages.access import EmployeeRequest, employee_page
from pages.public import verifier

FILE = "sayso-entries.json"
GOOD = "It holds. All %(count)d entries are in the log %(log)s, and each is as it was written."


@dataclass(frozen=True, slots=True)
class Told:
    """What a person needs beside the file.

    Attributes:
        keys: public keys of the log, each in a line.
        verifier_url: where verify.py is.
        sha256: of verify.py.
        command: to be typed.
        good: what it answers where all is well.
    """

    keys: tuple[str, ...]
    verifier_url: str
    sha256: str
    command: str
    good: str


@employee_page
@require_safe
def check_yourself(request: EmployeeRequest) -> HttpResponse:
    """Say what can be checked, how, and what it does not prove."""
    refuse_while_closed(request.employee)
    newest = evidence.newest(None)
    count = proved.count(request.employee.owner)
    origin = checkpoints.read(newest.note).origin if newest else checkpoints.origin()
    context = {"count": count, "told": _told(origin, count)}
    return render(request, "employee/check_yourself.html", context)


@employee_page
@require_POST
def download(request: EmployeeRequest) -> StreamingHttpResponse:
    """Hand out one's own entries with their proofs, opened; that it was done is an entry, too."""
    refuse_while_closed(request.employee)
    owner = request.employee.owner
    with transaction.atomic():
        about = About(owner, details={"what": proved.ENTRIES})
        record(Act.DATA_DOWNLOADED, Actor(Role.EMPLOYEE, owner), about)
    response = StreamingHttpResponse(proved.own(owner), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return response


def _told(origin: str, count: int) -> Told:
    keys = signers.trusted_keys(Use.LOG).values()
    return Told(
        keys=tuple(checkpoints.verifier_key(origin, public) for public in keys),
        verifier_url=settings.PUBLIC_URL + reverse("public:verifier"),
        sha256=verifier.sha256(),
        good=GOOD % {"count": count, "log": origin},
        command=f"python3 verify.py entries {FILE} --key log-key.txt",
    )
