"""HashiCorp Vault's transit engine as the wrapping key, through hvac (requirements-vault.txt).

Vault never hands its key out: each wrapped key goes there and comes back. The label stands as a
hash before the key in what Vault seals, since its `rewrap` knows no associated data, and a value
must not open under another label. A token lies in a file, which Vault's agent may renew.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import requests
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from governance.errors import Refusal
from governance.keys.sealing import SealBroken

PREFIX = b"vault:v"
TIMEOUT = 3  # seconds for one answer of Vault
LABEL = 32  # bytes of a label's hash


class WrappingServiceAway(Refusal):
    """The key management service does not answer, is sealed, or refuses this installation."""

    code = "wrapping-service-away"
    status = 503
    message = _("The service that guards the keys does not answer. Nothing was lost.")
    remedy = _("Please try again in a few minutes.")


class VaultWrapper:
    """One key of Vault's transit engine."""

    def __str__(self) -> str:
        return f"wrapping:{self._newest.decode().rstrip(':')}"

    def wrap(self, key: bytes, label: str) -> bytes:
        """Return a key sealed by Vault and bound to its label."""
        inside = base64.b64encode(_hash(label) + key).decode()
        return self._asked("encrypt_data", "ciphertext", plaintext=inside).encode()

    def unwrap(self, wrapped: bytes, label: str) -> bytes:
        """Return the key again."""
        inside = self._asked("decrypt_data", "plaintext", ciphertext=_text(wrapped))
        try:
            raw = base64.b64decode(inside, validate=True)
        except (binascii.Error, ValueError) as error:
            raise WrappingServiceAway from error
        if not hmac.compare_digest(raw[:LABEL], _hash(label)):
            raise SealBroken
        return raw[LABEL:]

    def wrapped_by(self, wrapped: bytes) -> bool:
        """Tell whether Vault sealed a value with the newest version of its key."""
        return wrapped.startswith(self._newest)

    def rewrap(self, wrapped: bytes, label: str) -> bytes | None:
        """Let Vault seal its own value anew; the key does not leave it."""
        if not wrapped.startswith(PREFIX):
            return None
        return self._asked("rewrap_data", "ciphertext", ciphertext=_text(wrapped)).encode()

    @cached_property
    def _newest(self) -> bytes:
        """Return how a value begins that the newest version of the key has sealed."""
        version, number, _rest = self.wrap(b"", "version").split(b":", 2)
        return version + b":" + number + b":"

    def _asked(self, what: str, part: str, **told: str) -> str:
        """Ask Vault.

        Raises:
            WrappingServiceAway: no answer, or one that is no answer to this.
            SealBroken: Vault says that the value is none of its own (400).
        """
        import hvac  # noqa: PLC0415 (installed where Vault is used)

        try:
            client = hvac.Client(settings.VAULT_URL, token=_token(), timeout=TIMEOUT)
            act: Callable[..., Any] = getattr(client.secrets.transit, what)
            answer = act(name=settings.VAULT_KEY, mount_point=settings.VAULT_MOUNT, **told)
            return str(answer["data"][part])
        except hvac.exceptions.InvalidRequest as error:
            raise (SealBroken if "ciphertext" in told else WrappingServiceAway) from error
        except (
            hvac.exceptions.VaultError,
            requests.RequestException,
            OSError,
            KeyError,
            TypeError,
            ValueError,
        ) as error:
            raise WrappingServiceAway from error


def _token() -> str:
    return Path(settings.VAULT_TOKEN_FILE).read_text().strip()


def _text(wrapped: bytes) -> str:
    try:
        return wrapped.decode("ascii")
    except UnicodeDecodeError as error:
        raise SealBroken from error


def _hash(label: str) -> bytes:
    return hashlib.sha256(label.encode()).digest()
