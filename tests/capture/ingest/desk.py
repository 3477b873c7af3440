"""A computer of a person, as it looks on the wire: a key, a counter, signed calls."""

import json
import secrets
import uuid
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.test import Client

from capture.protocol.content import Content
from capture.protocol.encoding import encode
from capture.protocol.envelope import seal_envelope
from capture.protocol.keys import thumbprint
from capture.protocol.messages import (
    AnswerPayload,
    AnswerRequest,
    BatchRequest,
    EpochRef,
    Reply,
    WaitRequest,
)
from capture.protocol.padding import padded_batch, padded_wait
from capture.protocol.sealing import seal
from capture.protocol.signatures import RequestParts, sign
from governance import clock
from governance.consent.models import Consent
from governance.devices import enrolment
from governance.keys import intake
from governance.leases import issue, standing

HOST = "testserver"
BATCHES = "/agent/v1/batches"


@dataclass
class Desk:
    """A computer; `post` signs with the next counter unless told otherwise."""

    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    counter: int = 1
    device: uuid.UUID | None = None
    owner: str = ""

    @property
    def thumbprint(self) -> str:
        return thumbprint(self.private.public_key())

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    def headers(self, path: str, body: bytes, host: str = HOST, counter: int | None = None):
        if counter is None:
            self.counter += 1
            counter = self.counter
        parts = RequestParts("POST", host, path, (), body)
        return sign(parts, self.private, counter, clock.now())

    def post(self, path: str, body, *, counter: int | None = None, headers=None):
        raw = body if isinstance(body, bytes) else encode(body)
        signed = self.headers(path, raw, counter=counter) if headers is None else headers
        return send(path, raw, signed)

    def wait_body(self, seen: str = "", stopped=()) -> bytes:
        request = WaitRequest(nonce=secrets.token_bytes(16), seen=seen, stopped=stopped)
        return padded_wait(request)

    def batch(self, seq: int, slug: str = "bookings", **more) -> bytes:
        """The body of a batch with one episode, sealed to today's key."""
        epoch = more.pop("epoch", None) or str(epoch_of(self.owner, slug))
        key = intake.current()
        content = content_of(self.device, seq, slug, epoch)
        values = {
            "seq": seq,
            "lease": 1,
            "epochs": (EpochRef(purpose=slug, epoch=epoch),),
            "key": key.key_id,
            "sealed": seal(content, X25519PublicKey.from_public_bytes(key.public)),
            **more,
        }
        return padded_batch(BatchRequest(**values))

    def answer(self, reply: Reply = Reply.YES, **changes) -> AnswerRequest:
        """The signed answer to the first question that is asked here."""
        question = standing.questions_to(row_of(self.device))[0]
        payload = AnswerPayload(
            **{
                "question": question.id,
                "purpose": question.purpose,
                "version": question.version,
                "epoch": str(question.epoch),
                "kinds": tuple(question.kinds),
                "notice_sha256": question.notice_sha256,
                "subject": question.subject,
                "answer": reply,
                "device": self.device,
                **changes,
            }
        )
        sealed = seal_envelope("sayso-answer/2", encode(payload), self.private, self.thumbprint)
        return AnswerRequest(answer=sealed)

    def say(self, reply: Reply = Reply.YES):
        return self.post("/agent/v1/answers", self.answer(reply))


def send(path: str, raw: bytes, headers: dict[str, str]):
    meta = {name: value for name, value in headers.items() if name != "Content-Type"}
    return Client(raise_request_exception=False).post(
        path,
        data=raw,
        content_type=headers.get("Content-Type", "application/json"),
        headers={**meta, "Host": HOST},
    )


def enrolled(employee, host: str = "laptop") -> Desk:
    """A computer that was enrolled by the acts."""
    desk = Desk()
    candidate = enrolment.Candidate(desk.public, employee.login, host)
    opened = enrolment.begin(candidate, "10.0.0.1")
    words = enrolment.enter_code(employee, opened.code).words
    confirmed = enrolment.confirm(opened.id, words)
    desk.device, desk.owner = confirmed.device, confirmed.owner
    return desk


def leased(desk: Desk) -> int:
    """Issue a lease, and return its number."""
    issue.state_for(desk.device, b"n" * 16, 0)
    return row_of(desk.device).leases


def row_of(device_id):
    from governance.devices.models import Device

    return Device.objects.get(pk=device_id)


def epoch_of(owner: str, slug: str) -> uuid.UUID:
    return Consent.objects.get(owner=owner, purpose=slug).epoch


def content_of(device, seq: int, slug: str, epoch: str) -> Content:
    return Content.model_validate(
        {
            "device": device,
            "seq": seq,
            "episodes": [
                {
                    "id": uuid.uuid4(),
                    "purpose": slug,
                    "version": 1,
                    "epoch": epoch,
                    "application": "Sheets",
                    "site": None,
                    "language": "en",
                    "day": clock.today(),
                    "part": "morning",
                    "actions": [{"do": "app_switch", "to": "Sheets"}],
                }
            ],
        }
    )


def lease_of(signed) -> dict:
    """The payload of a lease."""
    return json.loads(signed.payload)
