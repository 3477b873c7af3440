"""What a person takes back is gone from the store, and from every older copy of it."""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.db import transaction

from governance import clock, signing
from governance.audit import queries as log
from governance.audit.acts import Act
from governance.devices import forgetting
from governance.erasure import queries, run
from governance.erasure.models import Erasure
from governance.keys.models import Deletion, WeekKey
from redaction.models import InboxBatch
from tests import factories
from tests.redaction import batches
from tests.training.copies import older_copy, opened
from training import copy as data_copy
from training import own, store, take_back
from training.models import Episode


@pytest.fixture
def three(person, device):
    """Three episodes of one week: two applications, two days."""
    yesterday = clock.today() - timedelta(days=1)
    for more in ({}, {"day": yesterday}, {"application": "Cargo Desk"}):
        batches.work(batches.accept(person, device, batches.episode(person, **more)))
    return list(own.every(person.owner))


def test_a_step_struck_out_is_gone_from_older_copies(person, three):
    before = older_copy()
    take_back.strike_out(person.owner, three[0].id, 4)
    assert opened(before) == 0
    assert opened(older_copy()) == 3
    texts = [len(view.body.steps) for view in own.every(person.owner)]
    assert sorted(texts) == [4, 5, 5]
    assert own.one(person.owner, three[0].id) is None  # a new row under a new id
    assert Deletion.objects.filter(line__contains=str(three[0].id)).exists()


def test_striking_out_the_last_step_takes_the_episode(person, device):
    one = batches.episode(person, actions=batches.actions()[-1:])
    batches.work(batches.accept(person, device, one))
    take_back.strike_out(person.owner, next(own.every(person.owner)).id, 0)
    assert own.count(person.owner) == 0


def test_nothing_is_struck_out_after_the_rest(person, three):
    with clock.shifted(timedelta(days=4)), pytest.raises(take_back.NotResting):
        take_back.strike_out(person.owner, three[0].id, 0)


def test_of_another_person_nothing_is_taken(person, three, lasting_company):
    other = lasting_company.other.owner
    with pytest.raises(take_back.EpisodeGone):
        take_back.strike_out(other, three[0].id, 0)
    assert take_back.delete_one(other, three[0].id) == 0
    assert own.count(person.owner) == 3


@pytest.mark.parametrize(
    ("act", "left"),
    [
        (lambda owner, views: take_back.delete_one(owner, views[0].id), 2),
        (lambda owner, views: take_back.delete_day(owner, views[0].body.day), 1),
        (lambda owner, views: take_back.delete_application(owner, "Cargo Desk"), 2),
        (lambda owner, views: take_back.delete_all(owner), 0),
        (lambda owner, views: take_back.forget(owner, 10), 0),
    ],
    ids=["one", "day", "application", "all", "forget"],
)
def test_what_is_deleted_opens_from_no_older_copy_and_the_rest_stays(person, three, act, left):
    before = older_copy()
    act(person.owner, three)
    assert opened(before) == 0
    assert (own.count(person.owner), opened(older_copy())) == (left, left)
    assert WeekKey.objects.filter(retiring=True).count() == 0


def test_forget_takes_the_window_alone_and_what_waits_in_it(person, device):
    with clock.shifted(timedelta(minutes=-30)):
        batches.work(batches.accept(person, device))
        old = batches.accept(person, device)
    batches.work(batches.accept(person, device))
    batches.accept(person, device)
    assert take_back.forget(person.owner, 10) == 2
    assert own.count(person.owner) == 1
    assert list(InboxBatch.objects.values_list("pk", flat=True)) == [old.pk]
    orders = forgetting.pending(device.pk)
    assert [(one.minutes, one.application, one.site) for one in orders] == [(10, None, None)]


def test_forget_reaches_nothing_after_a_day(person, three):
    from training import tasks

    with clock.shifted(timedelta(hours=25)):
        tasks.clear_moments()
        assert Episode.objects.exclude(accepted_at=None).count() == 0


def test_delete_all_takes_what_waits_and_tells_the_devices(person, three, device):
    batches.accept(person, device)
    take_back.delete_all(person.owner)
    assert InboxBatch.objects.count() == 0
    assert len(forgetting.pending(device.pk)) == 1


def test_every_act_is_on_the_record_of_its_person(person, three):
    take_back.strike_out(person.owner, three[0].id, 0)
    take_back.delete_all(person.owner)
    acts = {entry.act for entry in log.of(person.owner)}
    assert {Act.DATA_STRUCK_OUT, Act.DATA_DELETED} <= acts


def test_interrupted_between_commit_and_keys_it_is_finished_later(person, three, monkeypatch):
    before = older_copy()
    with monkeypatch.context() as patch:
        patch.setattr(store, "_end_keys", lambda *_: None)  # the process died here
        take_back.delete_one(person.owner, three[0].id)
    assert opened(before) == 3
    assert store.finish_rewrites() == 1
    assert (opened(before), opened(older_copy())) == (0, 2)


