"""The log as a device sees it: keys, checkpoints, cosignatures, and what proves an entry.

Notes are those of C2SP (signed-note, tlog-checkpoint, tlog-cosignature), hashes those of RFC 9162.
Everything here is read in its one writing: what could be written twice is refused.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import AwareDatetime, Field

from capture.protocol.decoding import DecodingError, decode
from capture.protocol.encoding import Binary
from capture.protocol.messages import Epoch, Kind, LogTrust, Message, Positive, Sha256Hex

M = TypeVar("M", bound=Message)
LOG_KEY: Final = 0x01
WITNESS_KEY: Final = 0x04
PUBLIC: Final = 32
SIGNATURE: Final = 64
TIMED: Final = 8
ROOT: Final = 32
LINES_MAX: Final = 32
GROUPS: Final = 6
GROUP_DIGITS: Final = 5


class NoteUnreadable(ValueError):
    """A text is no checkpoint, or no public key."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key as C2SP writes it; `mark` are the four bytes that name it in a signature."""

    name: str
    kind: int
    public: bytes

    @property
    def mark(self) -> bytes:
        """The bytes by which a signature line names this key."""
        head = self.name.encode() + b"\n" + bytes([self.kind])
        return hashlib.sha256(head + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """The key as it is written: name, mark, kind and key."""
        raw = base64.b64encode(bytes([self.kind]) + self.public).decode("ascii")
        return f"{self.name}+{self.mark.hex()}+{raw}"

    def fits(self, signature: bytes, message: bytes) -> bool:
        """Tell whether a signature is of this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def verifier_key(text: str, kind: int) -> VerifierKey:
    """Read a public key of a kind.

    Raises:
        NoteUnreadable: it is not written so, or does not fit its own mark.
    """
    name, _, rest = text.partition("+")
    _mark, _, raw = rest.partition("+")
    key = VerifierKey(name, kind, _from64(raw)[1:])
    if not name or len(key.public) != PUBLIC or key.text != text:
        raise NoteUnreadable("no such key")
    return key


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Size and root of a log at a moment, and the note that says so.

    Attributes:
        origin: name of the log.
        size: number of entries.
        root: hash of the tree.
        text: what is signed.
        signatures: name and raw bytes (mark, signature) of each line.
    """

    origin: str
    size: int
    root: bytes
    text: str
    signatures: tuple[tuple[str, bytes], ...]

    def signed_by(self, keys: Iterable[VerifierKey]) -> bool:
        """Tell whether one of the keys of the log has signed it.

        A line that names one of them and does not fit it makes the note false, beside a true one
        too (C2SP signed-note).
        """
        message = self.text.encode()
        fits = [key.fits(raw, message) for key in keys for raw in self._lines_of(key)]
        return bool(fits) and all(fits)

    def cosigned_at(self, witness: VerifierKey) -> int | None:
        """Return when a witness cosigned it last, in seconds since 1970; None where it did not.

        Neither did it where one of the lines that name it does not fit it.
        """
        times = [self._time_of(witness, raw) for raw in self._lines_of(witness)]
        return max((at for at in times if at is not None), default=None) if all(times) else None

    def _lines_of(self, key: VerifierKey) -> list[bytes]:
        """Return what each line that names a key has of it."""
        return [
            raw[4:] for name, raw in self.signatures if name == key.name and raw[:4] == key.mark
        ]

    def _time_of(self, witness: VerifierKey, raw: bytes) -> int | None:
        if len(raw) != TIMED + SIGNATURE:
            return None
        at = int.from_bytes(raw[:TIMED])
        message = f"cosignature/v1\ntime {at}\n{self.text}".encode()
        return at if witness.fits(raw[TIMED:], message) else None


def read_checkpoint(note: str) -> Checkpoint:
    """Read a checkpoint, without saying who signed it.

    Raises:
        NoteUnreadable: it is none.
    """
    text, parted, lines = note.partition("\n\n")
    said = text.split("\n")
    if not parted or len(said) != 3 or not lines.endswith("\n"):
        raise NoteUnreadable("no checkpoint")
    origin, size, root = said
    if not origin or not (size.isascii() and size.isdigit()) or str(int(size[:20])) != size:
        raise NoteUnreadable("no checkpoint")
    hashed = _from64(root)
    signed = lines[:-1].split("\n")
    if len(hashed) != ROOT or len(signed) > LINES_MAX:
        raise NoteUnreadable("no checkpoint")
    return Checkpoint(origin, int(size), hashed, text + "\n", tuple(map(_signature, signed)))


def _signature(line: str) -> tuple[str, bytes]:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "\u2014":
        raise NoteUnreadable("no signature")
    return parts[1], _from64(parts[2])


def _from64(text: str) -> bytes:
    """Read base64 in its one writing: spare bits of the last letter are not free."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise NoteUnreadable("no base64") from None
    if base64.b64encode(raw).decode("ascii") != text:
        raise NoteUnreadable("base64 with spare bits")
    return raw


def readable(trust: LogTrust) -> bool:
    """Tell whether all keys of a log and its witnesses can be read."""
    try:
        for keys, kind in ((trust.keys, LOG_KEY), (trust.witnesses, WITNESS_KEY)):
            for key in keys:
                verifier_key(key, kind)
    except NoteUnreadable:
        return False
    return True


def fingerprint(trust: LogTrust, approvers: Sequence[str]) -> str:
    """Return what a person compares with the paper: thirty digits in six groups.

    Each line begins with what it is, and nothing that a server can tell reaches over its line.

    Args:
        trust: what was told of the log.
        approvers: the roles that must have approved, as they were told.
    """
    said = ["sayso-fingerprint/2", f"origin:{trust.origin}"]
    said += [f"key:{key}" for key in sorted(trust.keys)]
    said += [f"witness:{key}" for key in sorted(trust.witnesses)]
    said += [f"approver:{role}" for role in sorted(approvers)]
    digest = hashlib.sha256("".join(f"{line}\n" for line in said).encode()).digest()
    length = GROUPS * GROUP_DIGITS
    digits = str(int.from_bytes(digest) % 10**length).zfill(length)
    return " ".join(digits[at : at + GROUP_DIGITS] for at in range(0, length, GROUP_DIGITS))


# entries


class OpenPart(Message):
    """What everyone may see of an entry; `day` is the day on which it was written."""

    act: str
    day: str
    id: str
    outcome: str
    purpose: str
    random: Annotated[Binary, Field(min_length=32, max_length=32)]
    role: str
    subject: Annotated[str, Field(min_length=1)] | None = None
    type: Literal["sayso-audit/1", "sayso-audit/2"]


class PartUnreadable(ValueError):
    """A part of an entry is not what was expected."""


class Decided(Message):
    """Details of a decision about consent."""

    record: str
    version: Positive
    epoch: Epoch
    kinds: tuple[Kind, ...]
    ends: Mapping[Kind, Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]]


class ClosedPart(Message):
    """What only the person and Sayso can open of a decision about consent."""

    about: str
    actor: str
    at: AwareDatetime
    details: Decided


class Scope(Message):
    """What a version of a purpose may record at all."""

    applications: tuple[dict[str, object], ...]
    hours: dict[str, object]
    kinds: tuple[Kind, ...]
    sites: tuple[str, ...]


def decode_open(written: str) -> OpenPart:
    """Read the open part of an entry.

    Raises:
        PartUnreadable: it has other fields or other values.
    """
    return _decoded(OpenPart, written)


def decode_closed(written: str) -> ClosedPart:
    """Read the closed part of a decision about consent.

    Raises:
        PartUnreadable: it has other fields or other values.
    """
    return _decoded(ClosedPart, written)


def decode_scope(written: str) -> Scope:
    """Read what a version may record at all.

    Raises:
        PartUnreadable: it has other fields or other values.
    """
    return _decoded(Scope, written)


def _decoded(model: type[M], written: str) -> M:
    try:
        return decode(model, written.encode())
    except DecodingError:
        raise PartUnreadable("not as expected") from None


class Subject(Message):
    """Which text of a purpose an approval names: number, hash of all of it, hash of its scope."""

    number: Positive
    text: Sha256Hex
    scope: Sha256Hex


def subject_of(written: str | None) -> Subject:
    """Read the subject of an approval.

    Raises:
        ValueError: it is none.
    """
    number, text, scope = (written or "").split(":")
    if not (number.isascii() and number.isdigit()) or str(int(number[:20])) != number:
        raise ValueError("no number")
    return Subject(number=int(number), text=text, scope=scope)


def commitment(key: bytes, closed: str) -> bytes:
    """Return the HMAC-SHA256 of a closed part under the key of this entry alone."""
    return hmac.new(key, closed.encode(), hashlib.sha256).digest()


def leaf_hash(open_part: str, committed: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256 over 0x00, open part, commitment."""
    return hashlib.sha256(b"\x00" + open_part.encode() + committed).digest()


# the tree


def _over(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def is_included(leaf: bytes, index: int, path: Sequence[bytes], size: int, root: bytes) -> bool:
    """Verify an inclusion proof (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    first, second, found = index, size - 1, leaf
    for one in path:
        if second == 0:
            return False
        if first & 1 or first == second:
            found = _over(one, found)
            while not first & 1 and first:
                first, second = first >> 1, second >> 1
        else:
            found = _over(found, one)
        first, second = first >> 1, second >> 1
    return second == 0 and hmac.compare_digest(found, root)


def is_consistent(
    first: tuple[int, bytes], second: tuple[int, bytes], path: Sequence[bytes]
) -> bool:
    """Verify that a tree begins another (RFC 9162, section 2.1.4.2).

    Args:
        first: size and root of the one.
        second: size and root of the other.
        path: the proof.
    """
    (small, old), (large, new) = first, second
    if small == large:
        return not path and old == new
    if not 0 < small < large or not path:
        return False
    path = path if small & (small - 1) else [old, *path]
    low, high = small - 1, large - 1
    while low & 1:
        low, high = low >> 1, high >> 1
    one_root = two_root = path[0]
    for one in path[1:]:
        if high == 0:
            return False
        if low & 1 or low == high:
            one_root, two_root = _over(one, one_root), _over(one, two_root)
            while not low & 1 and low:
                low, high = low >> 1, high >> 1
        else:
            two_root = _over(two_root, one)
        low, high = low >> 1, high >> 1
    return high == 0 and one_root == old and two_root == new
