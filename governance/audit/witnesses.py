"""Witnesses: other computers that cosign only a log that continues what they saw before.

The protocol is C2SP tlog-witness, the cosignature C2SP tlog-cosignature (`cosignature/v1`). What a
witness says is stored only after its signature was checked. A witness that is away or slow holds
nothing up but leases whose proof is not cosigned yet: this runs in a round of its own.
"""

import base64
import binascii
import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db.models import Max

from governance import clock
from governance.audit import outside, proofs
from governance.audit.models import AuditCheckpoint, AuditCosignature, AuditWitness, WitnessWord

KIND: Final = b"\x04"
TIMED: Final = 8
SIGNATURE: Final = 64
AGAIN: Final = 3600
"""Seconds after which the same checkpoint is cosigned again, so that leases find a fresh one."""
KEPT: Final = 40 * 86_400
AHEAD: Final = 600
"""Seconds by which the clock of a witness may be ahead."""
PAUSE: Final = timedelta(seconds=5)
"""For how long a witness that did not cosign is left alone."""
TIMEOUT: Final = httpx.Timeout(5.0, connect=2.0)
LONGEST: Final = 4_000
NEAR: Final = frozenset({"localhost", "127.0.0.1", "::1"})
log = logging.getLogger(__name__)


class WitnessUnreadable(ValueError):
    """A witness of the settings is not written as it must be; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness that the company names.

    Attributes:
        name: of its key.
        public: raw Ed25519 key.
        address: where it is asked.
        outside: whether nobody who administers this server administers it.
    """

    name: str
    public: bytes
    address: str
    outside: bool

    @property
    def mark(self) -> bytes:
        """The four bytes by which a signature line names its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + KIND + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """The key as C2SP writes it: name, mark, kind and key."""
        raw = base64.b64encode(KIND + self.public).decode()
        return f"{self.name}+{self.mark.hex()}+{raw}"


def named() -> tuple[Witness, ...]:
    """Return the witnesses of the settings.

    Raises:
        WitnessUnreadable: one of them is not `name+mark+key https://address`, `outside` after it
            or not.
    """
    return _read(settings.WITNESSES)


@cache
def _read(text: str) -> tuple[Witness, ...]:
    found = tuple(_witness(one) for part in text.split(",") if (one := part.strip()))
    if len({one.name for one in found}) != len(found):
        raise WitnessUnreadable("Two witnesses have one name.")
    return found


def _witness(text: str) -> Witness:
    key, address, *rest = [*text.split(), ""]
    name, _, more = key.partition("+")
    try:
        raw = base64.b64decode(more.partition("+")[2], validate=True)
    except binascii.Error as error:
        raise WitnessUnreadable(f"The key of witness {name!r} is no base64.") from error
    found = Witness(name, raw[1:], address.rstrip("/"), "outside" in rest)
    if len(raw) != 1 + 32 or raw[:1] != KIND or found.text != key:
        raise WitnessUnreadable(f"The key of witness {name!r} is not a key of a witness (type 4).")
    at = urlsplit(address)
    if at.scheme != "https" and not (at.scheme == "http" and at.hostname in NEAR):
        raise WitnessUnreadable(f"The address of witness {name!r} does not begin with https://.")
    return found


def cosign() -> None:
    """Ask every witness that has not cosigned the newest checkpoint within the hour."""
    newest = AuditCheckpoint.objects.order_by("-size").first()
    if newest is None:
        return
    now = int(clock.now().timestamp())
    due = [
        one for one in named() if _last(one, newest.size) < now - AGAIN and not _just_failed(one)
    ]
    for witness in due:
        _ask(witness, newest)
    if due:
        _tell_outside(newest)


def _just_failed(witness: Witness) -> bool:
    since = clock.now() - PAUSE
    failed = AuditWitness.objects.filter(name=witness.name, at__gte=since)
    return failed.exclude(word=WitnessWord.COSIGNED).exists()


def _last(witness: Witness, size: int) -> int:
    """Return when a witness cosigned a checkpoint last, in seconds since 1970; 0 for never."""
    mine = AuditCosignature.objects.filter(size=size, witness=witness.name)
    return int(mine.aggregate(at=Max("at"))["at"] or 0)


def _ask(witness: Witness, newest: AuditCheckpoint) -> None:
    """Ask one witness, and once more where it names another size than we thought."""
    old = _seen_by(witness, newest.size)
    try:
        answer = _post(witness, old, newest)
        if answer.status_code == HTTPStatus.CONFLICT:
            old = _size_in(answer)
            if old > newest.size:
                _note(witness, WitnessWord.AHEAD)
                return
            answer = _post(witness, old, newest)
    except httpx.HTTPError as error:
        log.info("witness does not answer: %s", type(error).__name__)
        _note(witness, WitnessWord.AWAY)
        return
    _take(witness, newest, answer, old)


def _take(witness: Witness, newest: AuditCheckpoint, answer: httpx.Response, old: int) -> None:
    differs = answer.status_code == HTTPStatus.CONFLICT and _size_in(answer) == old == newest.size
    if differs or answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        log.error("a witness refuses the newest checkpoint")
        _note(witness, WitnessWord.REFUSED)
        return
    if answer.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
        _note(witness, WitnessWord.STRANGER)
        return
    line = next((one for one in answer.text[:LONGEST].splitlines() if one), "")
    at = cosigned_at(witness, newest.note, line)
    if answer.status_code != HTTPStatus.OK or at is None:
        _note(witness, WitnessWord.UNREADABLE)
        return
    AuditCosignature.objects.get_or_create(
        size=newest.size, witness=witness.name, at=at, defaults={"line": line}
    )
    mine = AuditCosignature.objects.filter(witness=witness.name)
    mine.filter(size=newest.size, at__lt=at).delete()
    mine.filter(at__lt=at - KEPT).delete()
    _note(witness, WitnessWord.COSIGNED)


def cosigned_at(witness: Witness, note: str, line: str) -> int | None:
    """Return when a line was signed, in seconds since 1970; None where it is not the witness's."""
    head = f"\u2014 {witness.name} "
    if not line.startswith(head):
        return None
    written = line.removeprefix(head)
    try:
        raw = base64.b64decode(written, validate=True)
    except binascii.Error:
        return None
    whole = len(raw) == 4 + TIMED + SIGNATURE and base64.b64encode(raw).decode() == written
    if not whole or raw[:4] != witness.mark:
        return None
    at = int.from_bytes(raw[4 : 4 + TIMED])
    if at > int(clock.now().timestamp()) + AHEAD:
        return None  # devices would refuse it, and it would count as fresh for long
    message = f"cosignature/v1\ntime {at}\n{_text(note)}".encode()
    try:
        Ed25519PublicKey.from_public_bytes(witness.public).verify(raw[4 + TIMED :], message)
    except InvalidSignature:
        return None
    return at


