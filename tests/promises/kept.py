"""What a reader of both databases knows of one person, and the promises that must hold for them."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Sum

from governance import clock
from governance.audit.acts import Act, Total
from governance.audit.models import AuditEntry, DailyTotal
from governance.consent.models import Consent, ConsentRecord, Decision
from governance.devices.models import Device
from governance.directory.models import Employee
from governance.erasure.models import Erasure, ErasureState
from governance.keys.models import WeekKey
from redaction.models import Failure, InboxBatch
from tests import factories
from tests.redaction import batches
from training import own
from training.models import Episode

LEDGER = {
    Decision.GIVEN: Act.CONSENT_GIVEN,
    Decision.NARROWED: Act.CONSENT_NARROWED,
    Decision.WITHDRAWN: Act.CONSENT_WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A batch of one episode. No two are accepted at one moment, so the moment names it."""

    seq: int
    epoch: uuid.UUID
    at: datetime


@dataclass
class Kept:
    """One person, and what was seen of them.

    Attributes:
        accepted: every batch that was answered with "accepted".
        stored: the moments of acceptance of all that was ever seen in the store.
        ended: of each dead epoch, what was stored when it ended.
        forgotten: spans that the person has had forgotten.
        deletions: how often the person has had something deleted.
        seen_rows: every row that was ever seen in the store, and the key that it was under.
    """

    person: Employee
    device: Device
    accepted: dict[datetime, Accepted] = field(default_factory=dict)
    stored: set[datetime] = field(default_factory=set)
    ended: dict[uuid.UUID, set[datetime]] = field(default_factory=dict)
    forgotten: list[tuple[datetime, datetime]] = field(default_factory=list)
    deletions: int = 0
    seen_rows: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)
    stored_before: int = 0

    @classmethod
    def begin(cls) -> "Kept":
        """A person who allowed everything, with a device."""
        with clock.shifted(timedelta(days=-30)):
            person = factories.person()
        kept = cls(person, batches.device(person))
        kept.before, kept.stored_before = _entries(), _stored()
        factories.allow(person)
        return kept

    @property
    def consent(self) -> Consent:
        return Consent.objects.get(owner=self.person.owner)

    def rows(self):
        return Episode.objects.filter(owner=self.person.owner)

    def note_end(self, epoch: uuid.UUID) -> None:
        """Remember what is stored at the moment at which a withdrawal has returned."""
        if self.consent.epoch != epoch:
            moments = self.rows().filter(epoch=epoch).values_list("accepted_at", flat=True)
            self.ended.setdefault(epoch, set(moments))

    def check(self) -> None:
        """Hold every promise against both databases."""
        rows = list(self.rows())
        moments = [row.accepted_at for row in rows]
        assert len(set(moments)) == len(moments), "stored twice"
        self.stored |= set(moments)
        assert _stored() - self.stored_before == len(self.stored), "stored twice, or counted wrong"
        self._nothing_late(rows)
        self._nothing_lost()
        self._readable(rows)
        self._no_older_copy_opens(rows)
        self._certificates_are_true(rows)
        self._audit_matches()

    def _nothing_late(self, rows: list[Episode]) -> None:
        for row in rows:
            if row.epoch in self.ended:
                assert row.accepted_at in self.ended[row.epoch], "stored for a dead epoch"
            else:
                assert row.epoch == self.consent.epoch, "stored for an epoch that never was"
            assert row.epoch == self.accepted[row.accepted_at].epoch, "stored for another epoch"

    def _nothing_lost(self) -> None:
        owner = self.person.owner
        waiting = InboxBatch.objects.filter(owner=owner).values_list("accepted_at", flat=True)
        refused = set(Failure.objects.filter(owner=owner).values_list("seq", flat=True))
        for moment in set(self.accepted) - self.stored - set(waiting):
            batch = self.accepted[moment]
            erased = batch.epoch in self.ended or self._forgotten(moment)
            assert erased or batch.seq in refused, "lost"

    def _forgotten(self, moment: datetime) -> bool:
        return any(since <= moment for since, _asked in self.forgotten)

    def _readable(self, rows: list[Episode]) -> None:
        """What is stored of a living epoch opens; what came last holds only what is allowed."""
        consent = self.consent
        living = {row.pk for row in rows if row.epoch == consent.epoch}
        for view in own.every(self.person.owner):
            if view.id in living and view.id not in self.seen_rows:
                assert {str(kind) for kind in view.kinds} <= set(consent.ends), "a refused kind"
            living.discard(view.id)
        assert not living, "stored, and opens for nobody"

    def _no_older_copy_opens(self, rows: list[Episode]) -> None:
        """A row that is gone has lost its key before, or its key is about to go."""
        gone = set(self.seen_rows) - {row.pk for row in rows}
        keys = {self.seen_rows[row_id] for row_id in gone}
        left = WeekKey.objects.filter(pk__in=keys, retiring=False)
        assert not left.exists(), "an older copy opens what is deleted"
        self.seen_rows |= {row.pk: row.key for row in rows}

    def _certificates_are_true(self, rows: list[Episode]) -> None:
        done = Erasure.objects.filter(owner=self.person.owner, state=ErasureState.DONE)
        for erasure in done:
            if erasure.kind:
                continue
            assert erasure.certificate
            if erasure.taken:
                there = {str(row.pk) for row in rows}
                assert not there & set(erasure.rows), "a certificate, and its rows are there"
                continue
            keys = WeekKey.objects.filter(owner=self.person.owner)
            if erasure.epoch:
                rows_left = [row for row in rows if row.epoch == erasure.epoch]
                keys = keys.filter(epoch=erasure.epoch)
            else:
                rows_left = rows
            assert not rows_left, "a certificate, and rows are left"
            assert not keys.exists(), "a certificate, and keys are left"

    def _audit_matches(self) -> None:
        owner, now = self.person.owner, _entries()
        found = {act: now.get(act, 0) - self.before.get(act, 0) for act in now}
        lines = ConsentRecord.objects.filter(owner=owner)
        begun = Erasure.objects.filter(owner=owner)
        expected = {act: lines.filter(decision=what).count() for what, act in LEDGER.items()}
        # What a person takes out is gone in the act itself, whose entry says so.
        expected[Act.ERASURE_BEGUN] = begun.filter(taken="").count()
        expected[Act.ERASURE_DONE] = begun.filter(state=ErasureState.DONE).count()
        expected[Act.DATA_DELETED] = self.deletions
        ours = {act: count for act, count in expected.items() if count}
        assert {act: count for act, count in found.items() if count} == ours, "log and acts differ"

    def check_the_end(self) -> None:
        """When all have come to rest, nothing is left of what ended."""
        owner = self.person.owner
        self.check()
        assert not Erasure.objects.filter(owner=owner).exclude(state=ErasureState.DONE).exists()
        assert not self.rows().filter(epoch__in=list(self.ended)).exists()
        keys = WeekKey.objects.filter(owner=owner)
        assert not keys.filter(epoch__in=list(self.ended)).exists()
        assert not keys.filter(retiring=True).exists()
        assert not InboxBatch.objects.filter(owner=owner, state="waiting").exists(), "still waits"


def _entries() -> dict[str, int]:
    return dict(AuditEntry.objects.order_by().values_list("act").annotate(Count("pk")))


def _stored() -> int:
    rows = DailyTotal.objects.filter(what=Total.STORED)
    return int(rows.aggregate(all=Sum("count"))["all"] or 0)