def test_interrupted_before_the_commit_nothing_is_lost(person, three):
    with transaction.atomic():
        take_back.delete_one(person.owner, three[0].id)
        transaction.set_rollback(True)
    assert opened(older_copy()) == 3
    store.finish_rewrites()
    assert opened(older_copy()) == 3
    assert WeekKey.objects.filter(retiring=True).count() == 0


def test_what_reaches_its_day_is_deleted_with_the_key_of_its_week(person, three):
    from governance.retention import nightly

    before = older_copy()
    with clock.shifted(timedelta(days=181)):
        nightly.run()
    assert (Episode.objects.count(), opened(before), WeekKey.objects.count()) == (0, 0, 0)


def test_the_copy_of_ones_data_holds_every_episode_and_a_readable_index(person, three):
    archive = zipfile.ZipFile(io.BytesIO(data_copy.zipped(person.owner)))
    names = archive.namelist()
    stored = [json.loads(archive.read(f"episodes/{view.id}.json")) for view in three]
    assert {one["application"] for one in stored} == {"Sheets", "Cargo Desk"}
    assert "index.html" in names
    assert any(name.startswith("consent/receipts/") for name in names)
    assert b"<script" not in archive.read("index.html")


def test_masked_things_are_counted_by_kind(person, three):
    assert own.masked(person.owner)["EMAIL"] == 3


def test_filters_narrow_and_pages_cut(person, three):
    owner = person.owner
    assert own.list_own(owner, own.Filters(application="Cargo Desk")).total == 1
    assert own.list_own(owner, own.Filters(words="please")).total == 3
    assert own.list_own(owner, own.Filters(words="nowhere")).total == 0
    assert own.list_own(owner, own.Filters(day=date(2001, 1, 1))).total == 0
    assert (
        own.list_own(owner, None, 9, 2).number,
        len(own.list_own(owner, None, 2, 2).episodes),
    ) == (2, 1)


def test_a_step_is_struck_out_of_one_purpose_alone(person, three, device):
    factories.purpose("invoices")
    factories.allow(person, "invoices")
    batches.work(batches.accept(person, device, batches.episode(person, "invoices")))
    invoices = [row for row in older_copy() if row.purpose == "invoices"]
    take_back.strike_out(person.owner, three[0].id, 0)
    assert opened(invoices) == 1


def certified(owner: str) -> list[dict]:
    for _ in range(2):
        with clock.shifted(timedelta(seconds=122)):
            for erasure in run.unfinished():
                run.advance(erasure)
    return [json.loads(signing.decode(raw["payload"])) for raw in _certificates(owner)]


def _certificates(owner: str) -> list[dict]:
    return [queries.signed(owner, view.id) for view in queries.of(owner) if view.done]


def test_what_is_deleted_by_days_is_certified_with_the_days_and_the_rows(person, three):
    today = clock.today()
    gone = [str(view.id) for view in three if view.body.day == today]
    assert take_back.delete_period(person.owner, today, today) == len(gone)
    (says,) = certified(person.owner)
    assert says["taken"]["what"] == "period"
    assert says["taken"]["period"] == [today.isoformat()] * 2
    assert says["taken"]["rows"] == sorted(gone)
    assert says["deleted"] == {"episodes": len(gone)}
    assert says["keys_destroyed"] >= 1


def test_a_single_episode_is_certified_once_its_key_is_gone(person, three, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(store, "_end_keys", lambda *_: None)
        take_back.delete_one(person.owner, three[0].id)
    assert certified(person.owner) == []  # an older copy could still be opened
    store.finish_rewrites()
    assert certified(person.owner) == []  # a worker's copy of the key lives a minute longer
    with clock.shifted(timedelta(seconds=61)):
        (says,) = certified(person.owner)
    assert says["taken"]["rows"] == [str(three[0].id)]


def test_the_table_of_erasures_does_not_name_an_application(person, three):
    take_back.delete_application(person.owner, "Cargo Desk")
    (says,) = certified(person.owner)
    assert says["taken"]["what"] == "application"
    assert "Cargo Desk" not in json.dumps(list(Erasure.objects.values()), default=str)


def test_a_period_backwards_deletes_nothing(person, three):
    today = clock.today()
    with pytest.raises(take_back.PeriodBackwards):
        take_back.delete_period(person.owner, today, today - timedelta(days=1))
    assert len(list(own.every(person.owner))) == 3


def test_where_nothing_went_there_is_no_certificate(person, three):
    day = clock.today() - timedelta(days=300)
    assert take_back.delete_period(person.owner, day, day) == 0
    assert not Erasure.objects.exists()
