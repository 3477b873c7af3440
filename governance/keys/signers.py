"""Signing keys: one for each use, made when first needed, kept wrapped in the key store."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance import clock, signing
from governance.keys import wrapping
from governance.keys.models import SigningKey
from governance.signing import Signed, Use


def sign(use: Use, type_: str, payload: bytes) -> Signed:
    """Sign a payload with the current key of a use."""
    return signing.sign(_current(use), type_, payload)


def public_keys(use: Use) -> dict[str, bytes]:
    """Return the raw public keys of a use by id, retired ones too."""
    _current(use)
    rows = SigningKey.objects.filter(use=use).order_by("born")
    return {row.id: bytes(row.public) for row in rows}


def current_id(use: Use) -> str:
    """Return the id of the key that signs now."""
    return signing.key_id(_current(use).public_key().public_bytes_raw())


@cache
def _current(use: Use) -> Ed25519PrivateKey:
    row = SigningKey.objects.filter(use=use, retired=None).order_by("-born", "id").first()
    if row is None:
        _make(use)
        row = SigningKey.objects.filter(use=use, retired=None).order_by("-born", "id")[0]
    return Ed25519PrivateKey.from_private_bytes(wrapping.unwrap(row.wrapped, row.id))


def _make(use: Use) -> None:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    name = signing.key_id(public)
    SigningKey.objects.create(
        id=name,
        use=use,
        public=public,
        wrapped=wrapping.wrap(private.private_bytes_raw(), name),
        born=clock.today(),
    )


def sign_note(text: bytes) -> tuple[bytes, bytes]:
    """Return the public key of the log and its signature over the text of a note.

    Notes have no type byte (C2SP signed-note); the log's key signs nothing else.
    """
    private = _current(Use.LOG)
    return private.public_key().public_bytes_raw(), private.sign(text)
