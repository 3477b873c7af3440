"""What the device has to tell the server: answers to questions, and acts that narrow.

Each takes effect on the device at once; the call is kept until the server has heard it.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from capture.agent.calls import Calls, Refused
from capture.agent.contact import NOT_JUDGED
from capture.agent.identity import Identity
from capture.agent.local_state import REMEMBERED_MAX, Local, LocalState
from capture.agent.uploader import ENDED, DeviceEnded
from capture.protocol.encoding import encode
from capture.protocol.envelope import seal_envelope
from capture.protocol.messages import (
    AnswerPayload,
    AnswerRequest,
    Done,
    NarrowRequest,
    Question,
    Reply,
)

ANSWER_TYPE: Final = "sayso-answer/2"
ANSWERS_PATH: Final = "/agent/v1/answers"
NARROW_PATH: Final = "/agent/v1/narrow"


class NoSuchQuestion(Exception):
    """The question was answered before, or the server took it back."""


@dataclass(frozen=True, slots=True)
class Errands:
    """Open calls, kept in the local state."""

    identity: Identity
    calls: Calls
    local: LocalState

    def hear(self, questions: tuple[Question, ...]) -> None:
        """Keep the questions that nobody answered here yet; the server's list is the whole."""

        def how(now: Local) -> dict[str, object]:
            return {"open_questions": tuple(q for q in questions if q.id not in now.answered)}

        if how(self.local.now)["open_questions"] != self.local.now.open_questions:
            self.local.change(how)

    def answer(self, question_id: UUID, reply: Reply) -> None:
        """Sign the person's answer to an open question and queue it.

        Raises:
            NoSuchQuestion: there is no such open question.
        """
        found = next((q for q in self.local.now.open_questions if q.id == question_id), None)
        if found is None:
            raise NoSuchQuestion
        signed = self._signed(found, reply)
        self.local.change(
            lambda now: {
                "open_questions": tuple(q for q in now.open_questions if q.id != question_id),
                "answered": (*now.answered, question_id)[-REMEMBERED_MAX:],
                "answers": (*now.answers, signed),
            }
        )

    def narrow(self, call: NarrowRequest) -> None:
        """Queue an act that narrows."""
        self.local.change(lambda now: {"narrowing": (*now.narrowing, call)})

    @property
    def waiting(self) -> bool:
        """Whether a call is still to be made."""
        return bool(self.local.now.narrowing or self.local.now.answers)

    def run(self) -> None:
        """Make the open calls in order.

        Raises:
            Unreachable: the server does not answer; what is left stays.
            Refused: the server asks to come later, or did not read what was said.
            DeviceEnded: this device is no longer known.
        """
        while self.local.now.narrowing:
            self._send(NARROW_PATH, self.local.now.narrowing[0])
            self.local.change(lambda now: {"narrowing": now.narrowing[1:]})
        while self.local.now.answers:
            self._send(ANSWERS_PATH, self.local.now.answers[0])
            self.local.change(lambda now: {"answers": now.answers[1:]})

    def _send(self, path: str, message: NarrowRequest | AnswerRequest) -> None:
        """Send one; a refusal for good counts as heard, since it would be refused again.

        A refusal that did not judge what is said keeps it: with a wrong clock nobody's
        withdrawal may be lost.
        """
        try:
            self.calls.post(path, encode(message), Done)
        except Refused as refusal:
            if refusal.code in ENDED:
                raise DeviceEnded(refusal.code) from None
            if refusal.code in NOT_JUDGED:
                raise

    def _signed(self, question: Question, reply: Reply) -> AnswerRequest:
        payload = AnswerPayload(
            question=question.id,
            purpose=question.purpose,
            version=question.version,
            epoch=question.epoch,
            kinds=question.kinds,
            notice_sha256=question.notice_sha256,
            subject=question.subject,
            answer=reply,
            device=self.identity.enrolled.device,
        )
        return AnswerRequest(
            answer=seal_envelope(
                ANSWER_TYPE, encode(payload), self.identity.private, self.identity.thumbprint
            )
        )
