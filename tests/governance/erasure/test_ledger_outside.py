"""What was destroyed stands outside of the databases before anybody is told that it is gone."""

import json
import os
import resource
from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction

from governance import clock
from governance.audit.acts import Role
from governance.audit.record import Actor
from governance.consent import decisions
from governance.consent.models import Consent, Decision
from governance.devices import revocation
from governance.devices.models import Device
from governance.erasure import run, tasks
from governance.erasure.begin import begin_erasure
from governance.erasure.models import Erasure
from governance.keys import ledger, ledger_file
from governance.keys.models import Deletion, PersonKey, WeekKey
from governance.leases import restored
from governance.purposes.kinds import Kind
from governance.signing import decode
from tests import children
from tests.outside_folders import folders
from tests.redaction import batches
from tests.training.copies import older_copy, opened
from training import store, take_back
from training.models import Episode, GoneRow

__all__ = ["folders"]

MINUTE = timedelta(seconds=61)


@pytest.fixture
def stored(person, device):
    for _ in range(2):
        batches.work(batches.accept(person, device))
    return sorted(Episode.objects.values_list("pk", flat=True))


@pytest.fixture
def backup(stored, tmp_path):
    call_command("backup", tmp_path / "backup")
    return tmp_path / "backup"


@pytest.fixture
def dies(monkeypatch):
    """A process that ends after its commit in the key store, before it writes outside."""

    def act(what, *arguments):
        with monkeypatch.context() as patch:
            patch.setattr(ledger, "follow", lambda: False)
            what(*arguments)

    return act


def sweep():
    for passed in range(4):
        with clock.shifted(MINUTE * 2 * passed):
            tasks.sweep()


def numbers():
    return [entry.number for entry in ledger_file.entries()]


def in_store():
    return list(Deletion.objects.order_by("number").values_list("number", flat=True))


def add(*rows):
    with transaction.atomic(using="keys"):
        ledger.append([{"row": row} for row in rows])


def certificate():
    return Erasure.objects.latest("begun_on").certificate


def delete_one(person):
    take_back.delete_one(person.owner, Episode.objects.order_by("pk").first().pk)


def withdraw(person):
    decisions.withdraw(person, "bookings")
    for erasure_id in run.unfinished():
        run.advance(erasure_id)


def refuse(person):
    decisions.refuse(person, "bookings", Kind.TYPED_TEXT)
    for erasure_id in run.unfinished():
        run.advance(erasure_id)


def everything(person):
    decisions.end_all(person)
    begin_erasure(person.owner, everything=True)
    for erasure_id in run.unfinished():
        run.advance(erasure_id)


def remove_device(person):
    device = Device.objects.get(owner=person.owner)
    revocation.revoke(person.owner, device.pk, Actor(Role.EMPLOYEE, person.owner))


def one_less(_person):
    return Episode.objects.count() == 1


def withdrawn(_person):
    return not Episode.objects.exists() and Consent.objects.get().decision == Decision.WITHDRAWN


def narrowed(_person):
    return Kind.TYPED_TEXT not in Consent.objects.get().kinds


def nobody(person):
    left = (PersonKey, WeekKey, Device, Episode)
    return not any(model.objects.filter(owner=person.owner).exists() for model in left)


def without_device(_person):
    return Device.objects.get().revoked


ACTS = [
    pytest.param(delete_one, one_less, id="episode"),
    pytest.param(withdraw, withdrawn, id="withdrawal"),
    pytest.param(refuse, narrowed, id="kind"),
    pytest.param(everything, nobody, id="everything"),
    pytest.param(remove_device, without_device, id="device"),
]


@pytest.mark.parametrize(("act", "is_so"), ACTS)
def test_killed_before_its_line_outside_what_went_stays_gone_after_a_restore(
    person, backup, dies, act, is_so
):
    dies(act, person)
    assert numbers() != in_store()
    sweep()
    assert numbers() == in_store()
    call_command("restore", backup, "--replace")
    assert is_so(person)
    assert restored.agrees()


def test_a_restore_at_once_takes_the_lines_of_the_key_store_that_goes(person, backup, dies):
    dies(delete_one, person)
    call_command("restore", backup, "--replace")
    assert one_less(person)


def test_the_next_start_makes_up_for_a_process_that_died(person, stored, dies):
    dies(delete_one, person)
    assert not ledger.level()
    assert not restored.close_if_restored()
    assert ledger.level()


def test_a_line_that_is_missing_is_written_before_the_next_one(person, backup, stored, dies):
    dies(delete_one, person)
    delete_one(person)
    assert numbers() == in_store()
    call_command("restore", backup, "--replace")
    assert not Episode.objects.filter(pk__in=stored).exists()


def test_a_torn_line_is_ended_and_written_again(person, backup, stored):
    delete_one(person)
    raw = ledger.path().read_bytes()
    ledger.path().write_bytes(raw[:-10])  # the power went
    delete_one(person)
    assert numbers() == in_store()
    call_command("restore", backup, "--replace")
    assert not Episode.objects.filter(pk__in=stored).exists()


def test_a_line_without_its_end_alone_is_not_written_twice(lasting_company):
    add("a")
    ledger.path().write_bytes(ledger.path().read_bytes().rstrip(b"\n"))
    add("b")
    assert numbers() == in_store()
    assert ledger.newer() == []


