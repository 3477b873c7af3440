"""A device that was removed stays removed after a restore, wherever the process that did it died.

The row that says so and its line in the deletion ledger lie in two databases: between the two
commits a process can die. What is owed then is written by whoever comes next.
"""

import os
import signal
from contextlib import ExitStack

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connections

from governance.audit.acts import Role
from governance.audit.record import SYSTEM, Actor
from governance.consent import decisions
from governance.consent.models import Consent, Decision
from governance.devices import revocation
from governance.devices.models import Device, GoneDevice
from governance.erasure import tasks
from governance.keys import ledger, ledger_file
from governance.keys.models import Deletion
from governance.leases import restored
from operations import replaying
from tests import factories
from tests.children import in_child
from tests.outside_folders import folders
from tests.redaction import batches
from tests.redaction.conftest import device, person
from training.models import Episode

__all__ = ["device", "folders", "person"]
STEPS = 40
"""More than a removal has."""


@pytest.fixture
def backup(device, tmp_path):
    call_command("backup", tmp_path / "backup")
    return tmp_path / "backup"


def restore(folder):
    call_command("restore", folder, "--replace")


def remove(device):
    revocation.revoke(device.owner, device.pk, Actor(Role.EMPLOYEE, device.owner))


def die(*_arguments):
    os.kill(os.getpid(), signal.SIGKILL)


def removing_and_dying(device):
    """Remove a device and die after the commit, where its line would be written."""

    def work():
        revocation.ledger.note_revoked = die
        remove(device)

    assert in_child(work) == signal.SIGKILL
    assert Device.objects.get(pk=device.pk).revoked
    assert str(device.pk) not in lines()
    assert not Deletion.objects.filter(line__contains=str(device.pk)).exists()


def lines() -> str:
    return ledger.path().read_text()


def revoked() -> set:
    return set(Device.objects.filter(revoked=True).values_list("pk", flat=True))


def test_killed_before_its_line_a_removed_device_stays_removed(device, backup):
    removing_and_dying(device)
    tasks.sweep()
    assert str(device.pk) in lines()
    assert not GoneDevice.objects.exists()
    restore(backup)
    assert revoked() == {device.pk}
    assert restored.agrees()


def removed_in_steps(device, number):
    """Remove a device, but die before the statement of a number."""
    left = [number]

    def step(execute, *arguments):
        left[0] -= 1
        if left[0] == 0:
            die()
        return execute(*arguments)

    with ExitStack() as ends:
        for database in connections:
            ends.enter_context(connections[database].execute_wrapper(step))
        remove(device)


def test_killed_before_any_statement_of_it_a_removed_device_stays_removed(person, device, tmp_path):
    devices = [batches.device(person) for _ in range(STEPS)]
    call_command("backup", tmp_path / "backup")
    owed, ended = 0, signal.SIGKILL
    for number, one in enumerate(devices, 1):
        ended = in_child(removed_in_steps, one, number)
        owed += one.pk in revoked() and str(one.pk) not in lines()
        tasks.sweep()
        assert (one.pk in revoked()) == (str(one.pk) in lines())
        if ended == 0:
            break
        assert ended == signal.SIGKILL
    assert (ended, owed > 1) == (0, True)
    gone = revoked()
    assert gone < {one.pk for one in devices}
    restore(tmp_path / "backup")
    assert revoked() == gone


def test_the_next_removal_writes_what_the_last_one_left(person, device, backup):
    removing_and_dying(device)
    remove(batches.device(person))
    assert str(device.pk) in lines()
    restore(backup)
    assert revoked() == {device.pk}


def test_the_next_start_writes_what_a_removal_left(device, backup):
    removing_and_dying(device)
    assert not restored.close_if_restored()
    assert str(device.pk) in lines()


def test_a_restore_at_once_takes_what_a_removal_left(device, backup):
    removing_and_dying(device)
    restore(backup)
    assert revoked() == {device.pk}
    assert restored.agrees()


def test_a_restore_at_once_takes_a_withdrawal_of_which_no_key_has_gone(person, device, backup):
    batches.work(batches.accept(person, device))
    decisions.withdraw(person, "bookings")  # no worker has come to it
    restore(backup)
    assert Consent.objects.get().decision == Decision.WITHDRAWN
    assert not Episode.objects.exists()


def test_a_device_whose_row_went_with_it_stays_removed(device, backup):
    def work():
        revocation.ledger.note_revoked = die
        revocation.discard(device.owner, SYSTEM)

    assert in_child(work) == signal.SIGKILL
    assert not Device.objects.exists()
    tasks.sweep()
    restore(backup)
    assert revoked() == {device.pk}


def test_with_the_key_store_away_a_device_is_removed_and_its_line_comes_later(
    device, backup, monkeypatch, caplog
):
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "append", away)
        remove(device)
        tasks.sweep()
    assert revoked() == {device.pk}
    assert GoneDevice.objects.exists()
    assert str(device.pk) not in caplog.text
    tasks.sweep()
    assert str(device.pk) in lines()


def away(*_arguments):
    raise DatabaseError


def test_what_an_older_copy_owes_does_not_contradict_the_file(person, device, lasting_company):
    """Put in place by hand, a key store that has forgotten lines gets none before the replay."""
    factories.allow(lasting_company.other)
    other = batches.device(lasting_company.other)
    remove(other)
    Deletion.objects.all().delete()  # as in a key store of before
    GoneDevice.objects.create(id=device.pk)
    assert restored.close_if_restored()
    replaying.bring_up()
    assert not Deletion.objects.exists()
    call_command("restore", "--replay")
    assert [entry.number for entry in ledger_file.entries()] == sorted(
        Deletion.objects.values_list("number", flat=True)
    )
    assert other.pk in revoked()
