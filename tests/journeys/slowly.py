"""A slow computer on a slow line, where SAYSO_TEST_SLOW asks for it: what does not wait fails."""

import os
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

SLOWER = float(os.environ.get("SAYSO_TEST_SLOW", "1"))  # times; 1 leaves everything alone
NETWORK = {
    "offline": False,
    "latency": 300,  # milliseconds
    "downloadThroughput": 200_000,  # bytes a second
    "uploadThroughput": 200_000,
}
PAUSE = 0.3  # seconds between two pieces of a page


def serve_in_pieces() -> None:
    """Let the server of the tests, which is not started yet, send pages in pieces."""
    if SLOWER > 1:
        settings.MIDDLEWARE = [f"{__name__}.{in_pieces.__name__}", *settings.MIDDLEWARE]


def slow_down(page) -> None:
    """Give a page of the browser a slow processor and a slow network."""
    if SLOWER > 1:
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", NETWORK)


def in_pieces(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Send a page as a busy server does: first next to nothing, then one half, then the other.

    After the first piece the browser has left the page before and has an empty document.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        found = get_response(request)
        if found.streaming or not found.headers.get("Content-Type", "").startswith("text/html"):
            return found
        headers = {k: v for k, v in found.headers.items() if k != "Content-Length"}
        pieces, status = _pieces(found.content), found.status_code
        slow = StreamingHttpResponse(pieces, status=status, headers=headers)
        slow.cookies = found.cookies
        return slow

    return answer


def _pieces(page: bytes) -> Iterator[bytes]:
    half = len(page) // 2
    for piece in (b"\n", page[:half], page[half:]):
        yield piece
        time.sleep(PAUSE)
