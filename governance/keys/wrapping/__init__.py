"""What wraps the keys of the key store: a file, the environment, or a key management service.

`SAYSO_WRAPPING` says which one wraps what is new. A wrapped value names its wrapping key, so that
reading needs no guess, and every key that is at hand goes on reading while another one writes.
"""

from django.conf import settings

from governance.keys.wrapping import local
from governance.keys.wrapping.local import WrappingKeyUnusable
from governance.keys.wrapping.vault import PREFIX as OF_VAULT
from governance.keys.wrapping.vault import VaultWrapper, WrappingServiceAway
from governance.keys.wrapping.wrapper import Wrapper

__all__ = ["Wrapper", "WrappingKeyUnusable", "WrappingServiceAway", "unwrap", "wrap", "writer"]


def wrap(key: bytes, label: str) -> bytes:
    """Seal a key under the wrapping key, bound to its label.

    Raises:
        WrappingKeyUnusable: there is no wrapping key.
        WrappingServiceAway: the service does not answer.
    """
    return writer().wrap(key, label)


def unwrap(wrapped: bytes | memoryview, label: str) -> bytes:
    """Open a wrapped key.

    Raises:
        governance.keys.sealing.SealBroken: wrapped under another key or label.
        WrappingKeyUnusable: there is no wrapping key.
        WrappingServiceAway: the service does not answer.
    """
    raw = bytes(wrapped)
    reader = VaultWrapper() if raw.startswith(OF_VAULT) else local.reader(raw)
    return reader.unwrap(raw, label)


def writer() -> Wrapper:
    """Return what wraps now.

    Raises:
        WrappingKeyUnusable: `SAYSO_WRAPPING` names nothing that there is.
    """
    if settings.WRAPPING == "vault":
        return VaultWrapper()
    return local.writer()
