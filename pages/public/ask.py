"""Asking for erasure without an account: by a mailed link, under which the case is followed."""

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from governance.devices import attempts
from governance.devices.errors import TooManyAttempts
from governance.packs.load import codes
from governance.rights import requests
from governance.rights.models import AskLink
from pages import languages
from pages.access import public_page
from pages.cases import words

FROM_ONE_PLACE = 20
TO_ONE_ADDRESS = 3
"""Mails in ten minutes."""
LONGEST = 5_000
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a field, and its id for the summary to lead to."""

    field: str
    words: str


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Take an address and mail a link to it; the answer is the same whoever it belongs to."""
    if request.method != "POST":
        return render(request, "public/ask.html", {})
    attempts.note("ask-from", get_adapter(request).get_client_ip(request), FROM_ONE_PLACE)
    typed = request.POST.get("email", "").strip()
    try:
        validate_email(typed)
    except ValidationError:
        wrong = _("This is no e-mail address. Write it in full, such as name@example.org.")
        context = {"typed": typed, "troubles": [Trouble("email", wrong)]}
        return render(request, "public/ask.html", context, status=422)
    if _may_mail(typed):
        requests.begin_link(typed, languages.current())
    return redirect("public:ask_sent")


@public_page
@require_safe
def ask_sent(request: HttpRequest) -> HttpResponse:
    """Say what comes now, to everybody the same."""
    return render(request, "public/ask_sent.html", {})


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def ask_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the request that the mailed link is for."""
    link = requests.link(token)
    if link.request_id is not None:
        return redirect("public:asked", token)
    if request.method != "POST":
        return _form(request, token, link)
    name = request.POST.get("name", "").strip()[:LONGEST_NAME]
    place = request.POST.get("jurisdiction", "")
    statement = request.POST.get("statement", "").strip()[:LONGEST]
    troubles = []
    if not name:
        troubles.append(Trouble("name", _("Write the name under which you worked here.")))
    if place not in codes():
        troubles.append(Trouble("jurisdiction", _("Choose the place where you worked.")))
    if troubles:
        typed = {"name": name, "jurisdiction": place, "statement": statement}
        return _form(request, token, link, {"typed": typed, "troubles": troubles}, status=422)
    requests.ask(link, name, statement, place)
    return redirect("public:asked", token)


def _form(
    request: HttpRequest,
    token: str,
    link: AskLink,
    more: dict[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "token": token,
        "email": link.email,
        "places": [(code, words.jurisdiction(code)) for code in codes()],
        "typed": {},
        **(more or {}),
    }
    return _private(render(request, "public/ask_form.html", context, status=status))


def _may_mail(address: str) -> bool:
    """Tell whether one more mail may go to an address; whoever asks is not told."""
    try:
        attempts.note("ask-for", address.lower(), TO_ONE_ADDRESS)
    except TooManyAttempts:
        return False
    return True


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
