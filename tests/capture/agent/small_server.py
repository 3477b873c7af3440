"""A server after docs/protocol.md, in memory: it checks what a real one must, and remembers."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from capture.agent.clock import Clock
from capture.protocol.codes import Code, ErrorAnswer, WireError
from capture.protocol.content import Content
from capture.protocol.decoding import decode
from capture.protocol.encoding import encode
from capture.protocol.envelope import open_envelope
from capture.protocol.keys import key_id, thumbprint
from capture.protocol.lease import Grant, LeasePayload
from capture.protocol.messages import (
    Accepted,
    AnswerPayload,
    AnswerRequest,
    BatchRequest,
    ConfirmRequest,
    Done,
    Enrolled,
    EnrolmentOpened,
    EnrolmentRequest,
    Envelope,
    EpochRef,
    NarrowRequest,
    PublicKey,
    State,
    WaitRequest,
)
from capture.protocol.padding import padded_accepted, padded_state
from capture.protocol.sealing import open_sealed
from capture.protocol.signatures import RequestParts, verify
from tests.capture.protocol.making import INTAKE, lease, signed_lease
from tests.capture.protocol.small_log import (
    APPROVERS,
    OWNER,
    Person,
    SmallLog,
    consistency_of,
    proved,
)


def _streamed(status: int, body: bytes, headers=None) -> httpx.Response:
    return httpx.Response(status, stream=httpx.ByteStream(body), headers=headers)


def _witnessed() -> SmallLog:
    return SmallLog(witnesses={"witness.example/works-council": Ed25519PrivateKey.generate()})


def _unchanged(envelope: Envelope) -> Envelope:
    return envelope


@dataclass
class SmallServer:
    clock: Clock
    login: str
    grants: tuple[Grant, ...] = ()
    life: int = 60
    device: UUID = field(default_factory=uuid4)
    lease_key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    device_key: Ed25519PublicKey | None = None
    device_private: Ed25519PrivateKey | None = None
    log: SmallLog = field(default_factory=_witnessed)
    counter: int = 1
    number: int = 0
    mark: int = 0
    revoked: bool = False
    down: bool = False
    lose_answers: bool = False
    dead: set[str] = field(default_factory=set)
    state: dict = field(default_factory=dict)
    refuse_next: tuple[Code, dict[str, str]] | None = None
    change_lease: Callable = _unchanged
    uploads: list[bytes] = field(default_factory=list)
    stored: list[Content] = field(default_factory=list)
    waits: list[WaitRequest] = field(default_factory=list)
    answers: list[AnswerPayload] = field(default_factory=list)
    narrowed: list[NarrowRequest] = field(default_factory=list)
    words: str = "amber falcon"
    approvers: tuple[str, ...] = APPROVERS
    pending: int = 0

    def client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self.handle), trust_env=False)

    def handle(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("down")
        try:
            response = self._routed(request)
        except WireError as error:
            return self._error(error.code)
        if self.lose_answers:
            raise httpx.ReadError("lost")
        return response

    def _error(self, code: Code, headers=None, accepted=None) -> httpx.Response:
        body = ErrorAnswer(error=code, message="m", remedy="r", accepted=accepted)
        return _streamed(code.status, encode(body), headers=headers)

    def _routed(self, request: httpx.Request) -> httpx.Response:
        path, body = request.url.path, request.content
        parts = RequestParts(
            request.method,
            request.headers["host"],
            request.url.raw_path.decode(),
            tuple(request.headers.multi_items()),
            body,
        )
        if path.startswith("/agent/v1/enrolments"):
            return self._enrol(path, parts)
        verified = verify(parts, self._key, self.clock.wall())
        if self.revoked:
            raise WireError(Code.DEVICE_REVOKED)
        if verified.counter <= self.counter:
            self.revoked = True
            raise WireError(Code.COUNTER_REUSED)
        self.counter = verified.counter
        if self.refuse_next is not None:
            (code, headers), self.refuse_next = self.refuse_next, None
            return self._error(code, headers)
        name = path.rsplit("/", 1)[1]
        return getattr(self, f"_{name}")(body)

    def _key(self, keyid: str) -> Ed25519PublicKey | None:
        known = self.device_key
        return known if known is not None and thumbprint(known) == keyid else None

    def _enrol(self, path: str, parts: RequestParts) -> httpx.Response:
        if path.endswith("/confirm"):
            verify(parts, self._key, self.clock.wall())
            if self.pending:
                self.pending -= 1
                raise WireError(Code.ENROLMENT_PENDING)
            if decode(ConfirmRequest, parts.body).words != self.words:
                raise WireError(Code.WORDS_WRONG)
            return _streamed(200, encode(self.enrolled()))
        asked = decode(EnrolmentRequest, parts.body)
        self.device_key = Ed25519PublicKey.from_public_bytes(asked.public_key)
        verify(parts, self._key, self.clock.wall())
        opened = EnrolmentOpened(enrolment=uuid4(), code="KTRW-4821", expires_in=600)
        return _streamed(201, encode(opened))

    def enrolled(self) -> Enrolled:
        public = self.lease_key.public_key()
        key = PublicKey(key=key_id(public), public=public.public_bytes_raw())
        return Enrolled(
            device=self.device,
            person="Marta Keller",
            login=self.login,
            company="Harbour Freight",
            lease_key=key,
            lease_keys=(key,),
            wait_url="/agent/v1/wait",
            upload_url="/agent/v1/batches",
            upload_slot=10,
            owner=OWNER,
            log=self.log.trust(),
            approvers=self.approvers,
        )

    def _wait(self, body: bytes) -> httpx.Response:
        assert len(body) == 1024
        asked = decode(WaitRequest, body)
        self.waits.append(asked)
        envelope = None
        if self.grants:
            self.number += 1
            envelope = self.change_lease(signed_lease(self.lease(asked.nonce), self.lease_key))
        facts = {"digest": "d", "accepted": self.mark, "time": self.clock.wall(), **self.state}
        if envelope is not None and 0 < asked.log_size < len(self.log.entries):
            facts = {"consistency": tuple(consistency_of(asked.log_size, self.log.leaves)), **facts}
        return _streamed(200, padded_state(State(lease=envelope, **facts)))

    def lease(self, nonce: bytes, **changes) -> LeasePayload:
        """A lease that proves itself: the Yes is the device's, as if it had just answered."""
        now = self.clock.wall()
        person = Person(self.device, self.device_private)
        grants, log = proved(self.log, self.grants, person, int(now.timestamp()))
        facts = {"number": self.number, "life": self.life, "at": now, "grants": grants, "log": log}
        return lease(self.device, thumbprint(self.device_key), nonce, **{**facts, **changes})

    def _batches(self, body: bytes) -> httpx.Response:
        assert len(body) % 16_384 == 0
        self.uploads.append(body)
        batch = decode(BatchRequest, body)
        if batch.is_empty or batch.seq <= self.mark:
            return self._accepted()
        if batch.seq > self.mark + 1:
            return self._error(Code.SEQUENCE_GAP, accepted=self.mark)
        if any(ref.epoch in self.dead for ref in batch.epochs):
            raise WireError(Code.CONSENT_ENDED)
        if batch.lease > self.number:
            raise WireError(Code.LEASE_UNKNOWN)
        content = open_sealed(batch.sealed, INTAKE, self.device, batch.seq)
        found = {EpochRef(purpose=e.purpose, epoch=e.epoch) for e in content.episodes}
        assert found == set(batch.epochs)
        self.stored.append(content)
        self.mark = batch.seq
        return self._accepted()

    def _accepted(self) -> httpx.Response:
        return _streamed(202, padded_accepted(Accepted(accepted=self.mark)))

    def _answers(self, body: bytes) -> httpx.Response:
        envelope = decode(AnswerRequest, body).answer
        assert envelope.key == thumbprint(self.device_key)
        payload = open_envelope(envelope, "sayso-answer/2", self.device_key)
        self.answers.append(decode(AnswerPayload, payload))
        return _streamed(200, encode(Done()))

    def _narrow(self, body: bytes) -> httpx.Response:
        self.narrowed.append(decode(NarrowRequest, body))
        return _streamed(200, encode(Done()))

    def texts(self) -> list[str]:
        """Every text that was stored, in order."""
        return [
            action.text
            for content in self.stored
            for episode in content.episodes
            for action in episode.actions
            if action.do == "type_text"
        ]

    def sequence_numbers(self) -> list[int]:
        return [json.loads(body)["seq"] for body in self.uploads]
