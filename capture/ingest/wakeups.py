"""Who waits on which channel, and the one subscription to Valkey that wakes them."""

import asyncio
import logging
import uuid
from collections import defaultdict
from contextlib import aclosing
from typing import Final

from django.conf import settings
from redis.asyncio import Redis
from redis.exceptions import RedisError

PATTERN: Final = "sayso:ask:*"
AGAIN: Final = 1.0
"""Seconds until Valkey is tried again."""
log = logging.getLogger(__name__)


class Waiter:
    """One held request."""

    def __init__(self, device: uuid.UUID, channel: str) -> None:
        self.device = device
        self.channel = channel
        self.woken = asyncio.Event()
        self.replaced = False


class Wakeups:
    """All held requests of this process, by channel and by device."""

    def __init__(self) -> None:
        self._channels: defaultdict[str, set[Waiter]] = defaultdict(set)
        self._devices: dict[uuid.UUID, Waiter] = {}
        self._following: bool | None = None

    def __len__(self) -> int:
        return len(self._devices)

    def add(self, device: uuid.UUID, channel: str) -> Waiter:
        """Hold a request; an older one of the same device is let go."""
        waiter = Waiter(device, channel)
        older = self._devices.get(device)
        if older is not None:
            older.replaced = True
            older.woken.set()
        self._devices[device] = waiter
        self._channels[channel].add(waiter)
        return waiter

    def remove(self, waiter: Waiter) -> None:
        """Let a request go."""
        self._channels[waiter.channel].discard(waiter)
        if self._devices.get(waiter.device) is waiter:
            del self._devices[waiter.device]

    def wake(self, channel: str) -> None:
        """Let all on a channel compare again."""
        for waiter in self._channels.get(channel, ()):
            waiter.woken.set()

    def wake_all(self) -> None:
        """Let everyone compare again: what was published in between is not known."""
        for waiter in self._devices.values():
            waiter.woken.set()

    async def listen(self) -> None:
        """Follow Valkey for good. While it is down, requests end by their time alone."""
        while True:
            try:
                await self._follow()
            except (RedisError, OSError) as error:
                if self._following is not False:  # said once, not every second
                    log.warning("no wake-ups: %s", type(error).__name__)
                self._following = False
            await asyncio.sleep(AGAIN)

    async def _follow(self) -> None:
        client = Redis.from_url(
            settings.VALKEY_URL, socket_connect_timeout=1.0, health_check_interval=15
        )
        async with aclosing(client), aclosing(client.pubsub()) as subscription:
            await subscription.psubscribe(PATTERN)
            while True:
                message = await subscription.get_message(timeout=5.0)
                if message is None:
                    continue
                if message["type"] == "pmessage":
                    self.wake(message["channel"].decode())
                elif message["type"] == "psubscribe":
                    self._following = True
                    self.wake_all()  # subscribed anew, by us or by the library
