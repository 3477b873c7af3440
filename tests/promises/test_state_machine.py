"""Random orders of the real acts over the real databases, with deaths between any two steps."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from capture.ingest import admission
from governance import clock
from governance.consent import decisions, fence, pauses
from governance.consent import ledger as consent_ledger
from governance.devices import forgetting
from governance.devices.authentication import Caller
from governance.erasure import run
from governance.erasure.begin import begin_erasure
from governance.keys import ring
from governance.purposes.kinds import Kind
from redaction import halts, inbox, intake, pipeline, redacting, storing
from redaction.models import InboxBatch
from tests.promises.kept import Accepted, Kept
from tests.redaction import batches
from training import store, take_back

SLUG = "bookings"
OFTEN = st.sampled_from([True] * 7 + [False])
REFUSABLE = (Kind.SCREEN_OPERATIONS, Kind.TYPED_TEXT)
BOUNDS = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # for a shorter way to what failed add Phase.shrink: some minutes
    suppress_health_check=list(HealthCheck),
)
DEATHS = {
    "storing": (
        (pipeline.opening, "open_batch"),
        (redacting, "redact"),
        (fence, "hold"),
        (storing.inbox, "hold"),
        (store, "add"),
        (ring, "week_key"),
        (storing.inbox, "finish"),
        (storing.totals, "add"),
    ),
    "deciding": (
        (consent_ledger, "write"),
        (consent_ledger, "record"),
        (decisions, "begin_erasure"),
    ),
    "erasing": (
        (run, "_destroy_keys"),
        (run, "_delete_from"),
        (run, "_reach"),
        (run, "_finish"),
        (ring, "destroy"),
        (store, "_end_keys"),
    ),
    "taking back": (
        (store, "_rewrite_place"),
        (store, "_end_keys"),
        (take_back, "record"),
        (ring, "renew"),
    ),
    "accepting": ((intake.totals, "add"), (admission.uploads, "advance")),
}


class Killed(BaseException):
    """A process that ends on the spot: nothing of Sayso catches it."""


@contextmanager
def dying(module, name: str, *, late: bool):
    """Let the process end before or after a step."""
    real = getattr(module, name)

    def dies(*arguments, **more):
        if late:
            real(*arguments, **more)
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, dies)
        yield


def deaths(where: str):
    """No death (more often), or one before or after one of the steps."""
    one = st.tuples(st.sampled_from(DEATHS[where]), st.booleans())
    return st.one_of(st.none(), st.none(), one)


class Acts(RuleBasedStateMachine):
    """One person, one device that repeats itself, workers that die, and sweepers."""

    @initialize()
    def begin(self):
        self.moment = clock.now()
        self.kept = Kept.begin()
        self.claimed: list[InboxBatch] = []
        self.sent = None
        self.gone_whole = False

    @contextmanager
    def at(self, death=None):
        """A second later than what was before; what dies in it dies here."""
        self.moment += timedelta(seconds=1)
        epoch = self.kept.consent.epoch
        with clock.at(self.moment):
            try:
                if death is None:
                    yield
                else:
                    (module, name), late = death
                    with dying(module, name, late=late):
                        yield
            except Killed:
                pass
            finally:
                self.kept.note_end(epoch)

    # The device.

    @precondition(lambda self: not self.gone_whole)
    @rule(death=deaths("accepting"), heard=OFTEN)
    def upload(self, death, heard):
        """Record and send; where nothing is allowed, the person allows something first."""
        if fence.standing_of(self.kept.consent) is None:
            self.give(Kind.CLICKS, None)
        with clock.at(self.moment):
            if heard:
                told = [order.id for order in forgetting.pending(self.kept.device.pk)]
                forgetting.heard(self.kept.device.pk, told)
            one = batches.episode(self.kept.person)
            self.kept.device.refresh_from_db()
            self.sent = batches.sealed(self.kept.device, self.kept.device.accepted + 1, (one,))
        self._send(death)

    @precondition(lambda self: self.sent is not None and not self.gone_whole)
    @rule()
    def upload_again(self):
        self._send(None)

    def _send(self, death) -> None:
        device, owner = self.kept.device, self.kept.person.owner
        caller = Caller(device.pk, owner, bytes(device.public), 0, 0)
        with self.at(death):
            if fence.epochs_live(owner, self.sent.epochs):
                admission._keep(caller, self.sent, clock.now())
        row = InboxBatch.objects.filter(owner=owner, seq=self.sent.seq).first()
        if row is not None and row.accepted_at == self.moment:
            epoch = self.sent.epochs[0][1]
            self.kept.accepted[self.moment] = Accepted(row.seq, epoch, self.moment)

    # Workers.

    def _waiting(self) -> list[InboxBatch]:
        return list(InboxBatch.objects.filter(owner=self.kept.person.owner).order_by("seq"))

    @precondition(lambda self: self._waiting())
    @rule(which=st.integers(0, 3))
    def claim(self, which):
        waiting = self._waiting()
        with self.at():
            if batch := inbox.claim(waiting[which % len(waiting)].pk):
                self.claimed.append(batch)

    @precondition(lambda self: self.claimed)
    @rule(death=deaths("storing"))
    def work(self, death):
        with self.at(death):
            pipeline.process(self.claimed.pop())

    @precondition(lambda self: not self.gone_whole)
    @rule(death=deaths("storing"))
    def upload_and_work(self, death):
        self.upload(None, heard=True)
        with self.at(death):
            if batch := inbox.claim(self._waiting()[-1].pk):
                pipeline.process(batch)

    @precondition(lambda self: not self.gone_whole)
    @rule(again=OFTEN)
    def withdraw_while_it_is_redacted(self, again):
        self.upload(None, heard=True)
        self.claim(-1)
        real = redacting.redact
        with self.at(), pytest.MonkeyPatch.context() as patch:

            def interrupted(*arguments):
                patch.setattr(redacting, "redact", real)
                self.withdraw(None)
                if again:
                    self.give(Kind.CLICKS, None)
                return real(*arguments)

            patch.setattr(redacting, "redact", interrupted)
            if self.claimed:
                pipeline.process(self.claimed.pop())

    @precondition(lambda self: self.claimed)
    @rule()
    def a_worker_fails(self):
        with self.at():
            inbox.retry(self.claimed.pop())

    @rule(death=deaths("erasing"), hours=st.sampled_from([0, 0, 1]))
    def sweep(self, death, hours):
        self.moment += timedelta(hours=hours)
        with self.at(death):
            for erasure_id in run.unfinished():
                run.advance(erasure_id)
            store.finish_rewrites()
            for batch_id in inbox.left_behind(10):
                if batch := inbox.claim(batch_id):
                    pipeline.process(batch)

    @precondition(lambda self: not self.gone_whole)
    @rule(death=st.tuples(st.sampled_from(DEATHS["erasing"]), st.booleans()))
    def withdraw_and_die_erasing(self, death):
        self.upload_and_work(None)
        self.every_promise_holds()  # so that what is stored has been seen
        self.withdraw(None)
        self.sweep(death, 0)

    # The person.

    @precondition(lambda self: not self.gone_whole)
    @rule(death=deaths("deciding"))
    def withdraw(self, death):
        with self.at(death):
            try:
                decisions.withdraw(self.kept.person, SLUG)
            except decisions.NothingToWithdraw:
                assert fence.standing_of(self.kept.consent) is None

    @precondition(lambda self: not self.gone_whole)
    @rule(
        kind=st.sampled_from([Kind.APP_SWITCHES, Kind.CLICKS, *REFUSABLE]), death=deaths("deciding")
    )
    def give(self, kind, death):
        with self.at(death):
            decisions.give(self.kept.person, SLUG, kind, "en")

    @precondition(lambda self: not self.gone_whole)
    @rule(kind=st.sampled_from(REFUSABLE), death=deaths("deciding"))
    def refuse(self, kind, death):
        with self.at(death):
            decisions.refuse(self.kept.person, SLUG, kind)

    @rule(resume=st.booleans())
    def pause(self, resume):
        with self.at():
            if resume:
                pauses.resume(self.kept.person.owner)
            elif not self.gone_whole:
                pauses.pause(self.kept.person.owner, None)

    @precondition(lambda self: not self.gone_whole)
    @rule(everything=st.booleans(), death=deaths("taking back"), but_not=st.booleans())
    def forget(self, everything, death, but_not):
        if but_not:
            return
        with self.at(death):
            since = self.moment - timedelta(days=90 if everything else 0, minutes=1)
            with transaction.atomic():
                transaction.on_commit(lambda: self._has_forgotten(since))
                if everything:
                    take_back.delete_all(self.kept.person.owner)
                else:
                    take_back.forget(self.kept.person.owner, 1)

    def _has_forgotten(self, since) -> None:
        self.kept.forgotten.append((since, self.moment))
        self.kept.deletions += 1

    @precondition(lambda self: not self.gone_whole)
    @rule(but_not=OFTEN)
    def erase_all(self, but_not):
        if but_not:
            return
        with self.at(), transaction.atomic():
            decisions.end_all(self.kept.person)
            begin_erasure(self.kept.person.owner, everything=True)
        self.gone_whole = True
        self.kept.forgotten.append((self.moment - timedelta(days=90), self.moment))

    @invariant()
    def every_promise_holds(self):
        if hasattr(self, "kept"):
            with clock.at(self.moment):
                self.kept.check()

    def teardown(self):
        if not hasattr(self, "kept"):
            return
        self.claimed.clear()
        for _ in range(4):
            self.moment += timedelta(hours=1)
            self.sweep(None, 0)
        with clock.at(self.moment):
            self.kept.check_the_end()


def test_no_order_of_acts_and_deaths_breaks_a_promise(lasting_company):
    assert not halts.halted(lasting_company.employee.owner, {SLUG})
    run_state_machine_as_test(Acts, settings=BOUNDS)
