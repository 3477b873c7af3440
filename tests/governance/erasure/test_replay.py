"""After an older backup was restored, what had been deleted since is deleted again."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError

from governance.audit import outside, sequencer, verifying
from governance.audit.acts import Act, Role
from governance.audit.models import AuditEntry
from governance.audit.record import Actor
from governance.consent import decisions
from governance.consent.models import Consent, ConsentRecord, Decision
from governance.devices import revocation
from governance.devices.models import Device
from governance.erasure import run
from governance.erasure.begin import begin_erasure
from governance.erasure.models import Erasure
from governance.keys import ledger
from governance.keys.models import Deletion, PersonKey, WeekKey
from governance.leases import restored
from governance.purposes.kinds import Kind
from operations import replaying
from redaction.models import InboxBatch
from redaction.tasks import redact_batch
from tests import factories
from tests.outside_folders import folders
from tests.redaction import batches
from tests.training import crowd
from tests.training.copies import older_copy, opened
from tests.training.releases.building import built
from training import take_back
from training.models import Contribution, Episode, Recall

__all__ = ["folders"]


@pytest.fixture
def stored(person, device):
    for _ in range(2):
        batches.work(batches.accept(person, device))
    batches.accept(person, device)
    return sorted(Episode.objects.values_list("pk", flat=True))


@pytest.fixture
def backup(stored, tmp_path):
    call_command("backup", tmp_path / "backup")
    return tmp_path / "backup"


def restore(folder, *options):
    call_command("restore", folder, "--replace", *options)


def carry():
    for erasure_id in run.unfinished():
        run.advance(erasure_id)


def test_without_deletions_since_everything_comes_back(person, backup, stored):
    Episode.objects.all().delete()
    restore(backup)
    assert sorted(Episode.objects.values_list("pk", flat=True)) == stored
    assert opened(older_copy()) == 2
    assert Consent.objects.get().decision == Decision.GIVEN
    assert restored.agrees()
    with pytest.raises(DatabaseError):  # triggers came with it
        ConsentRecord.objects.update(version=9)


def test_what_was_withdrawn_stays_withdrawn_and_erased(person, backup):
    epoch = Consent.objects.get().epoch
    old = older_copy()
    decisions.withdraw(person, "bookings")
    carry()
    restore(backup)
    consent = Consent.objects.get()
    assert (consent.decision, consent.kinds) == (Decision.WITHDRAWN, frozenset())
    assert consent.epoch != epoch
    assert (Episode.objects.count(), opened(old), WeekKey.objects.count()) == (0, 0, 0)
    assert restored.agrees()


def test_what_was_struck_out_stays_out_and_the_rest_opens(person, backup, stored):
    old = older_copy()
    take_back.delete_one(person.owner, stored[0])
    restore(backup)
    assert list(Episode.objects.values_list("pk", flat=True)) == stored[1:]
    assert opened(older_copy()) == 1
    assert opened(old) == 0


def test_what_was_forgotten_stays_forgotten_in_the_inbox_too(person, backup):
    take_back.forget(person.owner, 60)
    restore(backup)
    assert (Episode.objects.count(), InboxBatch.objects.count()) == (0, 0)


def test_a_kind_refused_since_is_not_allowed_again(person, backup):
    decisions.refuse(person, "bookings", Kind.TYPED_TEXT)
    carry()
    restore(backup)
    assert Kind.TYPED_TEXT not in Consent.objects.get().kinds
    assert Kind.CLICKS in Consent.objects.get().kinds


def test_a_device_removed_since_stays_removed(person, device, backup):
    revocation.revoke(person.owner, device.pk, Actor(Role.EMPLOYEE, person.owner))
    restore(backup)
    assert Device.objects.get().revoked


def test_who_was_erased_whole_since_is_erased_whole_again(person, backup):
    decisions.end_all(person)
    begin_erasure(person.owner, everything=True)
    carry()
    restore(backup)
    assert (Episode.objects.count(), WeekKey.objects.count(), Device.objects.count()) == (0, 0, 0)
    assert not PersonKey.objects.filter(owner=person.owner).exists()


def test_what_others_keep_is_not_touched_by_it(person, device, lasting_company, tmp_path):
    factories.allow(lasting_company.other)
    other = batches.device(lasting_company.other)
    batches.work(batches.accept(lasting_company.other, other))
    call_command("backup", tmp_path / "backup")
    decisions.withdraw(person, "bookings")
    carry()
    restore(tmp_path / "backup")
    assert opened(older_copy()) == 1
    assert Consent.objects.get(owner=lasting_company.other.owner).decision == Decision.GIVEN


def test_a_release_that_came_back_is_called_back_again_and_certified(
    lasting_company, settings, tmp_path
):
    settings.RELEASES_DIR = tmp_path / "releases"
    one, *_others = crowd.crowd(6, 1)
    built(lasting_company)
    call_command("backup", tmp_path / "backup")
    decisions.withdraw(one, "bookings")
    carry()
    restore(tmp_path / "backup")
    again = Erasure.objects.filter(owner=one.owner)
    assert again.exists()
    assert all(row.releases == [{"purpose": "bookings", "release": 1}] for row in again)
    assert len(Recall.objects.get().pending["who"]) == 1
    assert not Contribution.objects.filter(owner=one.owner).exists()


def test_nothing_is_served_until_an_interrupted_replay_has_ended(
    person, backup, monkeypatch, client
):
    decisions.withdraw(person, "bookings")
    carry()
    monkeypatch.setattr(replaying, "strike", _interrupt)
    with pytest.raises(KeyboardInterrupt):
        restore(backup)
    monkeypatch.undo()
    assert restored.under_way()
    assert not restored.agrees()
    answer = client.get("/")
    assert (answer.status_code, bool(answer["Retry-After"])) == (503, True)
    assert client.post("/agent/v1/batches", b"", "application/json").status_code == 503
    call_command("restore", "--replay")
    assert (Episode.objects.count(), restored.agrees()) == (0, True)
    assert client.get("/").status_code != 503


def test_an_older_copy_put_in_place_by_hand_is_noticed_at_the_start(person, stored, client):
    decisions.withdraw(person, "bookings")
    carry()
    assert not restored.close_if_restored()
    Deletion.objects.all().delete()  # as in a key store of before
    assert restored.close_if_restored()
    assert client.get("/").status_code == 503
    call_command("restore", "--replay")
    assert (restored.agrees(), client.get("/").status_code != 503) == (True, True)


def test_agents_are_answered_in_the_words_of_the_wire(person, client):
    restored.mark().touch()
    answer = client.post("/agent/v1/batches", b"", "application/json")
    assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")


def test_who_says_in_the_log_that_it_ended_is_sayso_not_the_person(person, backup):
    decisions.withdraw(person, "bookings")
    carry()
    restore(backup)
    entry = AuditEntry.objects.get(act=Act.CONSENT_WITHDRAWN)
    assert entry.role == Role.SYSTEM


def test_the_log_goes_on_under_a_new_name_and_the_old_checkpoints_stay(person, backup, settings):
    sequencer.run()
    before = outside.newest()
    restore(backup)
    assert sequencer.run() > 0
    assert verifying.check() == []
    assert "/restored-" in outside.newest()
    (kept,) = settings.OUTSIDE_DIR.glob("checkpoints.before-restore-*.jsonl")
    assert json.loads(kept.read_text().splitlines()[-1])["note"] == before
    assert AuditEntry.objects.filter(act=Act.DATABASE_RESTORED).count() == 1


def test_a_log_that_lost_nothing_keeps_its_name(person, stored, tmp_path):
    sequencer.run()
    call_command("backup", tmp_path / "backup")
    restore(tmp_path / "backup")
    sequencer.run()
    assert (verifying.check(), "/restored-" in outside.newest()) == ([], False)


def _interrupt(_found):
    raise KeyboardInterrupt


def test_no_task_works_on_a_restored_database_before_the_end(person, stored):
    waiting = InboxBatch.objects.get()
    restored.mark().touch()
    redact_batch(str(waiting.pk))
    assert InboxBatch.objects.get().attempts == 0


def lost():
    ledger.path().unlink()


def gap():
    lines = ledger.path().read_text().splitlines(keepends=True)
    ledger.path().write_text("".join(lines[1:]))


def changed():
    lines = ledger.path().read_text().splitlines()
    row = json.loads(lines[0])
    row["line"]["owner"] = "0" * 64
    ledger.path().write_text("\n".join([json.dumps(row), *lines[1:], ""]))


@pytest.mark.parametrize("how", [lost, gap, changed])
def test_where_the_ledger_cannot_be_followed_every_consent_is_unknown(
    person, device, lasting_company, stored, tmp_path, how
):
    factories.allow(lasting_company.other)
    call_command("backup", tmp_path / "backup")
    for one in (person, lasting_company.other):
        decisions.withdraw(one, "bookings")
    carry()
    how()
    with pytest.raises(CommandError, match="nobody knows"):
        restore(tmp_path / "backup")
    assert not restored.agrees()
    assert Consent.objects.filter(decision=Decision.GIVEN).count() == 2
    call_command("restore", "--replay", "--without-ledger")
    assert set(Consent.objects.values_list("decision", flat=True)) == {Decision.WITHDRAWN}
    assert (Episode.objects.count(), restored.agrees()) == (0, True)


def test_the_chain_goes_on_after_a_restore(person, backup):
    decisions.withdraw(person, "bookings")
    carry()
    before = Deletion.objects.count()
    restore(backup)
    decisions.give(person, "bookings", Kind.CLICKS, "en")
    decisions.withdraw(person, "bookings")
    carry()
    numbers = list(Deletion.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > before
    assert ledger.newer() == []
