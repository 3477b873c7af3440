"""The end of a session: 30 minutes after the last act, ten hours after its beginning.

When somebody last did something stands in a signed cookie of the browser, never on the server:
a table of that would be a time clock.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse

from governance import clock

BEGAN = "began"
COOKIE = "sayso_seen"
SALT = "sayso.seen"
POLL = "employee:sign"
"""The sign asks by itself, so its calls are no sign of a person."""


class SessionEndMiddleware:
    """Signs out whoever has been away, and everybody after the longest time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End the session where its time has come; else note that somebody is there."""
        if request.user.is_authenticated and _has_ended(request):
            logout(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            _note(request, response)
        elif COOKIE in request.COOKIES:
            response.delete_cookie(COOKIE)
        return response


def _has_ended(request: HttpRequest) -> bool:
    began = request.session.get(BEGAN)
    if began is None:  # signed in a moment ago
        return False
    now, seen = clock.now(), _seen(request)
    longest = datetime.fromtimestamp(began, UTC) + settings.SESSION_LONGEST
    return now >= longest or seen is None or now >= seen + settings.SESSION_IDLE


def _seen(request: HttpRequest) -> datetime | None:
    try:
        session, moment = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if session != request.session[BEGAN]:
        return None
    return datetime.fromtimestamp(moment, UTC)


def _note(request: HttpRequest, response: HttpResponse) -> None:
    now = int(clock.now().timestamp())
    first = BEGAN not in request.session
    if first:
        request.session[BEGAN] = now
    match = request.resolver_match
    if match is not None and match.view_name == POLL and not first:
        return
    response.set_cookie(
        COOKIE,
        signing.dumps([request.session[BEGAN], now], salt=SALT),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
