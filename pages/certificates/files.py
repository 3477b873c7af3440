"""The certificate of a request as its person takes it along: the signed file, and a paper."""

from django.http import Http404, HttpResponse

from governance.rights import queries
from governance.rights.models import RightsRequest
from pages.certificates import paper as papers


def signed(asked_for: RightsRequest) -> HttpResponse:
    """Return the signed file of a request.

    Raises:
        Http404: there is none, or none yet.
    """
    file = queries.certificate_file(asked_for)
    if file is None:
        raise Http404
    response = HttpResponse(file, content_type="application/json")
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
