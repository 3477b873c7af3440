"""The open log for everybody: its newest checkpoint, and that it continues an older one.

Neither says what any entry is; both let anybody compare what they saw with what others see.
"""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from governance.audit import evidence, proved
from governance.devices import attempts
from pages.access import public_page

MOST = 120
"""Questions from one address in ten minutes."""
SECONDS = 10
LONGEST = 18


@public_page
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Hand out the newest checkpoint with its cosignatures, as a signed note (C2SP)."""
    _count(request)
    newest = evidence.newest(None)
    if newest is None:
        return HttpResponse("", content_type="text/plain; charset=utf-8", status=404)
    return _cacheable(HttpResponse(newest.note, content_type="text/plain; charset=utf-8"))


@public_page
@require_safe
def consistency(request: HttpRequest) -> HttpResponse:
    """Prove that the newest checkpoint continues the log of `old` entries (RFC 9162, 2.1.4)."""
    _count(request)
    newest, asked = evidence.newest(None), request.GET.get("old", "")
    old = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST else 0
    if old == 0:
        return JsonResponse({"error": "?old= is the size of an older checkpoint"}, status=400)
    if newest is None or old > newest.size:
        return JsonResponse({"error": "the log has had fewer entries"}, status=404)
    path = proved.base64s(evidence.consistency(old, newest))
    return _cacheable(JsonResponse({"path": path, "checkpoint": newest.note}))


def _count(request: HttpRequest) -> None:
    attempts.note("log", get_adapter(request).get_client_ip(request), MOST)


def _cacheable(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    return response
