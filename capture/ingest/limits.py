"""How much is taken in: sizes, waiting batches, requests held at once."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest

from capture.protocol.messages import BATCH_MAX, WAIT_SIZES

MESSAGE_MAX: Final = 16_384
"""Bytes of the short calls: enrolment, confirm, answer, narrow."""
UPLOAD_MAX: Final = BATCH_MAX
WAIT_MAX: Final = max(WAIT_SIZES)
INBOX_MOST: Final = 20_000
"""Batches that may wait for a worker; with more, devices are asked to come later."""
INBOX_RETRY: Final = 60
"""Seconds after which a device comes again when too many wait."""
KEPT_WITHIN: Final = timedelta(seconds=45)
"""After which a batch is not taken any more: its device listens for 75 s, a commit may take 15."""
HELD_MOST: Final = 5_000
"""Waiting requests that one process holds."""
HELD_RETRY: Final = 15
ATTEMPTS_RETRY: Final = 600


def address_of(request: HttpRequest) -> str:
    """Return the caller's network address, for counting tries.

    Behind a proxy it is the last entry of X-Forwarded-For, which the proxy itself added.
    """
    forwarded = request.headers.get("X-Forwarded-For", "")
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None) and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
