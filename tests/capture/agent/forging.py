"""A server that lies: it has every key of the server, but not those of device and witnesses."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from capture.agent.calls import Unreachable
from capture.protocol.encoding import encode
from capture.protocol.envelope import seal_envelope
from capture.protocol.evidence import Entry, Evidence, LogState, OpenedEntry
from capture.protocol.keys import thumbprint
from capture.protocol.lease import Doubt, Grant, LeasePayload
from capture.protocol.messages import AnswerPayload, Reply
from tests.capture.agent.whole import Whole, whole
from tests.capture.protocol import small_log
from tests.capture.protocol.making import grant, signed_lease
from tests.capture.protocol.small_log import SmallLog, scope_of


@dataclass
class Forged:
    """What a forged lease is made of; each field is what an honest server would take."""

    one: Whole
    acts: tuple[str, ...] = ("purpose-approved", "purpose-approved", "purpose-in-force")
    roles: tuple[str, ...] = ("compliance", "representative", "representative")
    number: int = 1
    act: str = "consent-given"
    role: str = "employee"
    outcome: str = "done"
    owner: str = small_log.OWNER
    actor: str = small_log.OWNER
    epoch: str = "epoch-one"
    kinds: tuple[str, ...] = ("app_switches", "typed_text")
    ends: date = date(2027, 11, 24)
    scope: str = ""
    text: str = "0" * 64
    reply: Reply = Reply.YES
    answered: dict = field(default_factory=dict)
    signer: Ed25519PrivateKey | None = None
    signer_name: str | None = None
    grant: dict = field(default_factory=dict)

    def enter(self) -> tuple[Grant, dict]:
        """Enter all of it, and return the grant that it is to prove, and the places."""
        log, honest = self.one.server.log, grant(epoch=self.epoch)
        scope = self.scope or scope_of(honest)
        subject = f"{self.number}:{self.text}:{hashlib.sha256(scope.encode()).hexdigest()}"
        staff = {"about": "", "actor": "", "at": "2026-11-20T08:00:00+00:00", "details": {}}
        approvals = [
            log.add(act, role, staff, purpose="bookings", subject=subject)
            for act, role in zip(self.acts, self.roles, strict=True)
        ]
        details = {
            "ends": dict.fromkeys(self.kinds, self.ends.isoformat()),
            "epoch": self.epoch,
            "kinds": list(self.kinds),
            "record": str(uuid4()),
            "version": 1,
        }
        closed = {"about": self.owner, "actor": self.actor, "at": "2026-11-24T08:00:00+00:00"}
        said = closed | {"details": details}
        consent = log.add(self.act, self.role, said, outcome=self.outcome)
        shown = honest.model_copy(update=self.grant)
        return shown, {"scope": scope, "consent": consent, "approvals": approvals}

    def answer(self):
        """The Yes, of the device unless another signer is named.

        It names the text that was approved, since nobody else can make the device say another.
        """
        scope = self.scope or scope_of(grant(epoch=self.epoch))
        facts = {
            "question": uuid4(),
            "purpose": "bookings",
            "version": 1,
            "epoch": self.epoch,
            "kinds": ("app_switches", "typed_text"),
            "notice_sha256": "ab" * 32,
            "subject": f"1:{'0' * 64}:{hashlib.sha256(scope.encode()).hexdigest()}",
            "answer": self.reply,
            "device": self.one.server.device,
        }
        payload = AnswerPayload.model_validate({**facts, **self.answered})
        private = self.signer or self.one.server.device_private
        name = self.signer_name or thumbprint(private.public_key())
        return seal_envelope("sayso-answer/2", encode(payload), private, name)

    def proved(self) -> tuple[tuple[Grant, ...], LogState]:
        """The grant with its evidence, and the log, as a lease carries them."""
        log = self.one.server.log
        shown, places = self.enter()
        consent = log.entries[places["consent"]]
        nodes, paths = log.prove([places["consent"], *places["approvals"]])
        evidence = Evidence(
            scope=places["scope"],
            consent=OpenedEntry(
                index=places["consent"],
                open=consent.open,
                key=consent.key,
                closed=consent.closed,
                path=paths[places["consent"]],
            ),
            answers=(self.answer(),),
            approvals=tuple(
                Entry(
                    index=place,
                    open=log.entries[place].open,
                    commitment=log.entries[place].commitment,
                    path=paths[place],
                )
                for place in places["approvals"]
            ),
        )
        note = log.note(int(self.one.clock.wall().timestamp()))
        told = shown.model_copy(update={"evidence": evidence})
        return (told,), LogState(checkpoint=note, nodes=nodes)

    def lease(self, nonce: bytes) -> LeasePayload:
        """The whole lease, all else as an honest server makes it."""
        honest = self.one.server.lease(nonce)
        grants, log = self.proved()
        return honest.model_copy(update={"grants": grants, "log": log})


def prepared(path: Path) -> Whole:
    """An agent with a first lease, so that it has seen the log."""
    one = whole(path / "state", grant())
    one.agent.wait_once()
    assert one.allowed() == ("bookings",)
    return one


def gives(one: Whole, make) -> None:
    """Let the server answer with the lease that `make` returns for a nonce, well signed."""

    def instead(_envelope):
        made = make(one.server.waits[-1].nonce)
        return signed_lease(made, one.server.lease_key)

    one.server.change_lease = instead


def doubted(one: Whole) -> Doubt | None:
    """Ask once more; return what was doubted, None where a lease was taken."""
    try:
        one.agent.wait_once()
    except Unreachable:
        assert one.allowed() == ()
        assert one.agent.keeper.current() is None
    return one.agent.doubt


def other_history(log: SmallLog) -> SmallLog:
    """A second log of the same name and keys: its entries differ from the first on."""
    second = SmallLog(log.private, log.origin, dict(log.witnesses))
    for place in range(len(log.entries)):
        second.add("purpose-approved", "compliance", {"place": place})
    return second


def without_line(note: str, name: str) -> str:
    """A note without the signature of somebody."""
    text, _, lines = note.partition("\n\n")
    kept = [line for line in lines.splitlines() if line.split(" ")[1] != name]
    return text + "\n\n" + "".join(f"{line}\n" for line in kept)
