"""What was accepted and is not masked yet is reached by no hold: it goes with the withdrawal."""

import json

import pytest

from governance import clock
from governance.consent import decisions
from governance.erasure import queries as erasures
from governance.erasure import run
from governance.erasure.models import Erasure
from governance.holds import opening
from governance.holds.models import HeldRow, Holder
from governance.signing import decode
from redaction import quarantine
from redaction.faults import Reason
from redaction.models import InboxBatch, InboxState
from tests.governance.holds.test_erasing import MINUTE, files_of
from tests.redaction import batches
from training.models import Episode


@pytest.fixture
def unfinished(at):
    """One batch in the inbox and one in quarantine, besides the three episodes that are stored."""
    device = batches.device(at.person)
    batches.accept(at.person, device)
    quarantine.put(batches.accept(at.person, device), Reason.REDACTION_FAILED)
    states = InboxBatch.objects.values_list("state", flat=True)
    assert set(states) == {InboxState.WAITING, InboxState.QUARANTINED}


def test_a_withdrawal_erases_what_waits_unmasked_although_a_hold_stands(at, unfinished):
    hold = at.place()
    decisions.withdraw(at.person, "bookings")
    erasure = Erasure.objects.get(owner=at.person.owner)
    for passed in (0, 1):
        with clock.shifted(MINUTE * passed):
            run.advance(erasure.pk)
    assert (InboxBatch.objects.count(), Episode.objects.count()) == (0, 0)
    assert HeldRow.objects.count() == 3
    says = json.loads(decode(erasures.signed(at.person.owner, erasure.pk)["payload"]))
    assert says["deleted"]["inbox"] == 2
    assert says["retained"][0]["rows"] == 3
    brought = at.fetch(hold)
    began = opening.begin(hold.pk, "Order of 3 March", at.first)
    opening.agree(began.pk, brought[Holder.REPRESENTATIVE], at.knows)
    files = files_of(b"".join(opening.open_held(began.pk, brought, at.first)))
    assert len(files) == 4
    assert batches.SECRET not in "".join(files.values())


def test_an_opening_leaves_what_waits_unmasked_where_it_is(at, unfinished):
    hold = at.place()
    brought = at.fetch(hold)
    began = opening.begin(hold.pk, "Order of 3 March", at.first)
    opening.agree(began.pk, brought[Holder.REPRESENTATIVE], at.knows)
    files = files_of(b"".join(opening.open_held(began.pk, brought, at.first)))
    assert (len(files), InboxBatch.objects.count()) == (4, 2)
    assert batches.SECRET not in "".join(files.values())
