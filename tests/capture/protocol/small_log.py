"""A log of a few entries in memory, with real keys and signatures, for tests of the wire."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from capture.protocol.encoding import b64, encode
from capture.protocol.envelope import seal_envelope
from capture.protocol.evidence import Entry, Evidence, LogState, LogTrust, OpenedEntry
from capture.protocol.keys import thumbprint
from capture.protocol.lease import Grant
from capture.protocol.messages import AnswerPayload, Reply

ORIGIN = "small.example/sayso-log"
OWNER = "owner-of-marta"
APPROVERS = ("compliance", "representative")
SPACE = UUID("0d6c5f3e-2b1a-4c8d-9e7f-000000000000")


def canonical(value) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    middle = _below(len(leaves))
    return node(root_of(leaves[:middle]), root_of(leaves[middle:]))


def path_of(index: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    middle = _below(len(leaves))
    if index < middle:
        return [*path_of(index, leaves[:middle]), root_of(leaves[middle:])]
    return [*path_of(index - middle, leaves[middle:]), root_of(leaves[:middle])]


def consistency_of(first: int, leaves: list[bytes], *, whole: bool = True) -> list[bytes]:
    if first == len(leaves):
        return [] if whole else [root_of(leaves)]
    middle = _below(len(leaves))
    if first <= middle:
        left = consistency_of(first, leaves[:middle], whole=whole)
        return [*left, root_of(leaves[middle:])]
    right = consistency_of(first - middle, leaves[middle:], whole=False)
    return [*right, root_of(leaves[:middle])]


def _below(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


@dataclass
class Written:
    """One entry, its two parts as texts."""

    open: str
    key: bytes
    closed: str

    @property
    def commitment(self) -> bytes:
        return hmac.new(self.key, self.closed.encode(), hashlib.sha256).digest()

    @property
    def leaf(self) -> bytes:
        return hashlib.sha256(b"\x00" + self.open.encode() + self.commitment).digest()


@dataclass
class SmallLog:
    """Entries in order; `private` signs checkpoints, `witnesses` cosign them by name."""

    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    origin: str = ORIGIN
    witnesses: dict[str, Ed25519PrivateKey] = field(default_factory=dict)
    entries: list[Written] = field(default_factory=list)

    def add(self, act: str, role: str, closed: dict, **more) -> int:
        """Append an entry, and return its place; all its bytes follow from the place."""
        place = len(self.entries)
        noise = hashlib.sha256(f"{self.origin}|{place}".encode()).digest()
        opened = {
            "act": act,
            "day": "2026-11-24",
            "id": str(uuid5(SPACE, str(place))),
            "outcome": "done",
            "purpose": "bookings",
            "random": b64(noise),
            "role": role,
            "type": "sayso-audit/2" if "subject" in more else "sayso-audit/1",
            **more,
        }
        key = hashlib.sha256(noise).digest()
        self.entries.append(Written(canonical(opened), key, canonical(closed)))
        return place

    @property
    def leaves(self) -> list[bytes]:
        return [entry.leaf for entry in self.entries]

    def note(self, at: int = 1_795_550_400) -> str:
        """Return the checkpoint of all entries, signed and cosigned at a moment."""
        root = base64.b64encode(root_of(self.leaves)).decode()
        text = f"{self.origin}\n{len(self.entries)}\n{root}\n"
        lines = [_line(self.origin, b"\x01", self.private, self.private.sign(text.encode()))]
        for name, private in self.witnesses.items():
            said = f"cosignature/v1\ntime {at}\n{text}".encode()
            lines.append(_line(name, b"\x04", private, at.to_bytes(8) + private.sign(said)))
        return text + "\n" + "".join(lines)

    def trust(self) -> LogTrust:
        """Return what a device is told of this log at its enrolment."""
        named = [(self.origin, b"\x01", self.private)]
        named += [(name, b"\x04", private) for name, private in self.witnesses.items()]
        first, *others = (_verifier(*one) for one in named)
        return LogTrust(origin=self.origin, keys=(first,), witnesses=tuple(others))

    def prove(self, places: list[int]) -> tuple[bytes, dict[int, tuple[int, ...]]]:
        """Return the shared nodes side by side, and the path of each place among them."""
        nodes: dict[bytes, int] = {}
        paths = {
            place: tuple(nodes.setdefault(one, len(nodes)) for one in path_of(place, self.leaves))
            for place in places
        }
        return b"".join(nodes), paths


def _key_hash(name: str, kind: bytes, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def _verifier(name: str, kind: bytes, private: Ed25519PrivateKey) -> str:
    public = private.public_key().public_bytes_raw()
    key = base64.b64encode(kind + public).decode()
    return f"{name}+{_key_hash(name, kind, public).hex()}+{key}"


def _line(name: str, kind: bytes, private: Ed25519PrivateKey, signature: bytes) -> str:
    start = _key_hash(name, kind, private.public_key().public_bytes_raw())
    return f"\u2014 {name} {base64.b64encode(start + signature).decode()}\n"


def scope_of(grant: Grant) -> str:
    """Return the scope of a version that may record just what a grant says."""
    told = grant.model_dump(mode="json", include={"applications", "kinds", "sites"})
    hours = grant.hours
    told["hours"] = {
        "days": list(hours.days), "end": hours.end, "start": hours.start, "zone": hours.zone,
    }  # fmt: skip
    return canonical(told)


@dataclass
class Person:
    """Whose grants are proved: owner, device, its key, the day until which consent holds."""

    device: UUID
    private: Ed25519PrivateKey
    owner: str = OWNER
    ends: date = date(2027, 11, 24)


def entered(log: SmallLog, grant: Grant, person: Person) -> dict[str, object]:
    """Enter approvals and decision for a grant; return the evidence as far as it is no path."""
    scope = scope_of(grant)
    subject = f"{grant.version}:{'0' * 64}:{hashlib.sha256(scope.encode()).hexdigest()}"
    staff = {"about": "", "actor": "", "at": "2026-11-20T08:00:00+00:00", "details": {}}
    said = {"purpose": grant.purpose, "subject": subject}
    approvals = [log.add("purpose-approved", role, staff, **said) for role in APPROVERS]
    approvals.append(log.add("purpose-in-force", APPROVERS[-1], staff, **said))
    kinds = sorted(grant.kinds)
    details = {
        "ends": dict.fromkeys(kinds, person.ends.isoformat()),
        "epoch": grant.epoch,
        "kinds": kinds,
        "record": str(uuid5(SPACE, grant.epoch)),
        "version": grant.version,
    }
    closed = {"about": person.owner, "actor": person.owner, "at": "2026-11-24T08:00:00+00:00"}
    consent = log.add(
        "consent-given", "employee", closed | {"details": details}, purpose=grant.purpose
    )
    answer = AnswerPayload(
        question=uuid5(SPACE, grant.purpose),
        purpose=grant.purpose,
        version=grant.version,
        epoch=grant.epoch,
        kinds=grant.kinds,
        notice_sha256="ab" * 32,
        subject=subject,
        answer=Reply.YES,
        device=person.device,
    )
    name = thumbprint(person.private.public_key())
    signed = seal_envelope("sayso-answer/2", encode(answer), person.private, name)
    return {"scope": scope, "consent": consent, "approvals": approvals, "answers": (signed,)}


def proved(
    log: SmallLog, grants: tuple[Grant, ...], person: Person, at: int = 1_795_550_400
) -> tuple[tuple[Grant, ...], LogState]:
    """Return grants with their evidence under the newest checkpoint of a log, and that log."""
    found = [entered(log, grant, person) for grant in grants]
    nodes, paths = log.prove([p for one in found for p in (one["consent"], *one["approvals"])])
    told = []
    for grant, one in zip(grants, found, strict=True):
        consent = log.entries[one["consent"]]
        evidence = Evidence(
            scope=one["scope"],
            consent=OpenedEntry(
                index=one["consent"],
                open=consent.open,
                key=consent.key,
                closed=consent.closed,
                path=paths[one["consent"]],
            ),
            answers=one["answers"],
            approvals=tuple(
                Entry(
                    index=place,
                    open=log.entries[place].open,
                    commitment=log.entries[place].commitment,
                    path=paths[place],
                )
                for place in one["approvals"]
            ),
        )
        told.append(grant.model_copy(update={"evidence": evidence}))
    return tuple(told), LogState(checkpoint=log.note(at), nodes=nodes)
