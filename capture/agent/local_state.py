"""What the device itself decided or still has to tell: pause, blocks, reports, open calls."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from capture.agent.state_folder import StateFolder
from capture.protocol.decoding import DecodingError, decode
from capture.protocol.encoding import encode
from capture.protocol.messages import (
    AnswerRequest,
    EpochRef,
    Message,
    NarrowRequest,
    Question,
    Zulu,
)

LOCAL_FILE: Final = "local.json"
REMEMBERED_MAX: Final = 500


class Local(Message):
    """The file's content.

    Attributes:
        paused: whether a pause was begun at this device.
        paused_until: its end, None where it lasts until it is ended.
        blocked: stretches of consent that were withdrawn here; no lease brings them back.
        stopped: stretches stopped and erased that the server has not yet heard of.
        narrowing: calls that narrow and have not reached the server.
        answers: signed answers that have not reached the server.
        open_questions: questions without an answer.
        answered: ids of questions that were answered here.
        forgotten: ids of orders to forget that were carried out.
        revoked: the server no longer knows this device; nothing is recorded any more.
    """

    paused: bool = False
    paused_until: Zulu | None = None
    blocked: tuple[EpochRef, ...] = ()
    stopped: tuple[EpochRef, ...] = ()
    narrowing: tuple[NarrowRequest, ...] = ()
    answers: tuple[AnswerRequest, ...] = ()
    open_questions: tuple[Question, ...] = ()
    answered: tuple[UUID, ...] = ()
    forgotten: tuple[UUID, ...] = ()
    revoked: bool = False


class LocalState:
    """The file of `Local`, replaced as a whole at each change.

    A file that cannot be read counts as paused: nothing is recorded on a guess.
    """

    def __init__(self, folder: StateFolder) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._local = self._load()

    def _load(self) -> Local:
        raw = self._folder.read(LOCAL_FILE)
        if raw is None:
            return Local()
        try:
            return decode(Local, raw)
        except DecodingError:
            return Local(paused=True)

    @property
    def now(self) -> Local:
        """What holds at this moment."""
        return self._local

    def change(self, how: Callable[[Local], dict[str, object]]) -> None:
        """Store a change; `how` gets what holds and returns the fields that differ."""
        with self._lock:
            changed = self._local.model_copy(update=how(self._local))
            self._folder.write(LOCAL_FILE, encode(changed))
            self._local = changed

    def is_paused(self, wall: datetime) -> bool:
        """Return whether a pause that began at this device still lasts."""
        local = self._local
        return local.paused and (local.paused_until is None or wall < local.paused_until)

    def pause(self, minutes: int | None, wall: datetime) -> None:
        """Begin a pause; without minutes it lasts until it is ended."""
        until = None if minutes is None else wall + timedelta(minutes=minutes)
        self.change(lambda _: {"paused": True, "paused_until": until})

    def resume(self) -> None:
        """End the pause of this device."""
        self.change(lambda _: {"paused": False, "paused_until": None})

    def block(self, refs: tuple[EpochRef, ...]) -> None:
        """Let no lease bring these stretches of consent back, and report them as stopped."""
        self.change(
            lambda now: {
                "blocked": _joined(now.blocked, refs),
                "stopped": _joined(now.stopped, refs),
            }
        )

    def is_blocked(self, purpose: str, epoch: str) -> bool:
        """Return whether this stretch of consent was withdrawn at this device."""
        return EpochRef(purpose=purpose, epoch=epoch) in self._local.blocked


def _joined(old: tuple[EpochRef, ...], new: tuple[EpochRef, ...]) -> tuple[EpochRef, ...]:
    return tuple(dict.fromkeys((*old, *new)))[-REMEMBERED_MAX:]
