"""Two sequencers at once give one sequence."""

import time

from governance.audit import sequencer, verifying
from governance.audit.models import AuditEntry, AuditLeaf
from tests import children
from tests.governance.audit.log_kit import write


def sequencing(until: float) -> None:
    """Sequence past the lock of Valkey."""
    while time.monotonic() < until:
        sequencer.run(1)


def both_at_once(folder) -> None:
    write(1)
    sequencer.run()
    until = time.monotonic() + 5
    both = [children.begun(sequencing, until) for _ in range(2)]
    for _ in range(60):
        write(3)
    ends = [children.ended(child) for child in both]
    sequencer.run()
    assert ends == [0, 0]
    places = [*AuditLeaf.objects.order_by("index").values_list("index", flat=True)]
    assert places == [*range(AuditEntry.objects.count())]
    assert len(places) == 181
    assert verifying.check() == []


def test_two_processes_give_one_sequence_without_a_gap(lasting, settings, tmp_path):
    settings.OUTSIDE_DIR = tmp_path / "outside"
    both_at_once(settings.OUTSIDE_DIR)
