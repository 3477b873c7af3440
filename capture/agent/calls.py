"""Signed calls to the server, in an order that keeps the counter growing where it arrives."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel

from capture.agent.clock import Clock
from capture.agent.identity import Identity
from capture.protocol.codes import Code, ErrorAnswer
from capture.protocol.decoding import DecodingError, decode
from capture.protocol.signatures import RequestParts, sign

M = TypeVar("M", bound=BaseModel)
ANSWER_MAX: Final = 65_536
SETTLE_SECONDS: Final = 5.0
RETRY_AFTER_MAX: Final = 3600
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})


class Unreachable(Exception):
    """The server did not answer, or not as this protocol does."""


class Refused(Exception):
    """The server answered with a named error.

    Attributes:
        code: its name.
        retry_after: seconds to wait, where the server said so.
        accepted: the durable high-water mark, where the error carries it.
    """

    def __init__(self, code: Code, retry_after: int | None, accepted: int | None) -> None:
        super().__init__(code.value)
        self.code = code
        self.retry_after = retry_after
        self.accepted = accepted


class InsecureAddress(Exception):
    """A server that would be called without TLS, and is not this computer."""


def checked_server(address: str) -> str:
    """Return the address of a server, ending in a slash.

    Raises:
        InsecureAddress: neither https nor this computer.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    local = host in LOOPBACK or host.endswith(".localhost")
    if not host or parts.scheme not in {"https", "http"} or (parts.scheme == "http" and not local):
        raise InsecureAddress(address)
    return f"{parts.scheme}://{parts.netloc}/"


def signed_request(
    http: httpx.Client, url: str, body: bytes, private: Ed25519PrivateKey, stamp: tuple[int, Clock]
) -> httpx.Request:
    """Return a POST with its signature; `stamp` is the call's counter and the clock."""
    counter, clock = stamp
    request = http.build_request("POST", url, content=body, headers={"Accept-Encoding": "identity"})
    parts = RequestParts(
        method="POST",
        authority=request.headers["Host"].lower(),
        target=request.url.raw_path.decode("ascii"),
        headers=(),
        body=body,
    )
    request.headers.update(sign(parts, private, counter, clock.wall()))
    return request


def read_answer(response: httpx.Response, model: type[M]) -> M:
    """Return the message of an answer that is still to be read.

    Raises:
        Refused: the server said no, by name.
        Unreachable: what came is no answer of this protocol.
    """
    raw = bytearray()
    for chunk in response.iter_raw():
        raw += chunk
        if len(raw) > ANSWER_MAX:
            raise Unreachable
    try:
        if response.is_success:
            return decode(model, bytes(raw))
        refusal = decode(ErrorAnswer, bytes(raw))
    except DecodingError:
        raise Unreachable from None
    raise Refused(refusal.error, _retry_after(response), refusal.accepted)


def _retry_after(response: httpx.Response) -> int | None:
    value = response.headers.get("Retry-After", "")
    return min(int(value), RETRY_AFTER_MAX) if value.isascii() and value.isdigit() else None


class Calls:
    """The calls of an enrolled device.

    Two calls on their way at once could arrive in the wrong order, and a counter that goes back
    means a copied key. So a call goes out only when the one before was answered, or, for the
    waiting request, when its headers came or five seconds passed.
    """

    def __init__(self, http: httpx.Client, identity: Identity, clock: Clock) -> None:
        self._http = http
        self._identity = identity
        self._clock = clock
        self._turn = threading.Lock()
        self._waiting: httpx.Response | None = None
        self._breaks = 0

    def post(self, path: str, body: bytes, model: type[M]) -> M:
        """Send a short call and return its answer.

        Raises:
            Refused: the server said no, by name.
            Unreachable: no answer.
        """
        with self._turn:
            return self._exchange(path, body, model)

    @property
    def breaks(self) -> int:
        """How often a waiting request was broken off; read before its question is made."""
        return self._breaks

    def wait(self, path: str, body: bytes, model: type[M], since: int) -> M:
        """Send the waiting request and return its answer, up to a minute later.

        Args:
            path: address of the call.
            body: the question.
            model: the answer's form.
            since: `breaks` from before the question was made: one that came after that breaks
                this request too, even where it was not on its way yet.

        Raises:
            Refused: the server said no, by name.
            Unreachable: no answer, or interrupted.
        """
        self._turn.acquire()
        release = _Once(self._turn)
        timer = threading.Timer(SETTLE_SECONDS, release)
        timer.daemon = True
        timer.start()
        try:
            return self._exchange(path, body, model, _Held(release, since))
        finally:
            timer.cancel()
            release()

    def interrupt(self) -> None:
        """Break the waiting request, so that the next one starts at once."""
        self._breaks += 1  # before looking: a request that begins now looks after it can be broken
        response = self._waiting
        if response is None:
            return
        stream = response.extensions.get("network_stream")
        socket = stream.get_extra_info("socket") if stream is not None else None
        if socket is not None:
            with contextlib.suppress(OSError):
                socket.shutdown(2)

    def _exchange(self, path: str, body: bytes, model: type[M], held: "_Held | None" = None) -> M:
        url = urljoin(self._identity.enrolment.server, path)
        stamp = (self._identity.counter.next(), self._clock)
        request = signed_request(self._http, url, body, self._identity.private, stamp)
        try:
            with self._open(request) as response:
                if held is not None:
                    held.release()
                    self._waiting = response
                    if self._breaks != held.since:
                        raise Unreachable
                return read_answer(response, model)
        except httpx.HTTPError as error:
            raise Unreachable from error
        finally:
            if held is not None:
                self._waiting = None

    @contextlib.contextmanager
    def _open(self, request: httpx.Request) -> Iterator[httpx.Response]:
        response = self._http.send(request, stream=True)
        try:
            yield response
        finally:
            response.close()


@dataclass(frozen=True, slots=True)
class _Held:
    """A waiting request: what gives up its turn, and the breaks that it knows of."""

    release: "_Once"
    since: int


class _Once:
    """Releases a lock once, however often it is called."""

    def __init__(self, lock: threading.Lock) -> None:
        self._lock = lock
        self._done = threading.Lock()

    def __call__(self) -> None:
        if self._done.acquire(blocking=False):
            self._lock.release()
