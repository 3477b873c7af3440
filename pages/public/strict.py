"""Reads what somebody brings to be checked in one way alone, as `verify.py` does on its own.

What could be read in two ways, or stands where no hash covers it, would be shown as if it held.
"""

import base64
import json
from collections.abc import Collection
from typing import Any

from governance import signing


def parsed(text: str) -> object:
    """Read JSON.

    Raises:
        ValueError: it is no JSON, is nested too deeply, or a name stands twice in an object.
    """
    try:
        raw = text.removeprefix("\ufeff")
        return json.loads(raw, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def only(found: object, names: Collection[str]) -> dict[str, Any]:
    """Return an object that has these fields, each of them and no other.

    Raises:
        ValueError: it is no object, or lacks a field, or has one too many.
    """
    if not isinstance(found, dict) or set(found) != set(names):
        raise ValueError("other fields")
    return found


def texts(found: object, names: Collection[str]) -> dict[str, str]:
    """Return an object of these fields, each of which is a text.

    Raises:
        ValueError: another field, or a field that is no text.
    """
    read = {name: value for name, value in only(found, names).items() if isinstance(value, str)}
    if len(read) != len(names):
        raise ValueError("no text")
    return read


def whole_number(value: object) -> int:
    """Return a place in the log; a text, a fraction or true is none.

    Raises:
        ValueError: it is no whole number.
    """
    if type(value) is not int:
        raise ValueError("no whole number")
    return value


def from_base64url(text: str) -> bytes:
    """Read base64url without padding in its one writing: no other letters, no spare bits.

    Raises:
        ValueError: it is written in another way.
    """
    raw = signing.decode(text)
    if signing.encode(raw) != text:
        raise ValueError("another writing")
    return raw


def from_hex(text: str) -> bytes:
    """Read hexadecimal in its one writing: small letters without blanks.

    Raises:
        ValueError: it is written in another way.
    """
    raw = bytes.fromhex(text)
    if raw.hex() != text:
        raise ValueError("another writing")
    return raw


def hashes(path: object, length: int) -> list[bytes]:
    """Read a list of hashes of a length, each in base64 in its one writing.

    Raises:
        ValueError: it is no list, or holds something else.
    """
    if not isinstance(path, list):
        raise ValueError("no list")
    return [_hash(one, length) for one in path]


def _hash(text: object, length: int) -> bytes:
    if not isinstance(text, str):
        raise ValueError("no text")
    raw = base64.b64decode(text, validate=True)
    if len(raw) != length or base64.b64encode(raw).decode() != text:
        raise ValueError("no hash")
    return raw


def _no_number(text: str) -> None:
    """Refuse NaN and Infinity, which JSON does not have."""
    raise ValueError(text)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found
