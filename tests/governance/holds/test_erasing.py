"""What a person takes back goes as ever; what a hold covers is then sealed for three."""

import io
import itertools
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from governance import clock
from governance.consent import decisions
from governance.consent.models import Consent
from governance.erasure import queries as erasures
from governance.erasure import run
from governance.erasure.models import Erasure, ErasureState
from governance.holds import acts, opening, outflow, shares
from governance.holds.errors import ShareWrong
from governance.holds.models import HeldKey, HeldRow, Holder
from governance.keys import ring
from governance.keys.models import WeekKey
from governance.purposes.kinds import Kind
from governance.signing import decode
from tests import factories
from tests.training import crowd
from tests.training.copies import older_copy, opened
from training import take_back
from training.models import Episode

MINUTE = timedelta(seconds=61)


def withdrawn(at) -> Erasure:
    decisions.withdraw(at.person, "bookings")
    erasure = Erasure.objects.get(owner=at.person.owner)
    run.advance(erasure.pk)
    return erasure


def files_of(zipped: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def opened_with(at, hold, brought) -> bytes:
    began = opening.begin(hold.pk, "Order of 3 March", at.first)
    opening.agree(began.pk, brought[Holder.REPRESENTATIVE], at.knows)
    return b"".join(opening.open_held(began.pk, brought, at.first))


def test_a_withdrawal_goes_as_ever_and_the_hold_keeps_what_went(at):
    at.place()
    copy, epoch = older_copy(), Consent.objects.get(owner=at.person.owner).epoch
    withdrawn(at)
    assert Consent.objects.get(owner=at.person.owner).epoch != epoch
    assert Episode.objects.count() == 0
    assert not WeekKey.objects.filter(owner=at.person.owner).exists()
    assert opened(copy) == 0
    assert HeldRow.objects.count() == 3


def test_three_shares_open_what_is_held_and_two_never(at):
    hold = at.place()
    before = {row.pk for row in Episode.objects.all()}
    withdrawn(at)
    brought = at.fetch(hold)
    for two in itertools.combinations(brought, 2):
        with pytest.raises(ShareWrong):
            shares.join({h: shares.read(brought[h], hold.pk, h) for h in two})
    files = files_of(opened_with(at, hold, brought))
    assert {f"bookings/{row}.json" for row in before} | {"index.json"} == set(files)
    assert any("Bookings 2" in text for text in files.values())
    assert json.loads(files["index.json"])["reference"] == "324 O 118/26"


def test_a_killed_erasure_carried_on_ends_the_same(at, monkeypatch):
    class Killed(BaseException):
        pass

    def dies(*_given):
        raise Killed

    hold = at.place()
    decisions.withdraw(at.person, "bookings")
    erasure = Erasure.objects.get(owner=at.person.owner)
    with monkeypatch.context() as patch:
        patch.setattr(ring, "destroy", dies)
        with pytest.raises(Killed):
            run.advance(erasure.pk)
    assert (HeldRow.objects.count(), Episode.objects.count()) == (3, 3)
    for passed in (0, 1, 2):
        with clock.shifted(MINUTE * passed):
            run.advance(erasure.pk)
    erasure.refresh_from_db()
    assert erasure.state == ErasureState.DONE
    assert (HeldRow.objects.count(), HeldKey.objects.count()) == (3, 1)
    assert len(files_of(opened_with(at, hold, at.fetch(hold)))) == 4


def test_the_certificate_says_what_is_retained_on_what_ground_until_when(at):
    hold = at.place()
    erasure = withdrawn(at)
    with clock.shifted(MINUTE):
        run.advance(erasure.pk)
    says = json.loads(decode(erasures.signed(at.person.owner, erasure.pk)["payload"]))
    until, latest = (one.isoformat() for one in (hold.ends_on, hold.ends_on + timedelta(days=180)))
    kept = {"place": "holds", "ground": "court", "until": until, "latest": latest, "rows": 3}
    assert says["retained"] == [kept]
    assert "Landgericht" not in json.dumps(says)


def test_single_episodes_and_kinds_that_go_are_held_too(at):
    at.place()
    first = Episode.objects.first()
    take_back.delete_one(at.person.owner, first.pk)
    assert HeldRow.objects.get().row == first.pk
    decisions.refuse(at.person, "bookings", Kind.TYPED_TEXT)
    run.advance(Erasure.objects.get(kind="typed_text").pk)
    assert HeldRow.objects.count() == 3


def test_of_another_purpose_or_person_nothing_is_held(at, lasting_company):
    at.place(purposes=["invoices"])
    withdrawn(at)
    other = lasting_company.other
    factories.allow(other)
    crowd.keep(other)
    take_back.delete_all(other.owner)
    assert HeldRow.objects.count() == 0


def test_many_rows_are_taken_in_parts_under_one_key(at):
    crowd.keep(at.person, *(crowd.body(f"Row {n}") for n in range(247)))
    hold = at.place()
    withdrawn(at)
    assert (HeldRow.objects.count(), HeldKey.objects.count()) == (250, 1)
    assert len(files_of(opened_with(at, hold, at.fetch(hold)))) == 251


def test_an_opening_reads_few_rows_at_once_and_sends_each_before_the_next(at):
    crowd.keep(at.person, *(crowd.body(f"Row {n}") for n in range(47)))
    hold = at.place()
    withdrawn(at)
    brought = at.fetch(hold)
    began = opening.begin(hold.pk, "Order of 3 March", at.first)
    opening.agree(began.pk, brought[Holder.REPRESENTATIVE], at.knows)
    with CaptureQueriesContext(connection) as asked:
        parts = opening.open_held(began.pk, brought, at.first)
        before = len(asked)
        sent = [next(parts)]
        assert [one["sql"] for one in asked[before:]] == [
            one["sql"] for one in asked[before:] if f"LIMIT {outflow.READ_AT_ONCE}" in one["sql"]
        ]
        assert len(asked) - before == 1
        sent += parts
        assert len(asked) - before == 4  # 20, 20, 10, and none
    assert len(sent) == 51  # one for each row, one for the list and the end
    assert all(sent)
    assert len(files_of(b"".join(sent))) == 51
    with pytest.raises(zipfile.BadZipFile):
        files_of(b"".join(sent[:-1]))


def test_a_hold_that_ends_while_it_is_sent_gives_nothing_more(at):
    crowd.keep(at.person, *(crowd.body(f"Row {n}") for n in range(47)))
    hold = at.place()
    withdrawn(at)
    brought = at.fetch(hold)
    began = opening.begin(hold.pk, "Order of 3 March", at.first)
    opening.agree(began.pk, brought[Holder.REPRESENTATIVE], at.knows)
    parts = opening.open_held(began.pk, brought, at.first)
    sent = [next(parts)]
    acts.lift(hold.pk, at.first)
    files = files_of(b"".join([*sent, *parts]))
    assert len(files) == outflow.READ_AT_ONCE + 1
    assert len(json.loads(files["index.json"])["rows"]) == outflow.READ_AT_ONCE


def test_what_is_held_is_committed_before_a_key_goes(at, monkeypatch):
    seen, real = [], ring.destroy

    def noted(*given):
        seen.append((HeldRow.objects.count(), connection.in_atomic_block))
        return real(*given)

    at.place()
    monkeypatch.setattr(ring, "destroy", noted)
    withdrawn(at)
    assert seen[0] == (3, False)


@given(st.sets(st.sampled_from(list(Holder)), max_size=2))
def test_fewer_than_three_shares_give_no_key(some):
    public, made = shares.make()
    with pytest.raises(ShareWrong):
        shares.join({holder: made[holder] for holder in some})
    assert shares.join(made).public_key().public_bytes_raw() == public
