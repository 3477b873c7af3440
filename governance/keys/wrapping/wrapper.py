"""What a wrapping key can do, wherever it lies."""

from typing import Protocol


class Wrapper(Protocol):
    """One wrapping key, or the service that holds it."""

    def wrap(self, key: bytes, label: str) -> bytes:
        """Return a key sealed and bound to its label; the value names what wrapped it."""

    def unwrap(self, wrapped: bytes, label: str) -> bytes:
        """Return the key again, or raise `governance.keys.sealing.SealBroken`."""

    def wrapped_by(self, wrapped: bytes) -> bool:
        """Tell whether a value names this very key, in its newest version."""

    def rewrap(self, wrapped: bytes, label: str) -> bytes | None:
        """Return a value of an older version anew without seeing the key; None: not mine."""
