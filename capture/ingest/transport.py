"""Reads a request as it was transported: transported bytes are what is signed."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError

from capture.protocol.codes import Code, WireError
from capture.protocol.signatures import RequestParts

_DEFAULT_PORTS = (":80", ":443")


def parts_of(request: HttpRequest, most: int) -> RequestParts:
    """Return the parts of a request that came through Django.

    Args:
        request: not read yet.
        most: bytes that its body may have.

    Raises:
        WireError: `too-large`, or `malformed` where the body did not arrive.
    """
    return RequestParts(
        method=request.method or "",
        authority=authority(request.META.get("HTTP_HOST", "")),
        target=_target(request),
        headers=tuple(request.headers.items()),
        body=_body(request, most),
    )


def parts_of_scope(scope: Mapping[str, Any], body: bytes) -> RequestParts:
    """Return the parts of a request that came through ASGI."""
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
    )
    hosts = [value for name, value in headers if name == "host"]
    query = scope["query_string"].decode("latin-1")
    path = scope["raw_path"].decode("latin-1")
    return RequestParts(
        method=scope["method"],
        authority=authority(hosts[0]) if len(hosts) == 1 else "",
        target=f"{path}?{query}" if query else path,
        headers=headers,
        body=body,
    )


def authority(host: str) -> str:
    """Return a Host header in the form that is signed: lower case, no default port."""
    lower = host.lower()
    for port in _DEFAULT_PORTS:
        lower = lower.removesuffix(port)
    return lower


def _target(request: HttpRequest) -> str:
    raw = str(request.META.get("RAW_URI", ""))
    return raw if raw.startswith("/") else request.get_full_path()


def _body(request: HttpRequest, most: int) -> bytes:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if len(length) > 12 or (length.isascii() and length.isdigit() and int(length) > most):
        raise WireError(Code.TOO_LARGE)
    try:
        body = request.body
    except RequestDataTooBig as error:
        raise WireError(Code.TOO_LARGE) from error
    except UnreadablePostError as error:
        raise WireError(Code.MALFORMED) from error
    if len(body) > most:
        raise WireError(Code.TOO_LARGE)
    return body
