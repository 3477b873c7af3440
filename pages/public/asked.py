"""Following a request by its mailed link, and taking the certificate along."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from governance.rights import requests, taking_back
from governance.rights.models import RightsRequest
from pages.access import public_page
from pages.cases.follow import follow
from pages.certificates import files


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """Say where the request stands and where to complain; or take it back."""
    link = requests.link(token)
    if link.request is None:
        return redirect("public:ask_link", token)
    if request.method == "POST":
        taking_back.by_link(link)
        return redirect("public:asked", token)
    context = {
        "followed": follow(link.request),
        "can_take_back": taking_back.can(link.request),
        "token": token,
    }
    response = render(request, "public/asked.html", context)
    response["Cache-Control"] = "no-store"
    return response


@public_page
@require_safe
def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out the signed certificate with its proof; alone, the very bytes whose hash HR has."""
    return files.signed(_request(token), alone="alone" in request.GET)


@public_page
@require_safe
def certificate_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out the certificate as a paper."""
    return files.paper(_request(token))


def _request(token: str) -> RightsRequest:
    link = requests.link(token)
    if link.request is None:
        raise Http404
    return link.request
