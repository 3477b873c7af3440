"""Mailed links: somebody without an account asks under one, and follows the case with it.

The value of a link is random, and only its hash is kept. It is made by the worker that mails it,
so that it stands in no message of the queue: until then the row waits under a name that opens
nothing.
"""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from governance import announce, clock
from governance.rights.errors import LinkEnded
from governance.rights.models import AskLink, RightsRequest

SEND = "governance.rights.tasks.send_link"
UNSENT = "unsent-"
TO_ASK = timedelta(hours=24)
TO_FOLLOW = timedelta(days=180)


def begin(email: str, language: str) -> None:
    """Note that a link is to be mailed: the same work whoever the address belongs to."""
    with transaction.atomic():
        row = AskLink.objects.create(
            token_sha256=UNSENT + secrets.token_hex(16),
            email=email.strip().lower(),
            language=language,
            ends_at=clock.now() + TO_ASK,
        )
        announce.task(SEND, row.pk)


def unsent() -> list[str]:
    """Return the rows whose link has not been mailed."""
    rows = AskLink.objects.filter(pk__startswith=UNSENT, ends_at__gt=clock.now())
    return list(rows.values_list("pk", flat=True))


def waiting_row(waiting: str) -> AskLink | None:
    """Return a row whose link has not been mailed; None where it has."""
    return AskLink.objects.filter(pk=waiting).first() if waiting.startswith(UNSENT) else None


def new_token() -> str:
    """Return the value of a link."""
    return secrets.token_urlsafe(32)


@transaction.atomic
def settle(waiting: str, token: str) -> bool:
    """Let a mailed value lead somewhere; False where another worker was first."""
    row = AskLink.objects.select_for_update(no_key=True).filter(pk=waiting).first()
    if row is None:
        return False
    AskLink.objects.create(
        token_sha256=_hash(token), email=row.email, language=row.language, ends_at=row.ends_at
    )
    row.delete()
    return True


def make_for(request: RightsRequest) -> str:
    """Make one more link to a request, for a letter about it."""
    token = new_token()
    AskLink.objects.create(
        token_sha256=_hash(token),
        email=request.email,
        language=request.language,
        request=request,
        ends_at=clock.now() + TO_FOLLOW,
    )
    return token


def find(token: str) -> AskLink:
    """Return the link behind a value.

    Raises:
        LinkEnded: there is none, or its time is over.
    """
    row = AskLink.objects.select_related("request").filter(pk=_hash(token)).first()
    if row is None or row.ends_at <= clock.now():
        raise LinkEnded
    return row


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
