"""Checks what is kept of the witnesses' words: each line is of its row, its moment and its key.

The signature itself can be checked of witnesses that the settings name, since their keys stand
there. A witness with a new key needs a new name; else its older lines are findings until they go.
"""

import base64
import binascii
from collections.abc import Iterator

from governance.audit import witnesses
from governance.audit.models import AuditCheckpoint, AuditCosignature
from governance.audit.verifying_outside import Finding

AT_ONCE = 500
CODE = "cosignature-differs"
TIME = slice(4, 12)


def findings() -> Iterator[Finding]:
    """Yield what does not fit, with the size of the checkpoint that it stands under."""
    after, keys = 0, {one.name: one for one in witnesses.named()}
    while rows := list(AuditCosignature.objects.filter(pk__gt=after).order_by("pk")[:AT_ONCE]):
        after = rows[-1].pk
        signed = AuditCheckpoint.objects.filter(size__in=[row.size for row in rows])
        notes = dict(signed.values_list("size", "note"))
        for row in rows:
            if not _fits(row, notes.get(row.size), keys.get(row.witness)):
                yield Finding(CODE, row.size)


def _fits(row: AuditCosignature, note: str | None, witness: witnesses.Witness | None) -> bool:
    """Tell whether a line is what its row says; a row under no checkpoint never is."""
    if note is None:
        return False
    if witness is not None:
        return witnesses.cosigned_at(witness, note, row.line) == row.at
    name, _, written = row.line.removeprefix("\u2014 ").rpartition(" ")
    try:
        raw = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        return False
    return name == row.witness and int.from_bytes(raw[TIME]) == row.at
