"""What a device pays for a lease that proves itself: milliseconds of checking, bytes of keeping.

    python bench/lease_proof.py

Leases as an agent gets them, one each 45 s, of a log that grows by one entry between two; for each
the whole of what the agent does is measured: signature, reading, proofs, and keeping on disk.
"""

import base64
import hashlib
import json
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from capture.agent.kept_leases import KeptLeases
from capture.agent.state_folder import StateFolder
from capture.protocol.keys import key_id, thumbprint
from capture.protocol.lease import Expectation, verify_lease
from capture.protocol.log import LOG_KEY, WITNESS_KEY, verifier_key
from capture.protocol.proving import Known, check_evidence
from tests.capture.protocol import small_log
from tests.capture.protocol.making import grant, lease, signed_lease
from tests.capture.protocol.small_log import Person, SmallLog

ENTRIES, LEASES, MONTH = 50_000, 160, 30 * 86_400 // 45
START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


class LongLog(SmallLog):
    """A small log that stands behind many entries, and remembers its subtrees."""

    def __init__(self, private, before):
        super().__init__(private, witnesses={f"w{n}.example/log": new() for n in range(2)})
        self.before = [hashlib.sha256(place.to_bytes(8)).digest() for place in range(before)]
        self._known = {}

    @property
    def leaves(self):
        """Return all leaves, those before too."""
        return [*self.before, *(entry.leaf for entry in self.entries)]

    def root(self, start, end, leaves):
        """Return the root over a range of leaves."""
        if end - start == 1:
            return leaves[start]
        perfect = (end - start) & (end - start - 1) == 0
        if perfect and (start, end) in self._known:
            return self._known[start, end]
        middle = start + small_log._below(end - start)
        found = small_log.node(self.root(start, middle, leaves), self.root(middle, end, leaves))
        if perfect:
            self._known[start, end] = found
        return found

    def path(self, index, start, end, leaves):
        """Return the inclusion proof of a leaf within a range."""
        if end - start == 1:
            return []
        middle = start + small_log._below(end - start)
        if index < middle:
            return [*self.path(index, start, middle, leaves), self.root(middle, end, leaves)]
        return [*self.path(index, middle, end, leaves), self.root(start, middle, leaves)]

    def note_of(self, leaves, at):
        """Return the checkpoint of all leaves, signed and cosigned."""
        root = base64.b64encode(self.root(0, len(leaves), leaves)).decode()
        text = f"{self.origin}\n{len(leaves)}\n{root}\n"
        signed = self.private.sign(text.encode())
        lines = [small_log._line(self.origin, b"\x01", self.private, signed)]
        for name, private in self.witnesses.items():
            said = f"cosignature/v1\ntime {at}\n{text}".encode()
            raw = at.to_bytes(8) + private.sign(said)
            lines.append(small_log._line(name, b"\x04", private, raw))
        return text + "\n" + "".join(lines)


def new():
    """Return a fresh key."""
    return Ed25519PrivateKey.generate()


def told(log, grants, found, at):
    """Return grants with evidence, and the log, under the newest checkpoint."""
    leaves, nodes, offset = log.leaves, {}, len(log.before)
    paths = {
        place: tuple(
            nodes.setdefault(one, len(nodes))
            for one in log.path(place + offset, 0, len(leaves), leaves)
        )
        for one in found
        for place in (one["consent"], *one["approvals"])
    }
    shown = []
    for one, bare in zip(found, grants, strict=True):
        consent = log.entries[one["consent"]]
        entry = small_log.OpenedEntry(
            index=one["consent"] + offset, open=consent.open, key=consent.key,
            closed=consent.closed, path=paths[one["consent"]],
        )  # fmt: skip
        approvals = tuple(
            small_log.Entry(
                index=place + offset, open=log.entries[place].open,
                commitment=log.entries[place].commitment, path=paths[place],
            )
            for place in one["approvals"]
        )  # fmt: skip
        evidence = small_log.Evidence(
            scope=one["scope"], consent=entry, answers=one["answers"], approvals=approvals
        )
        shown.append(bare.model_copy(update={"evidence": evidence}))
    note = log.note_of(leaves, int(at.timestamp()))
    return tuple(shown), small_log.LogState(checkpoint=note, nodes=b"".join(nodes))


def measure(purposes):
    """Return milliseconds a lease, bytes a lease on disk, and bytes of a lease."""
    device, private, signer = uuid4(), new(), new()
    log = LongLog(new(), ENTRIES)
    grants = [grant(purpose=f"purpose-{n}", epoch=f"epoch-number-{n}") for n in range(purposes)]
    person = Person(device, private)
    found = [small_log.entered(log, one, person) for one in grants]
    trust, name = log.trust(), thumbprint(private.public_key())
    key = signer.public_key()
    spent, newest = 0.0, None
    with tempfile.TemporaryDirectory() as folder:
        kept = KeptLeases(StateFolder(Path(folder) / "state"))
        for number in range(1, LEASES + 1):
            at = START + timedelta(seconds=45 * number)
            log.add("purpose-opinion", "compliance", {})
            shown, state = told(log, grants, found, at)
            made = lease(
                device, name, number.to_bytes(16), number=number, at=at, grants=shown, log=state
            )
            envelope = signed_lease(made, signer)
            known = Known(
                device, private.public_key(), small_log.OWNER, frozenset(small_log.APPROVERS),
                log.origin, tuple(verifier_key(one, LOG_KEY) for one in trust.keys),
                tuple(verifier_key(one, WITNESS_KEY) for one in trust.witnesses), newest, {},
            )  # fmt: skip
            growth = _growth(log, newest)
            began = time.process_time()
            read = verify_lease(
                envelope, {key_id(key): key}, Expectation(device, name, made.nonce, number)
            )
            newest = check_evidence(read, growth, known, at).checkpoint
            kept.add(envelope, read)
            spent += time.process_time() - began
        kept.close()
        size = sum(file.stat().st_size for file in (Path(folder) / "state" / "leases").iterdir())
    return spent / LEASES * 1000, size / LEASES, len(envelope.payload)


def _growth(log, newest):
    """The consistency proof, by the naive tree, from subtrees that are known."""
    if newest is None:
        return ()
    leaves = log.leaves
    return tuple(_sub(log, newest.size, 0, len(leaves), leaves, whole=True))


def _sub(log, first, start, end, leaves, *, whole):
    if first == end:
        return [] if whole else [log.root(start, end, leaves)]
    middle = start + small_log._below(end - start)
    if first <= middle:
        left = _sub(log, first, start, middle, leaves, whole=whole)
        return [*left, log.root(middle, end, leaves)]
    return [*_sub(log, first, middle, end, leaves, whole=False), log.root(start, middle, leaves)]


if __name__ == "__main__":
    for purposes in (1, 4):
        spent, size, payload = measure(purposes)
        figures = {
            "purposes": purposes,
            "lease_bytes": payload,
            "check_ms": round(spent, 2),
            "percent_of_a_core": round(spent / 45_000 * 100, 4),
            "kept_bytes": round(size),
            "kept_30_days_mb": round(size * MONTH / 1e6, 1),
        }
        print(json.dumps(figures))
