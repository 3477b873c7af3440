"""While a restore has not ended, nothing with data is served, stored or worked on."""

from collections.abc import Callable

from celery import Task
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from governance.leases import restored

RETRY = "120"


class RestoringMiddleware:
    """Answers every address but static files with 503 while the mark of a restore is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        if not restored.under_way():
            return self.get_response(request)
        text = _(
            "Sayso is being restored from a backup. What was deleted since is deleted again first."
            " Nothing is recorded meanwhile. Please come back in a few minutes."
        )
        answer = HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
        answer["Retry-After"] = RETRY
        answer["Cache-Control"] = "no-store"
        return answer


class HeldTask(Task):  # type: ignore[type-arg]  # generic for the checker alone
    """A task that does nothing while a restore has not ended: sweeps find later what waits."""

    abstract = True

    def __call__(self, *arguments: object, **named: object) -> object:
        """Run, or leave it to the next sweep."""
        if restored.under_way():
            return None
        return super().__call__(*arguments, **named)
