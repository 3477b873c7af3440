"""The waiting process in a thread of the test, behind a real socket."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from django.db import connections

from capture.ingest import waiting_app
from capture.protocol.decoding import decode
from capture.protocol.messages import State
from tests.capture.ingest.desk import Desk
from tests.stack import wait_for

PATH = waiting_app.PATH
AT_ONCE = 30.0
"""Seconds that nobody needs to hear something at once, and fewer than any request is held."""
assert AT_ONCE < waiting_app.HOLD - waiting_app.SPREAD


class WaitingServer:
    """Where it listens, and calls to it."""

    def __init__(self, port: int, application: waiting_app.WaitingApplication) -> None:
        self.host = f"127.0.0.1:{port}"
        self.http = httpx.Client(timeout=AT_ONCE)
        self._application = application

    def hears(self) -> None:
        """Wait until it has subscribed, which wakes everyone who is held."""
        wait_for(lambda: self._application._wakeups._following, every=0.02)

    def post(self, desk: Desk, body: bytes, *, headers=None, path: str = PATH) -> httpx.Response:
        if headers is None:
            headers = desk.headers(path, body, host=self.host)
        return self.http.post(f"http://{self.host}{path}", content=body, headers=headers)

    def state(self, desk: Desk, seen: str = "", **more) -> State:
        answer = self.post(desk, desk.wait_body(seen, **more))
        assert answer.status_code == 200, answer.content
        assert len(answer.content) == 49_152
        return decode(State, answer.content)

    def open(self, desk: Desk, seen: str) -> "Open":
        """Send a request that will be held, and return once its headers came."""
        body = desk.wait_body(seen)
        headers = desk.headers(PATH, body, host=self.host)
        request = self.http.build_request(
            "POST", f"http://{self.host}{PATH}", content=body, headers=headers
        )
        return Open(self.http.send(request, stream=True))


class Open:
    """A held request: headers are here, the body is awaited in a thread, for `AT_ONCE` at most."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.broken = False
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        try:
            self.response.read()
        except httpx.HTTPError:
            self.broken = True
        finally:
            self.response.close()

    @property
    def held(self) -> bool:
        return self._thread.is_alive()

    def body(self) -> State:
        """Return what came at once, not at the end of a long hold."""
        self._thread.join(AT_ONCE)
        assert not self.held, "no answer"
        assert not self.broken, "broken off"
        return decode(State, self.response.content)

    def end(self) -> None:
        self._thread.join(AT_ONCE)
        assert not self.held


@contextmanager
def serving(hold: float = 45.0, spread: float = 10.0) -> Iterator[WaitingServer]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        application = waiting_app.WaitingApplication(hold, spread)
        config = uvicorn.Config(
            application,
            access_log=False,
            log_level="critical",
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        found = WaitingServer(listener.getsockname()[1], application)
        try:
            while not server.started:
                assert thread.is_alive(), "it did not start"
                time.sleep(0.02)
            yield found
        finally:
            server.should_exit = True
            thread.join(90)
            assert not thread.is_alive()
            found.http.close()
            connections.close_all()


def lease_in(state: State) -> dict | None:
    return json.loads(state.lease.payload) if state.lease else None
