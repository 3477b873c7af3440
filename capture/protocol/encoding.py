"""How values become bytes on the wire: base64url without padding, compact JSON."""

import base64
import re
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, PlainSerializer, WithJsonSchema

_ALPHABET: Final = re.compile(r"[A-Za-z0-9_-]*")


def b64(value: bytes) -> str:
    """Return base64url without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def unb64(text: str) -> bytes:
    """Return the bytes of a base64url text, accepting the one canonical spelling alone.

    Raises:
        ValueError: other signs, padding, an impossible length, or stray bits at the end.
    """
    if not _ALPHABET.fullmatch(text) or len(text) % 4 == 1:
        raise ValueError("not base64url")
    value = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64(value) != text:
        raise ValueError("not canonical base64url")
    return value


def _to_bytes(value: object) -> object:
    return unb64(value) if isinstance(value, str) else value


Binary = Annotated[
    bytes,
    BeforeValidator(_to_bytes),
    PlainSerializer(b64, return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^[A-Za-z0-9_-]*$"}),
]
"""Bytes in a model, base64url without padding in JSON."""


def encode(message: BaseModel) -> bytes:
    """Return the compact UTF-8 JSON of a message, as it is signed, sealed and sent."""
    return message.model_dump_json(by_alias=True).encode("utf-8")
