"""Enrolment, both ways: a code from here into the browser, two words from there into the agent."""

import os
import platform
import pwd
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urljoin

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel

from capture.agent.calls import Unreachable, read_answer, signed_request
from capture.agent.clock import Clock
from capture.agent.identity import FIRST_COUNTER
from capture.protocol.encoding import encode
from capture.protocol.log import readable
from capture.protocol.messages import (
    ConfirmRequest,
    Enrolled,
    EnrolmentOpened,
    EnrolmentRequest,
    Message,
)

AGENT_NAME: Final = "sayso-agent/0.1"
OPEN_PATH: Final = "/agent/v1/enrolments"
M = TypeVar("M", bound=BaseModel)


def login_name() -> str:
    """Return the login name of this session, from the system and not from the environment."""
    return pwd.getpwuid(os.getuid()).pw_name


class OtherLogin(Exception):
    """The server answered for another login name than this session's."""


@dataclass(frozen=True, slots=True)
class Enrolling:
    """An enrolment under way, with a key that is kept nowhere until it has ended well.

    `login` and `host` ask the system, but for the invented computers of a demonstration.
    """

    http: httpx.Client
    server: str
    private: Ed25519PrivateKey
    clock: Clock
    login: Callable[[], str] = login_name
    host: Callable[[], str] = socket.gethostname

    def begin(self) -> EnrolmentOpened:
        """Ask for a code.

        Raises:
            Refused: the server said no, by name.
            Unreachable: no answer.
        """
        request = EnrolmentRequest(
            public_key=self.private.public_key().public_bytes_raw(),
            login=self.login(),
            host=self.host(),
            platform=f"{platform.system()} {platform.machine()}",
            agent=AGENT_NAME,
        )
        return self._post(OPEN_PATH, request, EnrolmentOpened)

    def confirm(self, opened: EnrolmentOpened, words: str) -> Enrolled:
        """Hand in the two words, and hear for whom this computer will record.

        Raises:
            Refused: the server said no, by name.
            Unreachable: no answer.
            OtherLogin: it answered for another login name.
        """
        request = ConfirmRequest(words=" ".join(words.lower().split()))
        path = f"{OPEN_PATH}/{opened.enrolment}/confirm"
        enrolled = self._post(path, request, Enrolled)
        if enrolled.login != self.login():
            raise OtherLogin
        if not readable(enrolled.log):
            raise Unreachable
        return enrolled

    def _post(self, path: str, message: Message, answer: type[M]) -> M:
        url, stamp = urljoin(self.server, path), (FIRST_COUNTER, self.clock)
        request = signed_request(self.http, url, encode(message), self.private, stamp)
        try:
            response = self.http.send(request, stream=True)
            try:
                return read_answer(response, answer)
            finally:
                response.close()
        except httpx.HTTPError as error:
            raise Unreachable from error
