"""Who this device is: its key pair, what enrolment told it, and counters that never go back."""

import threading
from dataclasses import dataclass
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from capture.agent.state_folder import StateFolder
from capture.protocol.decoding import DecodingError, decode
from capture.protocol.encoding import encode
from capture.protocol.keys import key_id, thumbprint
from capture.protocol.messages import Enrolled, Message, Url

KEY_FILE: Final = "device.key"
ENROLLED_FILE: Final = "enrolled.json"
COUNTER_FILE: Final = "counter"
NUMBER_FILE: Final = "number"
FIRST_COUNTER: Final = 1  # what both calls of the enrolment used


class NotEnrolled(Exception):
    """This state folder belongs to no enrolled device."""


class Enrolment(Message):
    """What enrolment told, with the address of the server that was called."""

    server: Url
    enrolled: Enrolled


class Growing:
    """A whole number in a file that only grows, stored before it is used."""

    def __init__(self, folder: StateFolder, name: str) -> None:
        self._folder = folder
        self._name = name
        self._lock = threading.Lock()
        raw = folder.read(name)
        self._value = 0 if raw is None else int(raw)

    @property
    def value(self) -> int:
        """The largest number stored so far."""
        return self._value

    def next(self) -> int:
        """Return a number never returned before, already on disk."""
        with self._lock:
            self._store(self._value + 1)
            return self._value

    def raise_to(self, value: int) -> None:
        """Remember `value` unless a larger one is known."""
        with self._lock:
            if value > self._value:
                self._store(value)

    def _store(self, value: int) -> None:
        self._folder.write(self._name, str(value).encode("ascii"))
        self._value = value


@dataclass(frozen=True, slots=True)
class Identity:
    """An enrolled device.

    Attributes:
        folder: where it lives.
        private: the device's key; its thumbprint is the device's name on the wire.
        enrolment: server, device id, person and trusted lease keys.
        counter: counts signed calls.
        number: highest lease number seen.
    """

    folder: StateFolder
    private: Ed25519PrivateKey
    enrolment: Enrolment
    counter: Growing
    number: Growing

    @classmethod
    def load(cls, folder: StateFolder) -> Self:
        """Return the device of a state folder.

        Raises:
            NotEnrolled: there is none, or only half of one, or one that was told too little.
        """
        key, told = folder.read(KEY_FILE), folder.read(ENROLLED_FILE)
        if key is None or told is None:
            raise NotEnrolled
        try:
            enrolment = decode(Enrolment, told)
        except DecodingError:
            raise NotEnrolled from None
        return cls(
            folder=folder,
            private=Ed25519PrivateKey.from_private_bytes(key),
            enrolment=enrolment,
            counter=Growing(folder, COUNTER_FILE),
            number=Growing(folder, NUMBER_FILE),
        )

    @classmethod
    def create(
        cls,
        folder: StateFolder,
        private: Ed25519PrivateKey,
        told: Enrolment,
        leftovers: tuple[str, ...] = (),
    ) -> Self:
        """Store a device that has just been enrolled, and return it.

        `leftovers` names files of a device that lived here before.
        """
        for leftover in (NUMBER_FILE, *leftovers):
            folder.remove(leftover)
        folder.write(COUNTER_FILE, str(FIRST_COUNTER).encode("ascii"))
        folder.write(KEY_FILE, private.private_bytes_raw())
        folder.write(ENROLLED_FILE, encode(told))
        return cls.load(folder)

    @property
    def thumbprint(self) -> str:
        """Name of the device key (RFC 7638)."""
        return thumbprint(self.private.public_key())

    @property
    def enrolled(self) -> Enrolled:
        """What the server told at enrolment."""
        return self.enrolment.enrolled

    def lease_keys(self) -> dict[str, Ed25519PublicKey]:
        """Return the server keys whose leases count, by key id."""
        raw = [self.enrolled.lease_key.public, *(key.public for key in self.enrolled.lease_keys)]
        keys = [Ed25519PublicKey.from_public_bytes(one) for one in raw]
        return {key_id(key): key for key in keys}
