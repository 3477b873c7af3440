"""Poison: one batch in a hundred crashes, hangs or eats its worker, and the rest goes on."""

import subprocess

import pytest

from redaction.faults import Reason
from tests import agents, company
from tests.chaos.poisoned import POISONS
from tests.stack import BIN, ROOT, Stack, wait_for

pytestmark = pytest.mark.chaos

BATCHES = 500
EACH = 100  # one in a hundred is poisoned, each in another way
SECONDS = 6  # for a batch: a hundred times what a good one takes, so that none fails for being slow
REASONS = {
    "segfault": Reason.TRIES_USED,
    "exit": Reason.TRIES_USED,
    "hang": Reason.REDACTION_FAILED,
    "deaf": Reason.TRIES_USED,
    "memory": Reason.REDACTION_FAILED,
}

ACCEPT = """
from governance.directory.models import Employee
from governance.devices.models import Device
from django.db import transaction
from redaction import intake
from tests.redaction import batches
from capture.protocol.content import TypeText
import itertools
e = Employee.objects.get(email="ines@kestrel.example")
device = Device.objects.first() or batches.device(e)
batches._seq = itertools.count({first})
answer = {{}}
for text in {texts!r}:
    action = TypeText(role="text", field=None, text=text, why=None)
    raw = batches.sealed(device, next(batches._seq), (batches.episode(e, actions=(action,)),))
    with transaction.atomic():
        answer[text] = str(intake.accept(e.owner, device.pk, raw))
"""
ASIDE = """
from redaction.models import InboxBatch
answer = {str(b.pk): [b.state, b.reason, b.attempts] for b in InboxBatch.objects.all()}
"""
STORED = """
from governance.directory.models import Employee
from training import own
e = Employee.objects.get(email="ines@kestrel.example")
answer = sorted(t for v in own.every(e.owner) for t in v.texts)
"""
LEFT = """
from training.models import Episode
from redaction.models import InboxBatch, InboxState
answer = [Episode.objects.count(), InboxBatch.objects.filter(state=InboxState.WAITING).count()]
"""


class PoisonedStack(Stack):
    """Valkey, beat and a worker of two children, whose engine some texts poison."""

    def work(self) -> subprocess.Popen[bytes]:
        command = [
            *(str(BIN / "celery"), "-A", "tests.chaos.poisoned", "worker", "-c", "2"),
            *("-l", "WARNING", "-Q", "control,redact,build", "-n", "w@localhost"),
        ]
        with (self.var / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes["worker"] = worker
        return worker


@pytest.fixture
def stack():
    running = PoisonedStack(SAYSO_REDACTION_SECONDS=f"{SECONDS}", SAYSO_WORKER_MEMORY_KB="450000")
    try:
        running.manage("migrate", "-v", "0")
        running.valkey.start()
        company.make(running, agents.own_login())
        running.shell(company.ALLOW)
        yield running
    finally:
        running.down()


def texts() -> list[str]:
    """Return the texts of all batches, the poisoned ones among the others."""
    found = [f"routine entry of row {number}" for number in range(BATCHES)]
    for place, name in enumerate(POISONS):
        found[place * EACH + EACH // 2] = f"poison {name} please"
    return found


def test_poisoned_batches_end_in_quarantine_and_the_rest_is_stored_once(stack):
    said = texts()
    rows = stack.shell(ACCEPT.format(first=1, texts=said))
    worker = stack.work()
    stack.start("beat")
    good = BATCHES - len(POISONS)
    wait_for(lambda: stack.shell(LEFT) == [good, 0], 400, every=1.0)
    aside = stack.shell(ASIDE)
    assert aside == {
        rows[f"poison {name} please"]: ["quarantined", str(reason), 5]
        for name, reason in REASONS.items()
    }
    stored = stack.shell(STORED)
    assert stored == sorted(text for text in said if not text.startswith("poison"))
    assert worker.poll() is None
    stack.shell(ACCEPT.format(first=1000, texts=["one more entry"]))
    wait_for(lambda: stack.shell(LEFT) == [good + 1, 0], every=0.5)
    log = stack.logs()
    assert "poison" not in log
    assert "routine entry" not in log
