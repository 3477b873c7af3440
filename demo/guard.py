"""The doors of the demonstration open on this computer alone."""

import hmac
import ipaddress
from http import HTTPStatus

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from demo.models import DemoMark
from governance.directory.models import User
from governance.errors import Refusal

HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
COOKIE = "sayso_demo"
SALT = "sayso.demo"


class DoorClosed(Refusal):
    """Not this computer, not this browser, or no demonstration."""

    code = "demonstration-closed"
    status = HTTPStatus.FORBIDDEN
    message = _("The doors of the demonstration do not open here.")
    remedy = _("Open the address with a key that ./run printed, on the computer that runs it.")


def refuse_strangers(request: HttpRequest) -> None:
    """Refuse whatever does not come straight from a browser on this computer.

    Raises:
        DoorClosed: another computer, another host name, a proxy between, or a database of people.
    """
    if not (_from_here(request) and _straight(request) and _named_locally(request)):
        raise DoorClosed
    if not settings.DEMO or _real_people():
        raise DoorClosed


def refuse_other_browsers(request: HttpRequest) -> None:
    """Refuse a browser that did not come by the address with the key.

    Raises:
        DoorClosed: it has no cookie of the present key.
    """
    try:
        key = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        key = ""
    if not fits(str(key)):
        raise DoorClosed


def fits(key: str) -> bool:
    """Tell whether a key is the one that was printed at this start."""
    wanted = settings.DEMO_KEY
    return bool(wanted) and hmac.compare_digest(key.encode(), wanted.encode())


def remember(response: HttpResponse, key: str) -> None:
    """Let the browser come back without the key in its address."""
    response.set_cookie(
        COOKIE, signing.dumps(key, salt=SALT), httponly=True, samesite="Strict", path="/demo/"
    )


def _real_people() -> bool:
    """Tell whether the people of this database are real; in an empty one the company is made."""
    return not DemoMark.objects.exists() and User.objects.exists()


def _from_here(request: HttpRequest) -> bool:
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _straight(request: HttpRequest) -> bool:
    return not any(
        name in FORWARDED or name.startswith("HTTP_X_FORWARDED") for name in request.META
    )


def _named_locally(request: HttpRequest) -> bool:
    host = request.META.get("HTTP_HOST", "").lower()
    name = host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host
    return (name if name.startswith("[") else name.partition(":")[0]) in HOSTS
