"""The waiting process, a small ASGI application.

    uvicorn capture.ingest.waiting_app:application --no-access-log --timeout-graceful-shutdown 2

It holds each agent's one request until 45 seconds have passed, give or take ten, or until what the
agent was told last is no longer true. Subscribe, then compare, then wait: no wake-up is lost.
Status and headers go out as soon as the device is known, the body when the wait is over. It writes
no access log.
"""

import asyncio
import logging
import os
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, ParamSpec, TypeVar

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import DatabaseError  # noqa: E402 (needs the settings)

from capture.ingest import errors, holding, limits  # noqa: E402
from capture.ingest.proofs import Proofs  # noqa: E402
from capture.ingest.transport import parts_of_scope  # noqa: E402
from capture.ingest.wakeups import Waiter, Wakeups  # noqa: E402
from capture.protocol.codes import Code, WireError  # noqa: E402
from capture.protocol.messages import STATE_SIZE  # noqa: E402
from governance import clock, patience  # noqa: E402
from governance.errors import Refusal  # noqa: E402

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
P = ParamSpec("P")
T = TypeVar("T")

PATH: Final = "/agent/v1/wait"
HOLD: Final = 45.0
SPREAD: Final = 10.0
BODY_SECONDS: Final = 10.0
"""Seconds that a body may take to arrive."""
_DICE: Final = secrets.SystemRandom()
log = logging.getLogger(__name__)


class _Gone(Exception):
    """The agent has closed the connection."""


@dataclass(frozen=True, slots=True)
class Held:
    """A request that is held.

    Attributes:
        gone: ends when the agent closes the connection.
        asked: when it asked, on the loop's clock.
    """

    asker: holding.Asker
    waiter: Waiter
    gone: asyncio.Task[None]
    asked: float

    @property
    def over(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self.gone.done() or self.waiter.replaced

    async def woken(self, seconds: float) -> bool:
        """Wait until it is woken, over, or the time has passed; return whether it was woken."""
        woken = asyncio.create_task(self.waiter.woken.wait())
        try:
            await asyncio.wait({woken, self.gone}, timeout=seconds, return_when="FIRST_COMPLETED")
        finally:
            woken.cancel()
        if not self.waiter.woken.is_set():
            return False
        self.waiter.woken.clear()  # before comparing: what comes meanwhile wakes again
        return True


class WaitingApplication:
    """Holds waiting requests; all state is in memory, so any number of processes can run."""

    def __init__(self, hold: float = HOLD, spread: float = SPREAD) -> None:
        self._hold = hold
        self._spread = spread
        self._wakeups = Wakeups()
        self._proofs = Proofs()
        self._threads: holding.Threads | None = None
        self._listener: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection of uvicorn."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        patience.at_most(patience.SERVING)
        self._threads = holding.Threads()
        self._listener = asyncio.create_task(self._wakeups.listen())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._listener.cancel()
        await asyncio.wait([self._listener])
        await asyncio.to_thread(self._threads.close)
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = asyncio.get_running_loop().time()
        try:
            asker = await self._admitted(scope, receive)
        except WireError as error:
            await _refuse(send, error.code)
        except Refusal as refusal:
            await _refuse(send, errors.code_of(refusal))
        except DatabaseError as error:
            log.warning("database: %s", type(error).__name__)
            await _refuse(send, Code.UNAVAILABLE)
        except _Gone:
            return
        else:
            await _begin(send, 200, STATE_SIZE, {})
            await self._hold_and_tell(asker, asked, receive, send)

    async def _admitted(self, scope: Scope, receive: Receive) -> holding.Asker:
        if scope["path"] != PATH or scope["method"] != "POST":
            raise WireError(Code.ENROLMENT_UNKNOWN)
        if len(self._wakeups) >= limits.HELD_MOST:
            raise WireError(Code.UNAVAILABLE)
        body = await _body(receive)
        return await self._run(holding.admit, parts_of_scope(scope, body), clock.now())

    async def _hold_and_tell(
        self, asker: holding.Asker, asked: float, receive: Receive, send: Send
    ) -> None:
        waiter = self._wakeups.add(asker.device, asker.channel)
        gone = asyncio.create_task(_closed(receive))
        try:
            woken, look = False, await self._run(holding.first_look, asker)
            if not look.changed or self._proofs.worth_waiting(asker.device, look, 0.0):
                woken = await self._wait(Held(asker, waiter, gone, asked), look)
            if gone.done() or waiter.replaced:
                return
            held = asyncio.get_running_loop().time() - asked
            run = self._run_woken if woken else self._run
            body = await run(holding.answer, asker, held)
            await send({"type": "http.response.body", "body": body})
        except (DatabaseError, Refusal) as error:
            # The headers are out: an answer that breaks off tells the agent to ask again.
            log.warning("no answer: %s", type(error).__name__)
        finally:
            gone.cancel()
            self._wakeups.remove(waiter)

    async def _wait(self, held: "Held", look: holding.Look) -> bool:
        """Wait for the end of the hold or a change; return whether there was a change.

        Where a grant waits for nothing but its place in the log, it is looked for again and again.
        """
        loop, device = asyncio.get_running_loop(), held.asker.device
        ends = held.asked + _DICE.uniform(self._hold - self._spread, self._hold + self._spread)
        changed_at = loop.time()
        while (left := ends - loop.time()) > 0:
            if not look.changed:
                changed_at = loop.time()
            elif not self._proofs.worth_waiting(device, look, loop.time() - changed_at):
                return True
            again = self._proofs.look_in(device, look)
            woken = await held.woken(left if again is None else min(left, again))
            if held.over or not (woken or again):
                return False
            look = await self._run_woken(holding.look_again, held.asker)
        return False

    async def _run(self, call: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
        if self._threads is None:
            raise WireError(Code.UNAVAILABLE)
        work = partial(holding.on_connections, call, *args, **more)
        return await asyncio.get_running_loop().run_in_executor(self._threads.asking, work)

    async def _run_woken(self, call: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
        if self._threads is None:
            raise WireError(Code.UNAVAILABLE)
        work = partial(holding.on_connections, call, *args, **more)
        return await asyncio.get_running_loop().run_in_executor(self._threads.waking, work)


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise _Gone
                body += message.get("body", b"")
                if len(body) > limits.WAIT_MAX:
                    raise WireError(Code.TOO_LARGE)
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        raise WireError(Code.MALFORMED) from None


async def _closed(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, code: Code) -> None:
    body = errors.body_of(code)
    await _begin(send, code.status, len(body), errors.headers_of(code))
    await send({"type": "http.response.body", "body": body})


async def _begin(send: Send, status: int, length: int, more: dict[str, str]) -> None:
    headers = {
        "content-type": "application/json",
        "content-length": str(length),
        "cache-control": "no-store",
        **more,
    }
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        }
    )


application = WaitingApplication()