def test_a_system_that_takes_little_at_a_time_gets_all_of_it(lasting_company, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda file, data: real(file, data[:7]))
    add(*map(str, range(20)))
    monkeypatch.undo()
    assert numbers() == in_store()
    assert ledger.newer() == []


def test_a_disk_that_ends_in_a_line_loses_none(lasting_company, dies):
    add("a")
    dies(add, "b", "c")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ledger.path().stat().st_size + 40, hard))
    try:
        assert not ledger.follow()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not ledger.path().read_bytes().endswith(b"\n")
    assert numbers() == [1]
    assert ledger.follow()
    assert numbers() == in_store()
    assert ledger.newer() == []


def full():
    ledger.path().unlink()
    ledger.path().symlink_to("/dev/full")


def away():
    folder = ledger.path().parent
    folder.rename(folder.with_name("elsewhere"))


def room():
    ledger.path().unlink()
    ledger.path().touch()


def back():
    folder = ledger.path().parent
    folder.with_name("elsewhere").rename(folder)


@pytest.mark.parametrize(("ends", "comes_back"), [(full, room), (away, back)])
@pytest.mark.parametrize("act", [delete_one, refuse, withdraw])
def test_with_no_room_outside_deleting_goes_on_and_the_certificate_waits(
    person, stored, act, ends, comes_back
):
    add("first")
    old = older_copy()
    ends()
    act(person)
    sweep()
    assert opened(old) == 0
    assert certificate() is None
    assert not ledger.level()
    comes_back()
    sweep()
    assert certificate() is not None
    assert ledger.level()
    assert ledger.newer() == []


def test_processes_that_write_at_once_write_each_line_once(lasting_company, dies):
    add("first")
    dies(add, *map(str, range(300)))

    def follows():
        assert ledger.follow()

    begun = [children.begun(follows) for _ in range(4)]
    assert [children.ended(child) for child in begun] == [0] * 4
    assert Counter(numbers()) == Counter(in_store())
    assert ledger.newer() == []


def test_nothing_is_written_where_the_file_knows_more_than_the_key_store(lasting_company):
    add("a", "b")
    file = ledger.path().read_bytes()
    Deletion.objects.filter(number=2).delete()  # as in a key store of before
    assert not ledger.follow()
    add("c")
    add("d")
    assert ledger.path().read_bytes() == file
    assert not ledger.level()
    assert restored.close_if_restored()


def test_a_file_that_is_lost_is_not_made_anew(lasting_company):
    add("a")
    ledger.path().unlink()
    add("b")
    assert not ledger.path().exists()
    told = (ledger.follow(), ledger.level(), restored.agrees())
    assert told == (False, False, False)


def test_nothing_is_told_that_is_not_committed(lasting_company):
    add("a")
    with transaction.atomic(using="keys"):
        add("b")
        assert not ledger.follow()
        transaction.set_rollback(True, using="keys")
    assert numbers() == in_store() == [1]


def test_two_lines_of_one_number_that_differ_are_followed_by_nobody(lasting_company):
    add("a")
    with ledger.path().open("a") as file:
        file.write('{"number":1,"head":"' + "0" * 64 + '","line":{"row":"x"}}\n')
    with pytest.raises(ledger.Unknown):
        ledger.newer()


def test_a_kind_is_certified_once_the_old_key_is_gone_and_the_key_is_counted(
    person, stored, monkeypatch
):
    old, keys = older_copy(), set(WeekKey.objects.values_list("pk", flat=True))
    with monkeypatch.context() as patch:
        patch.setattr(store, "_end_keys", lambda *_: None)  # the process died here
        refuse(person)
    with clock.shifted(MINUTE):
        (waiting,) = run.unfinished()
        run.advance(waiting)
    assert (certificate(), opened(old)) == (None, 2)
    with clock.shifted(MINUTE):
        tasks.sweep()
        assert opened(old) == 0
        tasks.sweep()
    assert certificate() is None  # a copy of the key may live for a minute
    sweep()
    gone = keys - set(WeekKey.objects.values_list("pk", flat=True))
    assert json.loads(decode(certificate()["payload"]))["keys_destroyed"] == len(gone) == 1


def sweep_alone(_person):
    sweep()


@pytest.mark.parametrize(("later", "left"), [(delete_one, 0), (sweep_alone, 1)])
def test_killed_before_the_keys_end_a_deleted_row_stays_gone_after_a_restore(
    person, backup, stored, monkeypatch, later, left
):
    with monkeypatch.context() as patch:
        patch.setattr(store, "_end_keys", lambda *_: None)
        delete_one(person)
    assert GoneRow.objects.count() == 1
    later(person)
    assert not GoneRow.objects.exists()
    call_command("restore", backup, "--replace")
    assert Episode.objects.count() == left


def test_a_sweep_in_between_leaves_no_key_that_opens_what_is_then_deleted(
    person, stored, monkeypatch
):
    real, between = store.fence.hold, []

    def overtaken(owner, purposes):
        if not between:
            between.append(True)
            store.finish_rewrites()
            between.extend(older_copy())
        real(owner, purposes)

    monkeypatch.setattr(store.fence, "hold", overtaken)
    take_back.delete_one(person.owner, stored[0])
    monkeypatch.undo()
    copy = [row for row in between[1:] if row.pk == stored[0]]
    assert (len(copy), opened(copy)) == (1, 0)
    assert opened(older_copy()) == 1
