"""Bodies of few sizes, so that a size tells nothing about what is inside."""

from collections.abc import Iterable
from typing import TypeVar

from capture.protocol.encoding import encode
from capture.protocol.messages import (
    ACCEPTED_SIZE,
    BATCH_MAX,
    BATCH_STEP,
    STATE_SIZE,
    WAIT_SIZES,
    Accepted,
    BatchRequest,
    State,
    WaitRequest,
)

Padded = TypeVar("Padded", WaitRequest, State, BatchRequest, Accepted)


class DoesNotFit(ValueError):
    """A message is longer than the largest size its kind may have."""


def padded_wait(message: WaitRequest) -> bytes:
    """Return the body of a waiting request: 1,024 bytes, doubled as often as it must be."""
    return _padded(message, WAIT_SIZES)


def padded_state(message: State) -> bytes:
    """Return the body of the answer to it, always 49,152 bytes.

    Raises:
        DoesNotFit: the sender must leave something for the next answer.
    """
    return _padded(message, (STATE_SIZE,))


def padded_batch(message: BatchRequest) -> bytes:
    """Return the body of an upload, a multiple of 16,384 bytes up to 262,144."""
    return _padded(message, range(BATCH_STEP, BATCH_MAX + 1, BATCH_STEP))


def padded_accepted(message: Accepted) -> bytes:
    """Return the body of the answer to an upload, always 512 bytes."""
    return _padded(message, (ACCEPTED_SIZE,))


def _padded(message: Padded, sizes: Iterable[int]) -> bytes:
    bare = len(encode(message.model_copy(update={"pad": ""})))
    size = next((size for size in sizes if size >= bare), None)
    if size is None:
        raise DoesNotFit(type(message).__name__)
    return encode(message.model_copy(update={"pad": " " * (size - bare)}))
