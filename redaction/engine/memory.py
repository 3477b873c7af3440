"""Remember what was found in a text, without the text."""

import hashlib
import secrets
from collections import OrderedDict

from redaction.engine.merge import Finding

Findings = tuple[Finding, ...]


class Memory:
    """The findings of the last texts under a keyed hash; the key lives in this process alone.

    Values are offsets and kinds; no text stays.
    """

    def __init__(self, size: int, scope: str) -> None:
        """Hold up to `size` entries; `scope` (the policy id) is part of each key."""
        self._size = size
        self._key = secrets.token_bytes(32)
        self._scope = scope.encode()
        self._known: OrderedDict[bytes, Findings] = OrderedDict()

    def key(self, text: str, *about: str) -> bytes:
        """Make the key of a text under what else decides: language, directory, caption."""
        digest = hashlib.blake2b(key=self._key, digest_size=16)
        for part in (self._scope, *(item.encode() for item in about)):
            digest.update(part + b"\0")
        digest.update(text.encode("utf-8", "surrogatepass"))
        return digest.digest()

    def get(self, key: bytes) -> Findings | None:
        """Return what was found, or None where the text is new."""
        found = self._known.get(key)
        if found is not None:
            self._known.move_to_end(key)
        return found

    def put(self, key: bytes, findings: Findings) -> None:
        """Keep findings; the oldest go."""
        self._known[key] = findings
        while len(self._known) > self._size:
            self._known.popitem(last=False)

    def clear(self) -> None:
        """Forget all."""
        self._known.clear()
