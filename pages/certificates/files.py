"""The certificate of a request as its person takes it along: the signed file, and a paper.

The file carries the proof of its place in the log. HR has the hash of the file without it, since
a proof is another one under each newer checkpoint: `alone` hands out those very bytes.
"""

import json

from django.http import Http404, HttpResponse

from governance.rights import queries
from governance.rights.models import RightsRequest
from pages.certificates import paper as papers
from pages.certificates import proof


def signed(asked_for: RightsRequest, *, alone: bool = False) -> HttpResponse:
    """Return the signed file of a request, with its proof unless it is wanted alone.

    Raises:
        Http404: there is none, or none yet.
    """
    file, whole = queries.certificate_file(asked_for), queries.certificate_of(asked_for)
    if file is None or whole is None:
        raise Http404
    text = file if alone else json.dumps(proof.file_of(whole), indent=2)
    response = HttpResponse(text, content_type="application/json")
    name = f"sayso-certificate-{asked_for.reference}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def paper(asked_for: RightsRequest) -> HttpResponse:
    """Return the paper of a request.

    Raises:
        Http404: there is none, or none yet.
    """
    certificate = queries.certificate_of(asked_for)
    if certificate is None:
        raise Http404
    whose = papers.Whose(asked_for.name, asked_for.reference)
    return papers.answer(certificate, whose, f"sayso-certificate-{asked_for.reference}.pdf")
