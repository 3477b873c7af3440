"""Signing keys: one for each use, made when first needed, kept wrapped in the key store.

The key of the log is another matter: its private half is a file of the sequencer (`log_key`),
and only its public half lies here. What another process rotated is picked up within a minute.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance import clock, signing
from governance.keys import log_key, wrapping
from governance.keys.models import SigningKey
from governance.keys.short_memory import COPIES_LIVE, ShortMemory
from governance.signing import Signed, Use

SUCCESSORS_MOST = 4
_memory: ShortMemory[Ed25519PrivateKey] = ShortMemory(COPIES_LIVE)
_told: ShortMemory[list[Signed]] = ShortMemory(COPIES_LIVE)


def sign(use: Use, type_: str, payload: bytes) -> Signed:
    """Sign a payload with the current key of a use.

    Raises:
        governance.keys.log_key.LogKeyElsewhere: the use is the log's, and this is no sequencer.
    """
    return signing.sign(_current(use), type_, payload)


def sign_note(text: bytes) -> list[tuple[bytes, bytes]]:
    """Return the public keys of the log and their signatures over the text of a note.

    The key that signs now comes first; one that is announced and has not started signs too, so
    that who trusts it already can check. Notes have no type byte (C2SP signed-note); the log's
    keys sign nothing else but the statement of who follows them.

    Raises:
        governance.keys.log_key.LogKeyElsewhere: this process is not the sequencer.
        governance.keys.log_key.LogKeyMissing: the file of the key is not here.
    """
    first = signing_row(Use.LOG)
    announced = [row for row in living(Use.LOG) if row.id != first.id and not _begun(row)]
    keys = [private_of(row) for row in (first, *announced)]
    return [(key.public_key().public_bytes_raw(), key.sign(text)) for key in keys]


def public_keys(use: Use) -> dict[str, bytes]:
    """Return the raw public keys of a use by id, the oldest first, retired ones too."""
    return {row.id: bytes(row.public) for row in rows(use)}


def lost(use: Use) -> dict[str, date]:
    """Return the keys that were lost or are known to others by id, with the day it was said."""
    return {row.id: row.retired for row in rows(use) if row.lost and row.retired}


def trusted_keys(use: Use) -> dict[str, bytes]:
    """Return the raw public keys of a use by id, as `public_keys`, without those that were lost."""
    gone = lost(use)
    return {name: public for name, public in public_keys(use).items() if name not in gone}


def current_id(use: Use) -> str:
    """Return the id of the key that signs now."""
    return signing_row(use).id


def successors(uses: Sequence[Use]) -> list[Signed]:
    """Return what keys said of those that followed them, the oldest first, a few for each use."""
    name = "|".join(uses)
    if (known := _told.get(name)) is None:
        known = _told.put(name, [one for use in uses for one in _statements(use)])
    return known


def rows(use: Use) -> list[SigningKey]:
    """Return the keys of a use, the oldest first; the first one is made where there is none."""
    found = list(SigningKey.objects.filter(use=use))
    if found or (use is Use.LOG and not log_key.held()):
        return sorted(found, key=_order)
    if use is Use.LOG:
        _settle_log()
    return sorted(SigningKey.objects.filter(use=use), key=_order) or [make(use)]


def living(use: Use) -> list[SigningKey]:
    """Return the keys of a use that are not retired, the oldest first."""
    return [row for row in rows(use) if row.retired is None]


def signing_row(use: Use) -> SigningKey:
    """Return the key that signs now, made where there is none.

    Raises:
        governance.keys.log_key.LogKeyElsewhere: there is none of the log, and this process is no
            sequencer that could make it.
    """
    if use is Use.LOG:
        _settle_log()
    begun = [row for row in living(use) if _begun(row)]
    return begun[-1] if begun else make(use)


def make(use: Use) -> SigningKey:
    """Make a key that signs at once; its private half is kept before its row names it."""
    return keep(use, Ed25519PrivateKey.generate())


def keep(
    use: Use,
    private: Ed25519PrivateKey,
    starts: datetime | None = None,
    statement: Signed | None = None,
) -> SigningKey:
    """Keep a new key; its private half lies safe before its row names it."""
    raw = private.public_key().public_bytes_raw()
    key_id, wrapped = signing.key_id(raw), b""
    if use is Use.LOG:
        log_key.add(private)
    else:
        wrapped = wrapping.wrap(private.private_bytes_raw(), key_id)
    return SigningKey.objects.create(
        id=key_id,
        use=use,
        public=raw,
        wrapped=wrapped,
        born=clock.today(),
        starts=starts,
        statement=statement.as_json() if statement else None,
    )


def private_of(row: SigningKey) -> Ed25519PrivateKey:
    """Return the private half of a key."""
    if row.use == Use.LOG:
        return log_key.private(row.id)
    return Ed25519PrivateKey.from_private_bytes(wrapping.unwrap(row.wrapped, row.id))


def forget() -> None:
    """Forget who signs, in this process."""
    _memory.clear()
    _told.clear()


def _current(use: Use) -> Ed25519PrivateKey:
    if use is Use.LOG:
        return private_of(signing_row(use))
    if (known := _memory.get(use)) is None:
        known = _memory.put(use, private_of(signing_row(use)))
    return known


def _settle_log() -> None:
    """Bring the file and the rows of the log's keys together.

    A key from before the file was is moved there, and its wrapped copy ends. A key whose row a
    restored key store has forgotten is named again.
    """
    known = log_key.known()
    there = {row.id: row for row in SigningKey.objects.filter(use=Use.LOG)}
    for row in there.values():
        if row.wrapped:
            raw = wrapping.unwrap(row.wrapped, row.id)
            if row.retired is None:
                log_key.add(Ed25519PrivateKey.from_private_bytes(raw))
            SigningKey.objects.filter(pk=row.pk).update(wrapped=b"")
    for key_id in known:
        if key_id not in there:
            public = log_key.private(key_id).public_key().public_bytes_raw()
            SigningKey.objects.create(
                id=key_id, use=Use.LOG, public=public, wrapped=b"", born=clock.today()
            )


def _begun(row: SigningKey) -> bool:
    return row.starts is None or row.starts <= clock.now()


def _order(row: SigningKey) -> tuple[datetime, str]:
    born = datetime.combine(row.born, datetime.min.time(), UTC)
    return (row.starts or born, row.id)


def _statements(use: Use) -> list[Signed]:
    told = [row.statement for row in rows(use) if row.statement]
    return [Signed.from_json(one) for one in told[-SUCCESSORS_MOST:]]
