"""The inbox of the demonstration: every letter that Sayso sent, whoever it went to."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from demo import guard, letters

A_PAGE = 50


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """List the letters, the newest first."""
    guard.refuse_strangers(request)
    guard.refuse_other_browsers(request)
    page = Paginator(letters.every(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "public/demo_inbox.html", {"page": page})


@require_safe
def letter(request: HttpRequest, letter_id: str) -> HttpResponse:
    """Show one letter as plain text; addresses of this Sayso can be followed."""
    guard.refuse_strangers(request)
    guard.refuse_other_browsers(request)
    found = letters.find(letter_id)
    if found is None:
        raise Http404
    return render(request, "public/demo_letter.html", {"letter": found})
