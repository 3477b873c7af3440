"""Takes the person's Yes or No at the device: nothing widens in the browser alone."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from governance import announce, signing
from governance.devices import answers
from governance.devices.authentication import Caller
from governance.devices.errors import DeviceUnknown
from governance.devices.models import Device
from governance.errors import Refusal
from governance.leases import standing
from governance.leases.state import Question
from governance.purposes.kinds import Kind
from governance.signing import Signed

TYPE = answers.TYPE


class AnswerRefused(Refusal):
    """The statement is not signed by the calling device, or answers nothing that is asked."""

    code = "envelope-invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This answers nothing that is asked at this device now.")
    remedy = _("Wait for the next question and answer that.")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a device says under its signature."""

    question: uuid.UUID
    purpose: str
    version: int
    epoch: uuid.UUID
    kinds: frozenset[Kind]
    notice_sha256: str
    subject: str
    yes: bool
    device: uuid.UUID


def take(caller: Caller, signed: Signed, read: Callable[[bytes], Statement]) -> None:
    """Keep what the person said at the device, if it is what was asked there.

    Args:
        caller: the authenticated device.
        signed: its statement, under its own key.
        read: reads the signed bytes, called once the signature has been checked.

    Raises:
        AnswerRefused: another key, another device, or not what is asked now.
    """
    statement = read(_checked(caller, signed))
    if statement.device != caller.device:
        raise AnswerRefused
    if answers.was_answered(caller.device, statement.question):
        return
    device = Device.objects.filter(pk=caller.device).first()
    if device is None:
        raise DeviceUnknown
    asked = next((q for q in standing.questions_to(device) if q.id == statement.question), None)
    if asked is None or not _fits(statement, asked):
        raise AnswerRefused
    subject = answers.Subject(
        statement.question,
        statement.purpose,
        statement.version,
        statement.epoch,
        statement.kinds,
    )
    answers.store(caller, subject, yes=statement.yes, statement=signed)
    announce.ask_again(caller.owner)


def _checked(caller: Caller, signed: Signed) -> bytes:
    if signed.key != signing.thumbprint(caller.public):
        raise AnswerRefused
    try:
        return signing.check(caller.public, signed, TYPE)
    except signing.SignatureRefused as error:
        raise AnswerRefused from error


def _fits(statement: Statement, asked: Question) -> bool:
    said = (
        statement.purpose,
        statement.version,
        statement.epoch,
        statement.kinds,
        statement.notice_sha256,
        statement.subject,
    )
    return said == (
        asked.purpose,
        asked.version,
        asked.epoch,
        frozenset(asked.kinds),
        asked.notice_sha256,
        asked.subject,
    )
