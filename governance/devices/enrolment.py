"""Enrolment both ways: a code goes from the computer to the browser, two words go back.

Whoever phishes one direction still lacks the other, and the login of the desktop session must be
the directory's.
"""

import hmac
import json
import uuid
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import transaction

from governance import clock, signing
from governance.audit.acts import Act, Outcome, Role
from governance.audit.record import About, Actor, record
from governance.devices import attempts, codes, names
from governance.devices.errors import (
    EnrolmentExpired,
    EnrolmentPending,
    EnrolmentUnknown,
    KeyEnrolled,
    LoginDiffers,
    TooManyAttempts,
    WordsWrong,
)
from governance.devices.models import Device, Enrolment
from governance.directory.closing import refuse_while_closed
from governance.directory.models import Employee, Status
from governance.keys import ring, sealing

LIFE = timedelta(minutes=10)
TRIES = 3
OPEN_MOST = 500
BEGUN_MOST = 20
TYPED_MOST = 20
FIRST_COUNTER = 1
"""Counter that both calls of an enrolment carry."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A computer that asks to be enrolled: raw Ed25519 public key, login and host name."""

    public: bytes
    login: str
    host: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An enrolment under way; `seconds` is its whole life."""

    id: uuid.UUID
    code: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What the browser shows once the code was typed: compare host and login, type the words."""

    host: str
    login: str
    words: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A device that has been enrolled, and for whom it records."""

    device: uuid.UUID
    owner: str
    person: str
    login: str


@dataclass(frozen=True, slots=True)
class _Secret:
    """What an enrolment holds sealed once its person is known."""

    host: str
    login: str
    person: str
    words: str


def begin(candidate: Candidate, address: str) -> Opened:
    """Open an enrolment for a computer.

    Args:
        candidate: what the computer says of itself, signed by its key.
        address: network address of the caller, for counting tries alone.

    Raises:
        TooManyAttempts: too many from one address, or open at once.
        KeyEnrolled: the key belongs to a device.
    """
    attempts.note("enrolments", address, BEGUN_MOST)
    thumbprint = signing.thumbprint(candidate.public)
    with transaction.atomic():
        if Device.objects.filter(thumbprint=thumbprint).exists():
            raise KeyEnrolled
        if Enrolment.objects.filter(ends_at__gt=clock.now()).count() >= OPEN_MOST:
            raise TooManyAttempts
        row = Enrolment.objects.create(
            code=_unused_code(),
            public=candidate.public,
            thumbprint=thumbprint,
            login=candidate.login,
            host=candidate.host,
            ends_at=clock.now() + LIFE,
        )
    return Opened(row.pk, row.code, int(LIFE.total_seconds()))


def public_of(enrolment_id: uuid.UUID) -> bytes:
    """Return the raw public key that opened an enrolment.

    Raises:
        EnrolmentUnknown: there is none of that id.
    """
    row = Enrolment.objects.filter(pk=enrolment_id).first()
    if row is None:
        raise EnrolmentUnknown
    return bytes(row.public)


def enter_code(employee: Employee, code: str) -> Shown:
    """Take the code that a signed-in person typed; show the computer and two words for it.

    Raises:
        TooManyAttempts: the person has tried too often.
        EnrolmentUnknown: no such code, somebody else's, or the person has left.
        EnrolmentExpired: its ten minutes have passed.
        LoginDiffers: the desktop session on the computer is not this person's.
        governance.directory.closing.Closed: somebody else changed the sign-in lately.
    """
    refuse_while_closed(employee)
    attempts.note("codes", employee.owner, TYPED_MOST)
    with transaction.atomic():
        row = _locked(code=codes.read_code(code))
        if row.owner not in {"", employee.owner} or employee.status != Status.ACTIVE:
            raise EnrolmentUnknown
        _refuse_ended(row)
        secret = _opened(row) if row.owner else _claim(row, employee)
        if secret is None:
            about = About(owner=employee.owner, details={"reason": LoginDiffers.code})
            actor = Actor(Role.EMPLOYEE, employee.owner)
            record(Act.DEVICE_ENROLLED, actor, about, Outcome.REFUSED)
    if secret is None:
        raise LoginDiffers
    left = int((row.ends_at - clock.now()).total_seconds())
    return Shown(secret.host, secret.login, secret.words, left)


def confirm(enrolment_id: uuid.UUID, words: str) -> Confirmed:
    """Take the two words that were typed into the agent, and make the device.

    Raises:
        EnrolmentUnknown: there is no enrolment of that id.
        EnrolmentExpired: ten minutes have passed, or this was the third wrong try.
        EnrolmentPending: the code has not been typed in the browser.
        WordsWrong: not the words that the browser shows.
    """
    with transaction.atomic():
        row = _locked(pk=enrolment_id)
        _refuse_ended(row)
        if not row.owner:
            raise EnrolmentPending
        secret = _opened(row)
        right = hmac.compare_digest(codes.read_words(words).encode(), secret.words.encode())
        if right:
            return _make(row, secret)
        _note_wrong(row)
    raise EnrolmentExpired if row.tries >= TRIES else WordsWrong


def _make(row: Enrolment, secret: _Secret) -> Confirmed:
    if Device.objects.filter(thumbprint=row.thumbprint).exists():
        raise KeyEnrolled
    device_id = uuid.uuid4()
    device = Device.objects.create(
        id=device_id,
        owner=row.owner,
        public=bytes(row.public),
        thumbprint=row.thumbprint,
        sealed=names.seal(row.owner, device_id, names.Named(secret.host, secret.login)),
        counter=FIRST_COUNTER,
        enrolled_week=clock.week_of(clock.today()),
    )
    row.delete()
    about = About(owner=device.owner, details={"device": str(device_id)})
    record(Act.DEVICE_ENROLLED, Actor(Role.EMPLOYEE, device.owner), about)
    return Confirmed(device_id, device.owner, secret.person, secret.login)


def _claim(row: Enrolment, employee: Employee) -> _Secret | None:
    """Let the enrolment be this person's; None where the session on the computer is not."""
    if not employee.login or row.login != employee.login:
        return None
    secret = _Secret(row.host, row.login, employee.name, codes.new_words())
    row.owner, row.host, row.login = employee.owner, "", ""
    body = sealing.pad(json.dumps(asdict(secret)).encode())
    row.sealed = ring.person_seal(row.owner, body, _label(row))
    row.save(update_fields=["owner", "host", "login", "sealed"])
    return secret


def _opened(row: Enrolment) -> _Secret:
    body = ring.person_open(row.owner, bytes(row.sealed or b""), _label(row))
    return _Secret(**json.loads(sealing.unpad(body)))


def _note_wrong(row: Enrolment) -> None:
    row.tries += 1
    if row.tries >= TRIES:
        row.ends_at, row.sealed = clock.now(), None
    row.save(update_fields=["tries", "ends_at", "sealed"])


def _locked(**which: object) -> Enrolment:
    row = Enrolment.objects.select_for_update(no_key=True).filter(**which).first()
    if row is None:
        raise EnrolmentUnknown
    return row


def _refuse_ended(row: Enrolment) -> None:
    if row.ends_at <= clock.now():
        raise EnrolmentExpired


def _unused_code() -> str:
    for _ in range(5):
        code = codes.new_code()
        if not Enrolment.objects.filter(code=code).exists():
            return code
    raise TooManyAttempts


def _label(row: Enrolment) -> str:
    return f"enrolment|{row.pk}"
