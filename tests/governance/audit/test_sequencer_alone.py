"""Two sequencers at once give one sequence."""

import os
import time

from django.db import connections

from governance.audit import sequencer, verifying
from governance.audit.models import AuditEntry, AuditLeaf
from tests.governance.audit.log_kit import write


def sequencing(until: float) -> int:
    """Sequence in a process of its own, past the lock of Valkey; return its id."""
    child = os.fork()
    if child:
        return child
    try:
        connections.close_all()
        while time.monotonic() < until:
            sequencer.run(1)
        os._exit(0)
    finally:
        os._exit(1)


def both_at_once(folder) -> None:
    write(1)
    sequencer.run()
    connections.close_all()
    until = time.monotonic() + 5
    children = [sequencing(until), sequencing(until)]
    for _ in range(60):
        write(3)
    ends = [os.waitpid(child, 0)[1] for child in children]
    sequencer.run()
    assert ends == [0, 0]
    places = [*AuditLeaf.objects.order_by("index").values_list("index", flat=True)]
    assert places == [*range(AuditEntry.objects.count())]
    assert len(places) == 181
    assert verifying.check() == []


def test_two_processes_give_one_sequence_without_a_gap(lasting, settings, tmp_path):
    settings.OUTSIDE_DIR = tmp_path / "outside"
    both_at_once(settings.OUTSIDE_DIR)