def words() -> dict[str, AuditWitness]:
    """Return what each witness said last, by its name; one that was never asked is not there."""
    return {row.name: row for row in AuditWitness.objects.all()}


def with_lines(note: str, lines: list[str]) -> str:
    """Return a note with the lines of its witnesses under those of the log."""
    return note + "".join(f"{line}\n" for line in lines)


def _text(note: str) -> str:
    return note.split("\n\n", 1)[0] + "\n"


def _seen_by(witness: Witness, most: int) -> int:
    seen = AuditCosignature.objects.filter(witness=witness.name, size__lte=most)
    return int(seen.aggregate(size=Max("size"))["size"] or 0)


def _post(witness: Witness, old: int, newest: AuditCheckpoint) -> httpx.Response:
    path = proofs.consistency(old, newest.size) if 0 < old < newest.size else []
    hashes = "".join(f"{base64.b64encode(one).decode()}\n" for one in path)
    body = f"old {old}\n{hashes}\n{newest.note}"
    return httpx.post(f"{witness.address}/add-checkpoint", content=body.encode(), timeout=TIMEOUT)


def _size_in(answer: httpx.Response) -> int:
    text = answer.text[:20].strip()
    return int(text) if text.isascii() and text.isdecimal() else 0


def _note(witness: Witness, word: WitnessWord) -> None:
    AuditWitness.objects.update_or_create(
        name=witness.name, defaults={"word": word, "at": clock.now()}
    )


def _tell_outside(newest: AuditCheckpoint) -> None:
    rows = AuditCosignature.objects.filter(size=newest.size).order_by("witness")
    lines = list(rows.values_list("line", flat=True))
    if lines:
        outside.write_cosigned(with_lines(newest.note, lines))
