"""The spool's master key: in the Secret Service where there is one, else in a file of mode 0600.

With a locked or missing collection the Secret Service hangs on a prompt, so it is asked in a
thread with a time limit, and chosen at enrolment alone.
"""

import secrets
import threading
from collections.abc import Callable
from enum import StrEnum
from typing import Final, Protocol, TypeVar

import secretstorage
from secretstorage.exceptions import SecretStorageException

from capture.agent.state_folder import StateFolder

KEY_FILE: Final = "spool.key"
PLACE_FILE: Final = "spool.place"
KEYRING_SECONDS: Final = 5.0
LABEL: Final = "Sayso spool"

T = TypeVar("T")


class Place(StrEnum):
    """Where the master key is kept; `status` says it."""

    KEYRING = "keyring"
    FILE = "file"


class KeyringUnavailable(Exception):
    """The Secret Service does not answer, is locked, or does not have the key."""


class Keyring(Protocol):
    """A keeper of one secret for each device."""

    def store(self, device: str, secret: bytes) -> None:
        """Keep the secret.

        Raises:
            KeyringUnavailable: it cannot be kept.
        """

    def load(self, device: str) -> bytes:
        """Return the secret.

        Raises:
            KeyringUnavailable: it cannot be had.
        """

    def delete(self, device: str) -> None:
        """Destroy the secret.

        Raises:
            KeyringUnavailable: it cannot be reached.
        """


class SecretService:
    """The keyring of a Linux desktop, over D-Bus."""

    def store(self, device: str, secret: bytes) -> None:
        """Keep the secret in the default collection, if that is open."""

        def work() -> None:
            collection = secretstorage.get_default_collection(secretstorage.dbus_init())
            if collection.is_locked():
                raise KeyringUnavailable
            collection.create_item(LABEL, _attributes(device), secret, replace=True)

        _in_time(work)

    def load(self, device: str) -> bytes:
        """Return the secret, if the collection is open."""

        def work() -> bytes:
            found = secretstorage.search_items(secretstorage.dbus_init(), _attributes(device))
            item = next(iter(found), None)
            if item is None or item.is_locked():
                raise KeyringUnavailable
            return bytes(item.get_secret())

        return _in_time(work)

    def delete(self, device: str) -> None:
        """Remove the secret from the collection."""

        def work() -> None:
            for item in secretstorage.search_items(secretstorage.dbus_init(), _attributes(device)):
                item.delete()

        _in_time(work)


def _attributes(device: str) -> dict[str, str]:
    return {"application": "sayso", "device": device}


def _in_time(work: Callable[[], T]) -> T:
    results: list[T] = []

    def run() -> None:
        try:
            results.append(work())
        except (SecretStorageException, KeyringUnavailable, OSError, LookupError, ValueError):
            return  # no result: unavailable, whatever the reason

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(KEYRING_SECONDS)
    if not results:
        raise KeyringUnavailable
    return results[0]


class Vault:
    """Makes, finds and destroys the master key of one device."""

    def __init__(self, folder: StateFolder, device: str, keyring: Keyring | None) -> None:
        self._folder = folder
        self._device = device
        self._keyring = keyring

    @property
    def place(self) -> Place:
        """Where the key is kept."""
        raw = self._folder.read(PLACE_FILE)
        return Place.FILE if raw is None else Place(raw.decode("ascii"))

    def create(self) -> bytes:
        """Make a new key, at enrolment; the keyring if it answers in time, else a file."""
        key, place = secrets.token_bytes(32), Place.FILE
        if self._keyring is not None:
            try:
                self._keyring.store(self._device, key)
                place = Place.KEYRING
            except KeyringUnavailable:
                place = Place.FILE
        if place is Place.FILE:
            self._folder.write(KEY_FILE, key)
        self._folder.write(PLACE_FILE, place.value.encode("ascii"))
        return key

    def load(self) -> bytes:
        """Return the key.

        Raises:
            KeyringUnavailable: it is in a keyring that does not answer, or its file is gone.
        """
        if self.place is Place.KEYRING and self._keyring is not None:
            return self._keyring.load(self._device)
        key = self._folder.read(KEY_FILE)
        if key is None:
            raise KeyringUnavailable
        return key

    def destroy(self) -> None:
        """Destroy the key, so that nothing of the spool opens any more."""
        if self.place is Place.KEYRING and self._keyring is not None:
            self._keyring.delete(self._device)
        self._folder.remove(KEY_FILE)
