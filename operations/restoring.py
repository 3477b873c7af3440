"""While a restore has not ended, nothing with data is served or taken."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from capture.ingest import errors
from capture.protocol.codes import Code
from governance.leases import restored

RETRY = "120"
AGENTS = "/agent/"


class RestoringMiddleware:
    """Answers every address but static files with 503 while the mark of a restore is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        if not restored.under_way():
            return self.get_response(request)
        if request.path.startswith(AGENTS):
            return self._to_agents()
        with override(get_language_from_request(request)):
            text = _(
                "Sayso is being restored from a backup. What was deleted since is deleted again "
                "first. Nothing is recorded meanwhile. Please come back in a few minutes."
            )
        answer = HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
        return _final(answer)

    def _to_agents(self) -> HttpResponse:
        """Answer in the words and the size of the wire, to everyone alike."""
        body = errors.body_of(Code.UNAVAILABLE)
        return _final(HttpResponse(body, status=503, content_type="application/json"))


def _final(answer: HttpResponse) -> HttpResponse:
    answer["Retry-After"] = RETRY
    answer["Cache-Control"] = "no-store"
    return answer
