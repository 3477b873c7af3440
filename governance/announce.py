"""Says that something happened: ids only, after the commit, and never at the price of the act.

Where the broker is down, nothing is lost: sweepers find what waits, and a lease's end stops
every agent.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache

import redis
from celery import current_app
from django.conf import settings
from django.db import transaction

log = logging.getLogger(__name__)

CHANNELS = 256


def channel_of(owner: str) -> str:
    """Return the channel on which the agents of an owner listen, one of 256."""
    return f"sayso:ask:{int(owner[:2], 16):02x}"


@cache
def valkey() -> redis.Redis:
    """Return this process's connection pool to Valkey."""
    return redis.Redis.from_url(settings.VALKEY_URL, socket_timeout=1.0, socket_connect_timeout=1.0)


def ask_again(owner: str) -> None:
    """Wake the waiting requests of an owner, and of others on the same channel, after commit."""
    _after_commit(lambda: valkey().publish(channel_of(owner), b"ask again"))


def everyone_ask_again() -> None:
    """Wake all waiting requests after commit (stop all, a suspension)."""
    _after_commit(lambda: [valkey().publish(f"sayso:ask:{n:02x}", b"") for n in range(CHANNELS)])


def task(name: str, row_id: str) -> None:
    """Send a task with a row's id after commit."""
    _after_commit(
        lambda: current_app.send_task(name, args=[row_id], retry=False, ignore_result=True)
    )


@contextmanager
def alone(name: str, seconds: int) -> Iterator[bool]:
    """Yield whether this process may do a periodic piece of work, which no other does meanwhile.

    All such work can be done twice without harm, so where Valkey is down everyone may.
    """
    lock = valkey().lock(f"sayso:alone:{name}", timeout=seconds, blocking=False)
    try:
        got = lock.acquire()
    except redis.RedisError:
        yield True
        return
    try:
        yield got
    finally:
        if got:
            with suppress(redis.RedisError):
                lock.release()


def _after_commit(call: Callable[[], object]) -> None:
    def safely() -> None:
        try:
            call()
        except Exception as error:  # noqa: BLE001 (the act is done; a sweeper makes up for it)
            log.warning("announce failed: %s", type(error).__name__)

    # A lambda, since on_commit with robust=True and a partial dies when it logs.
    transaction.on_commit(lambda: safely(), robust=True)  # noqa: PLW0108
