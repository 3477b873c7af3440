"""Turns a refusal into a page: here and in the handler of the devices' API alone."""

import sys
from collections.abc import Callable
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from governance.errors import Refusal

AGAIN: Final = 15
"""Seconds after which a page can be asked for again whose database is away, silent or full."""


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


def broken(request: HttpRequest) -> HttpResponse:
    """Answer what nobody foresaw; a database that cannot answer is no bug, and may be back soon."""
    answer = defaults.server_error(request)
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        answer.status_code = 503
        answer["Retry-After"] = str(AGAIN)
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without a good token: most often it is an old page."""
    return render(request, "403_csrf.html", status=403)
