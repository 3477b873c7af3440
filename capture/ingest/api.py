"""The agents' signed API. Bodies are read strictly by `capture.protocol`, never by the framework.

The waiting request is no part of it: `waiting_app` holds those.
"""

import logging
import uuid
from http import HTTPStatus
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from capture.ingest import admission, callers, errors, limits, narrowing, statements, telling
from capture.ingest.describing import AgentAPI, body_of
from capture.ingest.transport import parts_of
from capture.protocol.codes import Code, ErrorAnswer, WireError
from capture.protocol.decoding import decode
from capture.protocol.encoding import encode
from capture.protocol.messages import (
    Accepted,
    AnswerRequest,
    BatchRequest,
    ConfirmRequest,
    Done,
    Enrolled,
    EnrolmentOpened,
    EnrolmentRequest,
    NarrowRequest,
)
from capture.protocol.padding import padded_accepted
from governance import clock
from governance.devices import enrolment, presence
from governance.devices.authentication import Caller
from governance.devices.errors import EnrolmentUnknown
from governance.errors import Refusal
from governance.leases import answering

log = logging.getLogger(__name__)

api = AgentAPI()
ERRORS: dict[int, Any] = dict.fromkeys(
    (400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 503), ErrorAnswer
)


@api.post(
    "/enrolments",
    response={201: EnrolmentOpened, **ERRORS},
    openapi_extra=body_of(EnrolmentRequest),
)
def open_enrolment(request: HttpRequest) -> HttpResponse:
    """Open an enrolment; signed by the key that the body brings, call counter 1."""
    parts = parts_of(request, limits.MESSAGE_MAX)
    asked = decode(EnrolmentRequest, parts.body)
    callers.newcomer(parts, asked.public_key)
    candidate = enrolment.Candidate(asked.public_key, asked.login, asked.host)
    opened = enrolment.begin(candidate, limits.address_of(request))
    answer = EnrolmentOpened(enrolment=opened.id, code=opened.code, expires_in=opened.seconds)
    return _json(encode(answer), HTTPStatus.CREATED)


@api.post(
    "/enrolments/{enrolment_id}/confirm",
    response={200: Enrolled, **ERRORS},
    openapi_extra=body_of(ConfirmRequest),
)
def confirm_enrolment(request: HttpRequest, enrolment_id: str) -> HttpResponse:
    """Hand in the two words; signed by the key that opened the enrolment, call counter 1."""
    parts = parts_of(request, limits.MESSAGE_MAX)
    row = _enrolment_id(enrolment_id)
    callers.newcomer(parts, enrolment.public_of(row))
    asked = decode(ConfirmRequest, parts.body)
    return _message(telling.enrolled(enrolment.confirm(row, asked.words)))


@api.post("/answers", response={200: Done, **ERRORS}, openapi_extra=body_of(AnswerRequest))
def answer_question(request: HttpRequest) -> HttpResponse:
    """Take the person's Yes or No at the device."""
    caller, body = _called(request, limits.MESSAGE_MAX)
    envelope = decode(AnswerRequest, body).answer
    answering.take(caller, statements.signed_of(envelope), statements.statement_of)
    return _message(Done())


@api.post("/narrow", response={200: Done, **ERRORS}, openapi_extra=body_of(NarrowRequest))
def narrow(request: HttpRequest) -> HttpResponse:
    """Pause, resume, withdraw, forget at the device."""
    caller, body = _called(request, limits.MESSAGE_MAX)
    narrowing.narrow(caller, decode(NarrowRequest, body))
    return _message(Done())


@api.post("/batches", response={202: Accepted, **ERRORS}, openapi_extra=body_of(BatchRequest))
def upload(request: HttpRequest) -> HttpResponse:
    """Take a sealed batch, or an empty step of the same look."""
    asked = clock.now()
    caller, body = _called(request, limits.UPLOAD_MAX)
    mark = admission.admit(caller, decode(BatchRequest, body), asked)
    return _json(padded_accepted(Accepted(accepted=mark)), HTTPStatus.ACCEPTED)


@api.exception_handler(WireError)
def _wire_error(_request: HttpRequest, error: WireError) -> HttpResponse:
    return _refused(error.code)


@api.exception_handler(errors.SequenceGap)
def _sequence_gap(_request: HttpRequest, error: errors.SequenceGap) -> HttpResponse:
    return _refused(Code.SEQUENCE_GAP, error.accepted)


@api.exception_handler(Refusal)
def _refusal(_request: HttpRequest, error: Refusal) -> HttpResponse:
    return _refused(errors.code_of(error))


@api.exception_handler(DatabaseError)
def _database(_request: HttpRequest, error: DatabaseError) -> HttpResponse:
    log.error("database: %s", type(error).__name__)
    return _refused(Code.UNAVAILABLE)


def _called(request: HttpRequest, most: int) -> tuple[Caller, bytes]:
    parts = parts_of(request, most)
    caller = callers.device(parts)
    presence.heard(caller.device)
    return caller, parts.body


def _enrolment_id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise EnrolmentUnknown from None


def _message(message: BaseModel) -> HttpResponse:
    return _json(encode(message), HTTPStatus.OK)


def _refused(code: Code, accepted: int | None = None) -> HttpResponse:
    answer = _json(errors.body_of(code, accepted), code.status)
    for name, value in errors.headers_of(code).items():
        answer[name] = value
    return answer


def _json(body: bytes, status: int) -> HttpResponse:
    answer = HttpResponse(body, status=status, content_type="application/json")
    answer["Cache-Control"] = "no-store"
    return answer
