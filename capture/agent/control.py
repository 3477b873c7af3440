"""Talking to the running agent from another process: a Unix socket in the state folder."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from capture.protocol.codes import WireError
from capture.protocol.content import Episode
from capture.protocol.decoding import decode
from capture.protocol.encoding import encode
from capture.protocol.lease import Doubt
from capture.protocol.messages import Act, Message, Question, Reply, Slug

SOCKET_FILE: Final = "control"
REQUEST_MAX: Final = 262_144
TIMEOUT_SECONDS: Final = 10.0


class Do(StrEnum):
    """What another process may ask of the agent."""

    STATUS = "status"
    PREVIEW = "preview"
    DELETE = "delete"
    NARROW = "narrow"
    ANSWER = "answer"
    STOP = "stop"


class Command(Message):
    """One request; which fields count depends on `do`."""

    do: Do
    act: Act | None = None
    purpose: Slug | None = None
    minutes: Annotated[int, Field(ge=1, le=527_040)] | None = None
    ids: tuple[UUID, ...] = ()
    question: UUID | None = None
    reply: Reply | None = None


class Status(Message):
    """What the agent says about itself. `lamp` and `sentence` are those of the sign.

    `accessible` and `pause_key_free` say whether accessibility answers and the pause key is ours.
    `fingerprint` is that of what enrolment told, whatever the log has announced since.
    """

    running: bool
    person: str
    company: str
    server: str
    fingerprint: str
    lamp: str
    sentence: str
    sign_seen: bool
    accessible: bool
    pause_key_free: bool
    waiting: int
    dropped: int
    key_place: str
    unsent: int
    failures: tuple[str, ...]
    questions: tuple[Question, ...]
    doubt: Doubt | None = None


class Reaction(Message):
    """The answer: what was asked for, or a sentence why not."""

    ok: bool
    text: str = ""
    status: Status | None = None
    episodes: tuple[Episode, ...] = ()
    count: int = 0


class NotRunning(Exception):
    """No agent listens in this state folder."""


@contextmanager
def _short_path(folder: Path) -> Iterator[str]:
    """Give an address that fits, whatever the length of the folder's path (108 bytes at most)."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/{SOCKET_FILE}"
    finally:
        os.close(descriptor)


def ask(folder: Path, command: Command) -> Reaction:
    """Send one command to the running agent.

    Raises:
        NotRunning: there is none, or it does not answer.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line, _short_path(folder) as path:
        line.settimeout(TIMEOUT_SECONDS)
        try:
            line.connect(path)
            line.sendall(encode(command))
            line.shutdown(socket.SHUT_WR)
            return decode(Reaction, _everything(line))
        except (OSError, WireError):
            raise NotRunning from None


def _everything(line: socket.socket, most: int | None = None) -> bytes:
    found = bytearray()
    while chunk := line.recv(65_536):
        found += chunk
        if most is not None and len(found) > most:
            raise OSError("too long")
    return bytes(found)


class ControlSocket:
    """The agent's end: one command for each connection, one after the other."""

    def __init__(self, folder: Path, react: Callable[[Command], Reaction]) -> None:
        self._folder = folder
        self._react = react
        (folder / SOCKET_FILE).unlink(missing_ok=True)
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with _short_path(folder) as path:
            self._line.bind(path)
        (folder / SOCKET_FILE).chmod(0o600)
        self._line.listen(4)
        self._thread = threading.Thread(target=self._serve, name="sayso-control", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._line.close()
        self._thread.join(timeout=2)
        (self._folder / SOCKET_FILE).unlink(missing_ok=True)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._line.accept()
            except OSError:
                return
            with line, suppress(OSError):
                line.settimeout(TIMEOUT_SECONDS)
                line.sendall(encode(self._answer(_everything(line, REQUEST_MAX))))

    def _answer(self, raw: bytes) -> Reaction:
        try:
            return self._react(decode(Command, raw))
        except WireError:
            return Reaction(ok=False, text="malformed")
