"""A hold reaches what is stored when it is placed, and nothing that is stored later."""

import io
import json
import zipfile
from datetime import datetime, timedelta

import pytest
from django.db import models

from governance import clock
from governance.consent import decisions
from governance.consent.models import Consent
from governance.erasure import queries as erasures
from governance.erasure import run as erasing
from governance.erasure.begin import begin_erasure
from governance.erasure.models import Erasure, ErasureState
from governance.holds import acts, ending, opening
from governance.holds.models import HeldKey, HeldRow, Holder, LegalHold
from governance.holds.reach import Reach
from governance.keys.models import WeekKey
from governance.purposes.kinds import Kind
from governance.signing import decode
from tests import factories
from tests.redaction import batches
from tests.training import crowd
from tests.training.copies import older_copy, opened
from training import again, own, take_back
from training.models import Episode
from training.vault import piece_of

MINUTE = timedelta(seconds=61)


def wednesday() -> datetime:
    """Noon of a Wednesday that is to come, so that two days of its week follow."""
    now = clock.now()
    ahead = (2 - now.weekday()) % 7 or 7
    return (now + timedelta(days=ahead)).replace(hour=12, minute=0, second=0, microsecond=0)


def opened_with(at, hold) -> list[str]:
    """The windows in what an opening hands out."""
    brought = at.fetch(hold)
    began = opening.begin(hold.pk, "Order of 3 March", at.first)
    opening.agree(began.pk, brought[Holder.REPRESENTATIVE], at.knows)
    raw = b"".join(opening.open_held(began.pk, brought, at.first))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        rows = [json.loads(archive.read(name)) for name in archive.namelist() if "/" in name]
    return sorted(titles(one) for one in rows)


def titles(body) -> str:
    return next(step["title"] for step in body["steps"] if step.get("title"))


def stored(*names: str) -> set[object]:
    """Ids of the rows whose window is one of these."""
    rows = own.every(Episode.objects.first().owner)
    return {one.id for one in rows if any(step.title in names for step in one.body.steps)}


def advance(erasure: Erasure) -> Erasure:
    for passed in range(3):
        with clock.shifted(MINUTE * passed):
            erasing.advance(erasure.pk)
    erasure.refresh_from_db()
    return erasure


def withdrawn(at) -> Erasure:
    decisions.withdraw(at.person, "bookings")
    return advance(Erasure.objects.get(owner=at.person.owner, kind=""))


EARLIER = ["Bookings 0", "Bookings 1", "Bookings 2"]


def test_of_a_week_it_opens_what_was_stored_before_and_nothing_after(at):
    noon = wednesday()
    with clock.at(noon - timedelta(hours=1)):
        crowd.keep(at.person, crowd.body("Wednesday morning"))
    with clock.at(noon):
        hold = at.place()
    with clock.at(noon + timedelta(minutes=1)):
        crowd.keep(at.person, crowd.body("Wednesday afternoon"))
    with clock.at(noon + timedelta(days=2)):
        crowd.keep(at.person, crowd.body("Friday"))
        weeks = set(Episode.objects.exclude(after_hold=None).values_list("week", flat=True))
        assert weeks == {clock.week_of(noon.date())}  # the week in which it was placed
        withdrawn(at)
        assert Episode.objects.count() == 0
        assert opened_with(at, hold) == [*EARLIER, "Wednesday morning"]


def test_what_is_still_in_its_place_is_opened_only_if_it_was_there_before(at):
    hold = at.place()
    crowd.keep(at.person, crowd.body("Later"))
    assert opened_with(at, hold) == EARLIER
    assert Episode.objects.count() == 4


def test_what_waits_in_the_inbox_and_is_stored_later_is_not_held(at):
    device = batches.device(at.person)
    waiting = batches.accept(at.person, device)
    at.place()
    batches.work(waiting)
    assert Episode.objects.count() == 4
    withdrawn(at)
    assert HeldRow.objects.count() == 3


def test_what_is_changed_stays_on_its_side_of_the_hold(at):
    at.place()
    crowd.keep(at.person, crowd.body("Later 0"), crowd.body("Later 1"), rests=3)
    before = {row.pk: row.after_hold for row in Episode.objects.all()}
    struck = next(iter(stored("Later 0")))
    take_back.strike_out(at.person.owner, struck, 0)
    for place in again.places(at.person.owner, "policy-2"):
        again.piece(place, "policy-2", changed, lambda: True)
    rows = Episode.objects.all()
    assert not before.keys() & {row.pk for row in rows}  # each of them is a new row
    hold = LegalHold.objects.get().pk
    assert sorted(str(row.after_hold) for row in rows) == sorted([*[str(hold)] * 2, *["None"] * 3])
    decisions.refuse(at.person, "bookings", Kind.TYPED_TEXT)
    advance(Erasure.objects.get(kind=Kind.TYPED_TEXT))
    withdrawn(at)
    # Three as they were with what was typed, and three as they were without.
    assert HeldRow.objects.count() == 6


