"""`manage.py keys`: the key of the log changes in the sequencer alone, all others at once."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from governance.audit.acts import Act
from governance.audit.models import AuditEntry
from governance.keys import signers
from governance.keys.models import KeyOrder
from governance.signing import Use
from operations.management.commands import keys
from tests import migrated
from tests.stack import Stack, wait_for


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("keys", *arguments, stdout=out)
    return out.getvalue()


def test_it_lists_each_key_with_its_days(both):
    current = signers.current_id(Use.LEASE)
    assert any(
        line.startswith("lease") and current in line and "living" in line
        for line in said("list").splitlines()
    )


def test_rotating_and_retiring_are_entries(both):
    old = signers.current_id(Use.LEASE)
    new = said("rotate", "lease").split()[0]
    assert signers.current_id(Use.LEASE) == old
    said("retire", "--", new)  # one of sixty-four begins with a dash
    entries = AuditEntry.objects.filter(subject=f"lease:{new}")
    assert {entry.act for entry in entries} == {Act.KEY_BORN, Act.KEY_DIED}


@pytest.mark.parametrize("arguments", [("retire", "nobody"), ("rotate", "lease")])
def test_what_is_refused_ends_with_its_name(both, arguments):
    said("rotate", "lease")
    with pytest.raises(CommandError, match=r"signing-key-unknown|rotation-under-way"):
        said(*arguments)


def test_without_a_sequencer_the_order_for_the_log_waits(both, monkeypatch):
    monkeypatch.setattr(keys, "PATIENCE", 0.0)
    with pytest.raises(CommandError, match="sequencer does not answer"):
        said("rotate", "log")
    assert KeyOrder.objects.get().act == "rotate"


@pytest.fixture
def sequencing(tmp_path_factory):
    stack = Stack()
    try:
        migrated.state_folder(tmp_path_factory, stack.var)
        stack.start("sequencer")
        wait_for((stack.var / "log.key").exists)
        yield stack
    finally:
        stack.down()


def test_the_sequencers_process_changes_the_key_of_the_log(sequencing):
    assert "is announced and signs from" in sequencing.manage("keys", "rotate", "log")
    lines = (sequencing.var / "log.key").read_text().splitlines()
    assert len(lines) == 2
    assert "signs now" in sequencing.manage("keys", "lost", "log")
    [left] = (sequencing.var / "log.key").read_text().splitlines()
    listed = [
        line for line in sequencing.manage("keys", "list").splitlines() if line.startswith("log")
    ]
    assert [left.split()[0] in line for line in listed] == ["living" in line for line in listed]
    assert sum("lost" in line for line in listed) == 2
