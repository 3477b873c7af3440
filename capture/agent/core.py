"""The agent: one waiting request, upload slots, errands, and a look around every second.

Each step can be driven by hand (`wait_once`, `upload_once`, `run_errands`, `look_around`), so
that a script or a test plays a whole agent in one process; `service` runs them in threads.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import httpx

from capture.agent import sentence
from capture.agent.calls import Calls, Refused, Unreachable
from capture.agent.clock import Clock, SuspendWatch
from capture.agent.contact import Contact
from capture.agent.errands import Errands
from capture.agent.events import Recorder, RecorderFactory, RecorderParts
from capture.agent.identity import Identity
from capture.agent.indicator.sign import Answered, Press, Shown, Sign
from capture.agent.kept_leases import KeptLeases
from capture.agent.lease_keeper import LeaseKeeper
from capture.agent.local_state import REMEMBERED_MAX, LocalState
from capture.agent.log_keeper import LogKeeper
from capture.agent.permission import AdmittedSink, Permission
from capture.agent.spool import Row, Spool, closed_since
from capture.agent.uploader import ENDED, DeviceEnded, Uploader, Uploading
from capture.agent.withdrawals import KeptWithdrawals
from capture.protocol.codes import Code
from capture.protocol.lease import PROOF_DOUBTS, Doubt, LeaseRefused
from capture.protocol.messages import (
    Act,
    EpochRef,
    Failure,
    Forget,
    NarrowRequest,
    Reply,
    State,
    WaitRequest,
)
from capture.protocol.padding import padded_wait

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AgentParts:
    """What an agent is made of; all of it is handed in.

    Attributes:
        identity: the enrolled device.
        http: how the server is called.
        clock: the only source of time.
        master: key of the spool (from the vault).
        sign: the visible sign.
        recorder: builds the recorder of this desktop.
        destroy_master: called once the device has ended, so that its spool opens no more.
    """

    identity: Identity
    http: httpx.Client
    clock: Clock
    master: bytes
    sign: Sign
    recorder: RecorderFactory
    destroy_master: Callable[[], None]


class Agent:
    """A whole agent; `recorder` may be stepped by scripts."""

    def __init__(self, parts: AgentParts) -> None:
        self._parts = parts
        self._clock = parts.clock
        folder = parts.identity.folder
        self.local = LocalState(folder)
        self.log = LogKeeper(parts.identity)
        self.leases = KeptLeases(folder)
        self.withdrawals = KeptWithdrawals(parts.identity)
        self.keeper = LeaseKeeper(parts.identity, parts.clock, self.log, self.leases)
        self.spool = Spool(folder.path, parts.master, parts.clock)
        self.calls = Calls(parts.http, parts.identity, parts.clock)
        self.contact = Contact(parts.clock)
        self.errands = Errands(parts.identity, self.calls, self.local)
        self.permission = Permission(
            self.keeper, self.local, parts.sign, parts.clock, self._listening
        )
        uploading = Uploading(
            parts.identity, self.calls, self.spool, self.keeper, self._consent_ended
        )
        self.uploader = Uploader(uploading, parts.clock)
        self.recorder: Recorder = parts.recorder(
            RecorderParts(
                admission=self.permission,
                sink=AdmittedSink(self.spool, self.permission),
                clock=parts.clock,
                state_folder=folder.path,
                lease_dropped=self.drop_lease,
                pause_pressed=self.toggle_pause,
            )
        )
        self.errand_due = threading.Event()
        self.failures: tuple[Failure, ...] = ()
        self._watch = SuspendWatch(parts.clock)
        self._seen, self._seen_at = "", 0
        self._anew = False
        self._recorded = False
        self._doubt: Doubt | None = None

    @property
    def doubt(self) -> Doubt | None:
        """What the server could not prove when it was asked last; None where it could."""
        return self.log.lasting or self._doubt

    def _listening(self) -> bool:
        return self.recorder.healthy()  # asked late: the recorder is built after the permission

    # the waiting request

    def wait_once(self) -> None:
        """Keep one waiting request open until it is answered, and do what the answer says.

        Raises:
            Unreachable: no answer, or one that does not count.
            Refused: the server asks to come later.
            DeviceEnded: this device is no longer known.
        """
        since = self.calls.breaks
        ask, told = self.keeper.ask(), self.local.now.stopped[:64]
        seen = self._seen if self._seen_at == since else ""  # after a break: answered at once
        asked = WaitRequest(nonce=ask.nonce, seen=seen, stopped=told, log_size=self.log.size)
        body = padded_wait(asked)
        try:
            state = self.calls.wait(self._parts.identity.enrolled.wait_url, body, State, since)
        except Refused as refusal:
            if refusal.code in ENDED:
                raise DeviceEnded(refusal.code) from None
            raise
        self.local.change(
            lambda now: {"stopped": tuple(ref for ref in now.stopped if ref not in told)}
        )
        self.spool.heard(state.accepted)
        before = self.keeper.granted_now()
        self.log.learn(state.successors)
        try:
            self.keeper.take(ask, state.lease, state.consistency)
        except LeaseRefused as refused:
            self._doubted(refused.doubt, state)
            raise Unreachable from None
        self._doubt = None
        if self.keeper.granted_now() != before:
            self.recorder.discard_open()
        self._obey(state)
        self._seen, self._seen_at = state.digest, since

    def _doubted(self, doubt: Doubt, state: State) -> None:
        """Say why there is no lease, and carry out what only ever narrows."""
        log.warning("lease refused: %s", doubt.name)
        self._doubt = doubt if doubt in PROOF_DOUBTS else None
        self._seen = ""
        self.recorder.discard_open()
        self._narrowed(state)

    def _narrowed(self, state: State) -> None:
        for ref in state.erase:
            self._consent_ended(ref)
        for order in state.forget:
            self._forget(order)

    def _obey(self, state: State) -> None:
        self._narrowed(state)
        self.errands.hear(state.questions)
        self.failures = (*self.failures, *state.failures)[-64:]

    def _consent_ended(self, ref: EpochRef) -> None:
        """Erase a stretch of consent and report it as stopped."""
        self.local.block((ref,))
        self.recorder.discard_open()
        self.spool.erase(ref)

    def _forget(self, order: Forget) -> None:
        if order.id in self.local.now.forgotten:
            return
        self.recorder.discard_open()
        self.spool.erase_where(self._meant_by(order))
        self.local.change(lambda now: {"forgotten": (*now.forgotten, order.id)[-REMEMBERED_MAX:]})

    def _meant_by(self, order: Forget) -> Callable[[Row], bool]:
        """Return which rows an order means; its minutes take all that is still held.

        They had begun to count before the order arrived, and nobody knows how long before.
        """

        def fits(row: Row) -> bool:
            episode = row.episode
            return order.application in (None, episode.application) and order.site in (
                None,
                episode.site,
            )

        return fits

    # slots and errands

    def upload_once(self) -> None:
        """Use one upload slot.

        Raises:
            DeviceEnded: this device is no longer known.
        """
        self.uploader.step()

    def run_errands(self) -> None:
        """Tell the server what was decided here; its next answer counts from then on."""
        if self.errands.waiting:
            self.errands.run()
            self._ask_anew()

    # every second

    def look_around(self) -> None:
        """Watch clocks, listeners and sign; say what is so; take what was pressed."""
        if self._watch.slept():
            self.drop_lease()
        for event in self._parts.sign.pressed():
            self._pressed(event)
        recording = bool(self.permission.grants_now())
        if self._recorded and not recording:
            self.recorder.discard_open()
        self._recorded = recording
        self._parts.sign.show(self.shown())

    def _pressed(self, event: Press | Answered) -> None:
        if isinstance(event, Answered):
            self.answer(event.question, event.reply)
        elif event is Press.PAUSE:
            self.pause(None)
        else:
            self.resume()

    def shown(self) -> Shown:
        """Return what the sign says now."""
        local, person = self.local.now, self._parts.identity.enrolled.person
        question = next(iter(local.open_questions), None)
        if local.revoked:
            return sentence.ended()
        if self.local.is_paused(self._clock.wall()):
            return sentence.paused(local.paused_until, question)
        lease, grants = self.keeper.current(), self.permission.grants_now()
        if lease is None and self.doubt is not None:
            return sentence.unproved(question)
        if lease is None and (trouble := self.contact.trouble) is not None:
            return sentence.troubled(trouble, question)
        if lease is None or not grants:
            return sentence.off_air(person, question)
        return sentence.on_air(lease.person, grants, question)

    # what the person does here

    def answer(self, question: UUID, reply: Reply) -> None:
        """Sign and send the person's Yes or No.

        Raises:
            NoSuchQuestion: there is no such open question.
        """
        self.errands.answer(question, reply)
        self.errand_due.set()

    def pause(self, minutes: int | None) -> None:
        """Stop recording at once; without minutes, until it is resumed."""
        self.local.pause(minutes, self._clock.wall())
        self.recorder.discard_open()
        self._narrow(NarrowRequest(act=Act.PAUSE, minutes=minutes))

    def resume(self) -> None:
        """End a pause that was begun here."""
        self.local.resume()
        self._narrow(NarrowRequest(act=Act.RESUME))

    def toggle_pause(self) -> None:
        """Pause, or resume where a pause was begun here: the pause key."""
        if self.local.is_paused(self._clock.wall()):
            self.resume()
        else:
            self.pause(None)

    def withdraw(self, purpose: str | None) -> None:
        """Stop a purpose (None: all), and erase its part of the spool before the server knows."""
        kept = self.leases.newest()
        lease = self.keeper.current() or (None if kept is None else kept.lease)
        granted = () if lease is None else lease.grants
        known = {EpochRef(purpose=g.purpose, epoch=g.epoch) for g in granted} | set(
            self.spool.refs()
        )
        refs = tuple(ref for ref in known if purpose in (None, ref.purpose))
        self._narrow(NarrowRequest(act=Act.WITHDRAW, purpose=purpose))
        self.local.block(refs)
        self.withdrawals.add(refs, self._clock.wall(), self.log.size)
        self.recorder.discard_open()
        for ref in refs:
            self.spool.erase(ref)

    def forget(self, minutes: int) -> None:
        """Erase what was recorded in the last minutes, here and on the server."""
        self.recorder.discard_open()
        self.spool.erase_where(closed_since(self._clock.wall(), minutes))
        self._narrow(NarrowRequest(act=Act.FORGET, minutes=minutes))

    def delete(self, ids: frozenset[UUID]) -> int:
        """Delete episodes that wait; returns how many."""
        return self.spool.erase_where(lambda row: row.episode.id in ids)

    def _narrow(self, call: NarrowRequest) -> None:
        self.errands.narrow(call)
        self.errand_due.set()

    # ends

    def drop_lease(self) -> None:
        """Drop the lease and what is open, and ask anew."""
        self.keeper.drop()
        self.recorder.discard_open()
        self._ask_anew()

    def asks_anew(self) -> bool:
        """Return whether the waiting request was broken off to be asked again at once."""
        broken, self._anew = self._anew, False
        return broken

    def _ask_anew(self) -> None:
        self._anew = True
        self.calls.interrupt()

    def end(self, code: Code) -> None:
        """The server no longer knows this device: stop, and make the spool unreadable."""
        log.warning("device ended: %s", code.value)
        self.local.change(lambda _now: {"revoked": True})
        self.drop_lease()
        self.spool.erase_all()
        self._parts.destroy_master()
        self._parts.sign.show(self.shown())

    def close(self) -> None:
        """Stop recording and let go of everything."""
        self.recorder.stop()
        self.keeper.drop()
        self._parts.sign.close()
        self.leases.close()
        self.spool.close()
