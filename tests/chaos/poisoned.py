"""The product's Celery with an engine that some texts poison; `celery -A tests.chaos.poisoned`.

The product has no such hook: what a text does to Python, spaCy or a customer's recogniser is put
into the engine's inside here, before the children are forked.
"""

import ctypes
import os
import time
from collections.abc import Callable
from contextlib import suppress

from celery.signals import worker_init

from config.celery import app

__all__ = ["app"]
BLOCK = 64 * 1024 * 1024
FAR_TOO_MUCH = 20 * BLOCK


def crash() -> None:
    """Read where nothing is."""
    ctypes.string_at(0)


def leave() -> None:
    """End without a word, as native code may."""
    os._exit(3)


def hang() -> None:
    """Go on for ever, but listen to the soft limit."""
    time.sleep(3600)


def deaf() -> None:
    """Go on for ever, whatever is said."""
    while True:
        with suppress(Exception):
            time.sleep(3600)


def devour() -> None:
    """Take memory without end; a child that gets far more than it may have ends otherwise."""
    eaten = []
    while len(eaten) * BLOCK < FAR_TOO_MUCH:
        eaten.append(bytes(BLOCK))
    os._exit(4)


POISONS: dict[str, Callable[[], None]] = {
    "segfault": crash, "exit": leave, "hang": hang, "deaf": deaf, "memory": devour
}  # fmt: skip


@worker_init.connect
def poison(**_signal: object) -> None:
    """Let the engine of this worker act on the texts that say so."""
    from redaction import limits
    from redaction.engine.engine import Engine

    limits.NICENESS = 0  # what runs beside the test is no reason for a good batch to be too slow
    sound = Engine._redact

    def poisoned(self, episodes, directory):
        for episode in episodes:
            for text in episode.texts:
                if text.value.startswith("poison "):
                    POISONS[text.value.split()[1]]()
        return sound(self, episodes, directory)

    Engine._redact = poisoned
