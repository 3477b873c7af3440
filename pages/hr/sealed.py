"""Words that somebody searched for, as an address may carry them: sealed. They may be a name."""

from governance.keys import owners, sealing
from governance.signing import decode, encode

LABEL = "hr-search"
LONGEST = 100


def seal(words: str) -> str:
    """Return words for an address; "" where nothing was searched for."""
    words = words.strip()[:LONGEST]
    return encode(sealing.seal(_key(), words.encode(), LABEL.encode())) if words else ""


def unseal(text: str) -> str:
    """Read what `seal` wrote; an address that somebody typed or cut searches for nothing."""
    try:
        return sealing.open_sealed(_key(), decode(text), LABEL.encode()).decode() if text else ""
    except Exception:  # noqa: BLE001 (whatever is wrong with it, it is no search)
        return ""


def _key() -> bytes:
    return owners.passing_key(LABEL)
