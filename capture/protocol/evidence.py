"""What a lease proves with: entries of the log, their places in it, and what was signed here.

Hashes are those of RFC 9162. The nodes of all proofs of one lease stand side by side once, and
each path names those that it needs, from the leaf upwards.
"""

from typing import Annotated, Final

from pydantic import Field

from capture.protocol.encoding import Binary
from capture.protocol.messages import Count, Envelope, Key32, LogTrust, Message

__all__ = ["Entry", "Evidence", "LogState", "LogTrust", "OpenedEntry"]

HASH: Final = 32
DEPTH_MAX: Final = 64
NODES_MAX: Final = 600
NOTE_MAX: Final = 4_000

Path = Annotated[tuple[Annotated[int, Field(ge=0, lt=NODES_MAX)], ...], Field(max_length=DEPTH_MAX)]
OpenPart = Annotated[str, Field(min_length=2, max_length=1_000)]
Note = Annotated[str, Field(min_length=1, max_length=NOTE_MAX)]


class Entry(Message):
    """An entry of the log whose closed part stays closed.

    Attributes:
        index: its place in the log.
        open: canonical JSON of its open part, the very bytes that are hashed.
        commitment: to its closed part.
        path: of the inclusion proof, as places among the nodes of the lease.
    """

    index: Count
    open: OpenPart
    commitment: Key32
    path: Path


class OpenedEntry(Message):
    """An entry of the log, opened: HMAC-SHA256 of `closed` under `key` is its commitment.

    Attributes:
        index: its place in the log.
        open: canonical JSON of its open part.
        key: of the commitment, used for this entry alone.
        closed: canonical JSON of its closed part.
        path: of the inclusion proof, as places among the nodes of the lease.
    """

    index: Count
    open: OpenPart
    key: Key32
    closed: Annotated[str, Field(min_length=2, max_length=3_000)]
    path: Path


class Evidence(Message):
    """Why one grant may be: the person's decision, the Yes of this device, the approvals.

    Attributes:
        scope: canonical JSON of what the version may record at all (`applications`, `hours`,
            `kinds`, `sites`); its SHA-256 ends the subject of each approval.
        consent: the entry of the newest decision of the person, opened.
        answers: what this device signed, one or more Yes that together name all kinds.
        approvals: the entry of each role that had to approve, and the one of coming into force.
    """

    scope: Annotated[str, Field(min_length=2, max_length=20_000)]
    consent: OpenedEntry
    answers: Annotated[tuple[Envelope, ...], Field(min_length=1, max_length=16)]
    approvals: Annotated[tuple[Entry, ...], Field(min_length=1, max_length=8)]


class LogState(Message):
    """The log that the evidence is of.

    Attributes:
        checkpoint: a signed note (C2SP tlog-checkpoint) with the signature of the log and the
            cosignatures of the witnesses (C2SP tlog-cosignature).
        nodes: hashes of 32 bytes each, side by side.
    """

    checkpoint: Note
    nodes: Annotated[Binary, Field(max_length=NODES_MAX * HASH)]