def changed(bodies):
    def without(step):
        return step.model_copy(update={"text": "Deliver"}) if step.text else step

    return [one.model_copy(update={"steps": tuple(map(without, one.steps))}) for one in bodies]


def test_each_of_several_holds_reaches_what_was_stored_before_it(at):
    first = at.place()
    crowd.keep(at.person, crowd.body("Between"))
    second = at.place(purposes=["invoices", "bookings"])
    crowd.keep(at.person, crowd.body("After both"))
    acts.lift(first.pk, at.first)
    crowd.keep(at.person, crowd.body("After the first had ended"))
    third = at.place()
    withdrawn(at)
    assert HeldRow.objects.filter(hold=first).count() == 0
    assert opened_with(at, second) == ["Between", *EARLIER]
    late = ["After both", "After the first had ended"]
    assert opened_with(at, third) == sorted([*late, "Between", *EARLIER])


def test_a_hold_that_is_forgotten_is_before_every_other_one(at):
    first = at.place()
    crowd.keep(at.person, crowd.body("After the first"))
    acts.lift(first.pk, at.first)
    LegalHold.objects.all().delete()  # as three years after its end
    second = at.place()
    crowd.keep(at.person, crowd.body("After the second"))
    withdrawn(at)
    assert opened_with(at, second) == ["After the first", *EARLIER]


def test_a_hold_from_before_rows_named_holds_reaches_what_it_said(at):
    hold = at.place()
    crowd.keep(at.person, crowd.body("In its week"))
    week = clock.week_of(clock.today())
    LegalHold.objects.filter(pk=hold.pk).update(through_week=week, number=None)
    with clock.shifted(timedelta(days=8)):
        crowd.keep(at.person, crowd.body("A week later"))
        withdrawn(at)
        assert opened_with(at, hold) == [*EARLIER, "In its week"]


def test_of_another_person_it_says_nothing(at, lasting_company):
    other = lasting_company.other
    factories.allow(other)
    at.place()
    crowd.keep(other)
    assert Episode.objects.get(owner=other.owner).after_hold is None


def test_nothing_more_is_stored_while_it_is_placed(at, monkeypatch):
    hold, locked = at.propose(), []
    real = models.QuerySet.select_for_update

    def noted(rows, *arguments, **more):
        locked.append(rows.model)
        return real(rows, *arguments, **more)

    monkeypatch.setattr(models.QuerySet, "select_for_update", noted)
    acts.confirm(hold.pk, at.second)
    assert locked[:2] == [Consent, LegalHold]


@pytest.mark.parametrize("everything", [False, True])
def test_all_of_it_can_be_erased_what_came_before_and_what_came_after(at, everything):
    hold = at.place()
    crowd.keep(at.person, crowd.body("Later 0"), crowd.body("Later 1"))
    copy = older_copy()
    assert opened(copy) == 5
    if everything:
        decisions.withdraw_all(at.person)
        done = advance(begin_erasure(at.person.owner, everything=True))
    else:
        done = withdrawn(at)
    assert done.state == ErasureState.DONE
    assert (Episode.objects.count(), opened(copy), HeldRow.objects.count()) == (0, 0, 3)
    assert not WeekKey.objects.filter(owner=at.person.owner).exists()
    says = json.loads(decode(erasures.signed(at.person.owner, done.pk)["payload"]))
    assert [one["rows"] for one in says["retained"]] == [3]
    if not everything:
        assert (says["deleted"]["episodes"], says["keys_destroyed"]) == (5, 1)
    acts.lift(hold.pk, at.first)
    with clock.shifted(MINUTE):
        ending.settle_all()
    hold.refresh_from_db()
    assert json.loads(decode(hold.certificate["payload"]))["deleted"] == {"holds": 3}
    assert (HeldRow.objects.count(), HeldKey.objects.count(), WeekKey.objects.count()) == (0, 0, 0)


def test_what_comes_after_a_hold_that_is_placed_while_another_one_takes_is_not_taken(at):
    first = at.place()
    taking = Reach(first)
    at.place()
    crowd.keep(at.person, crowd.body("After both"))
    [late] = Episode.objects.exclude(after_hold=None)
    early = Episode.objects.filter(after_hold=None).first()
    assert (taking.covers(piece_of(early)), taking.covers(piece_of(late))) == (True, False)
