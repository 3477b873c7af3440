"""Canonical bytes (RFC 8785) and leaf hashes (RFC 9162) of entries."""

import hashlib
import hmac

import rfc8785


def canonical(part: dict[str, object]) -> bytes:
    """Return the one byte form of a JSON object (RFC 8785)."""
    return bytes(rfc8785.dumps(part))  # type: ignore[arg-type]


def commitment(key: bytes, closed: bytes) -> bytes:
    """Return the HMAC-SHA256 of a closed part under the key of this entry alone."""
    return hmac.new(key, closed, hashlib.sha256).digest()


def leaf_hash(open_part: bytes, committed: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256 over 0x00, open part, commitment."""
    return hashlib.sha256(b"\x00" + open_part + committed).digest()
