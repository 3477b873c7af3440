"""Turns a refusal into a page: here and in the handler of the devices' API alone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from governance.errors import Refusal


class RefusalMiddleware:
    """Shows what was refused and what the person can do, with the status of the refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal; whatever else is a bug and goes on."""
        return page(request, error) if isinstance(error, Refusal) else None


def page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the page of a refusal; htmx takes its main part out of it."""
    context = {
        "status": int(refusal.status),
        "message": refusal.message,
        "remedy": refusal.remedy,
        "code": refusal.code,
    }
    return render(request, "errors/refusal.html", context, status=int(refusal.status))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without a good token: most often it is an old page."""
    return render(request, "403_csrf.html", status=403)
