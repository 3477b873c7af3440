"""The public keys with which anyone can check what Sayso has signed."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from governance.keys import signers
from governance.keys.models import SigningKey
from governance.signing import Use, encode
from pages.access import public_page

SHOWN = (Use.RECEIPT, Use.CERTIFICATE, Use.RELEASE, Use.LOG, Use.LEASE)
"""With the keys of leases anyone sees that a lease was given after a withdrawal."""


@public_page
@require_safe
def keys(_request: HttpRequest) -> JsonResponse:
    """Hand out the public keys by use and id, retired ones too (docs/signatures.md)."""
    found = {
        str(use): {name: encode(raw) for name, raw in signers.public_keys(use).items()}
        for use in SHOWN
    }
    days = {row.id: _days(row) for use in SHOWN for row in signers.rows(use)}
    answer = {"type": "sayso-keys/1", "algorithm": "Ed25519", "keys": found, "days": days}
    return JsonResponse(answer)


def _days(row: SigningKey) -> dict[str, object]:
    """Return when a key was born, from when it signs, when it ended, and whether it was lost."""
    return {
        "born": row.born.isoformat(),
        "starts": (row.starts.date() if row.starts else row.born).isoformat(),
        "retired": row.retired.isoformat() if row.retired else None,
        "lost": row.lost,
    }
