"""A hold ends by itself on its day; it is renewed twice at most; its end erases what it held."""

import json
from datetime import timedelta

import pytest

from governance import clock
from governance.audit.acts import Act
from governance.audit.models import AuditEntry
from governance.consent import decisions
from governance.erasure import run
from governance.erasure.begin import begin_erasure
from governance.erasure.models import Erasure
from governance.holdings import walk
from governance.holds import acts, ending, errors, opening, queries, tasks
from governance.holds.models import HeldKey, HeldRow, Holder, HoldOpening, HoldShare, HoldState
from governance.holds.store_key import PURPOSE
from governance.keys import ledger
from governance.keys.models import PersonKey, WeekKey
from governance.signing import decode
from tests import factories
from training.models import Episode

DAY = timedelta(days=1)
MINUTE = timedelta(seconds=61)


def held(at, **more):
    hold = at.place(**more)
    decisions.withdraw(at.person, "bookings")
    run.advance(Erasure.objects.get(owner=at.person.owner).pk)
    assert HeldRow.objects.count() == 3
    return hold


def renewed(at, hold) -> None:
    acts.ask_renewal(hold.pk, at.first)
    acts.renew(hold.pk, at.second)


def test_it_holds_on_its_last_day_and_is_over_on_the_next(at):
    hold = held(at)
    with clock.shifted(DAY * 90):
        tasks.expire()
        assert HeldRow.objects.count() == 3
    with clock.shifted(DAY * 91):
        tasks.expire()
    hold.refresh_from_db()
    assert hold.state == HoldState.EXPIRED
    assert (HeldRow.objects.count(), HeldKey.objects.count()) == (0, 0)
    assert not WeekKey.objects.filter(purpose=PURPOSE).exists()
    assert f"hold|{hold.pk}" in ledger.path().read_text()


def test_the_end_is_certified_once_it_is_true_and_the_person_is_told(at):
    hold = held(at)
    with clock.shifted(DAY * 91):
        tasks.expire()
        tasks.sweep()
        assert queries.signed(at.person.owner, hold.pk) is None
        with clock.shifted(MINUTE):
            tasks.sweep()
    signed = queries.signed(at.person.owner, hold.pk)
    says = json.loads(decode(signed["payload"]))
    assert says["deleted"] == {"holds": 3}
    assert says["hold"]["ground"] == "court"
    assert says["hold"]["how"] == "expired"
    assert hold.letters.filter(kind="erased").exists()
    assert AuditEntry.objects.filter(act=Act.HOLD_EXPIRED).count() == 1


def test_the_certificate_of_the_end_says_when_it_was_opened_and_counts_that_key(at):
    hold = held(at)
    brought = at.fetch(hold)
    running = opening.begin(hold.pk, "Beschluss 4 O 1/26", at.first)
    opening.agree(running.pk, brought.pop(Holder.REPRESENTATIVE), at.knows)
    assert b"".join(opening.open_held(running.pk, brought, at.first))
    day = clock.today().isoformat()
    with clock.shifted(DAY * 91):
        tasks.expire()
        tasks.sweep()
    with clock.shifted(DAY * 91 + MINUTE):
        tasks.sweep()
    hold.refresh_from_db()
    says = json.loads(decode(hold.certificate["payload"]))
    assert says["hold"]["opened"] == [day]
    assert "handed-out" in says["not_covered"]
    assert says["keys_destroyed"] == 5
    assert "Beschluss" not in json.dumps(says)


def test_no_older_copy_opens_what_was_held_even_with_three_shares(at):
    import copy

    from governance.holds import keeping, shares
    from governance.holds.store_key import StoreKey
    from governance.keys import ring

    hold = held(at)
    files = at.fetch(hold)
    private = shares.join({h: shares.read(files[h], hold.pk, h) for h in files})
    key_row = copy.deepcopy(HeldKey.objects.get())
    bound = keeping.binding(hold.pk, key_row.pk)
    again = StoreKey(hold.pk).open(key_row.sealed, f"taking|{key_row.pk}")
    assert keeping.SUITE.decrypt(again, private, bound)
    acts.lift(hold.pk, at.first)
    with pytest.raises(ring.KeyGone):
        StoreKey(hold.pk).open(key_row.sealed, f"taking|{key_row.pk}")


def test_a_process_that_dies_before_the_keys_go_is_made_up_for(at, monkeypatch):
    hold = held(at)
    with monkeypatch.context() as patch:
        patch.setattr(ending, "destroy_keys", lambda _hold: 0)
        acts.lift(hold.pk, at.first)
    assert WeekKey.objects.filter(purpose=PURPOSE).exists()
    tasks.sweep()
    assert not WeekKey.objects.filter(purpose=PURPOSE).exists()


def test_either_of_the_two_lifts_it_and_nobody_else(at):
    hold = held(at)
    third = factories.person("Third Officer", ("compliance",)).user
    for user in (third, at.knows, at.hr):
        with pytest.raises(errors.RoleCannotHold):
            acts.lift(hold.pk, user)
    acts.lift(hold.pk, at.second)
    assert HeldRow.objects.count() == 0


def test_the_person_lifts_a_hold_for_their_own_matter_and_no_other(at):
    hold = at.place()
    with pytest.raises(errors.HoldNotThere):
        acts.lift_own(hold.pk, at.person)
    own = at.place(matter="own")
    acts.lift_own(own.pk, at.person)
    own.refresh_from_db()
    assert own.state == HoldState.LIFTED


def test_it_is_renewed_twice_and_never_a_third_time(at):
    hold = held(at)
    for times in (1, 2):
        with clock.shifted(DAY * (90 * times - 5)):
            renewed(at, hold)
    hold.refresh_from_db()
    assert hold.ends_on == hold.placed_on + DAY * 270
    with clock.shifted(DAY * 268), pytest.raises(errors.RenewedTwice):
        acts.ask_renewal(hold.pk, at.first)
    with clock.shifted(DAY * 271):
        tasks.expire()
    assert HeldRow.objects.count() == 0


def test_it_is_renewed_by_two_in_its_last_thirty_days_alone(at):
    hold = at.place()
    with pytest.raises(errors.TooEarlyToRenew):
        acts.ask_renewal(hold.pk, at.first)
    with clock.shifted(DAY * 70):
        with pytest.raises(errors.HoldNotThere):
            acts.renew(hold.pk, at.second)
        acts.ask_renewal(hold.pk, at.first)
        with pytest.raises(errors.SecondOfficerNeeded):
            acts.renew(hold.pk, at.first)
        with pytest.raises(errors.HrPlacesNone):
            acts.renew(hold.pk, at.hr)
        acts.renew(hold.pk, at.second)
    assert set(hold.letters.filter(kind="renewed").values_list("to", flat=True)) == {
        "person",
        "representative",
    }


def test_what_is_over_is_not_renewed(at):
    hold = at.place()
    with clock.shifted(DAY * 95), pytest.raises(errors.HoldNotThere):
        acts.ask_renewal(hold.pk, at.first)


def test_a_proposal_that_nobody_confirms_lapses_in_a_week(at):
    hold = at.propose()
    with clock.shifted(DAY * 8):
        tasks.expire()
        with pytest.raises(errors.HoldNotThere):
            acts.confirm(hold.pk, at.second)


def test_an_erasure_of_everything_leaves_what_is_held_and_no_key_of_the_person(at):
    hold = at.place()
    decisions.withdraw_all(at.person)
    whole = begin_erasure(at.person.owner, everything=True)
    for passed in range(4):
        with clock.shifted(MINUTE * passed):
            for erasure_id in run.unfinished():
                run.advance(erasure_id)
    whole.refresh_from_db()
    assert whole.state == "done"
    assert not PersonKey.objects.filter(owner=at.person.owner).exists()
    assert (HeldRow.objects.count(), Episode.objects.count()) == (3, 0)
    assert queries.text_of(type(hold).objects.get(pk=hold.pk)).reference == "324 O 118/26"
    with clock.shifted(DAY * 91):
        tasks.expire()
        with clock.shifted(MINUTE):
            tasks.sweep()
    assert not PersonKey.objects.filter(owner=at.person.owner).exists()


def test_after_a_restore_a_hold_that_was_over_ends_again(at):
    from governance.erasure import replay
    from governance.holds.models import LegalHold

    hold = held(at)
    before = {f.attname: getattr(hold, f.attname) for f in hold._meta.concrete_fields}
    acts.lift(hold.pk, at.first)
    LegalHold.objects.filter(pk=hold.pk).update(**before)  # an older copy came back
    found = replay.read(ledger.since(0))
    assert any(place[1] == PURPOSE for place in found.weeks)
    tasks.expire()
    hold.refresh_from_db()
    assert hold.state == HoldState.EXPIRED


def test_the_copy_of_ones_data_lists_what_is_held(at):
    held(at)
    files = dict(walk.export(at.person.owner))
    [found] = [value for name, value in files.items() if name.startswith("holds/")]
    assert found["reference"] == "324 O 118/26"
    assert (found["held_rows"], found["state"]) == (3, "placed")
    assert walk.counts(at.person.owner)["holds"] == 3


def test_a_share_is_handed_out_once_and_to_its_holder_alone(at):
    hold = at.place()
    for holder, other in (
        (Holder.COMPLIANCE, at.second),
        (Holder.OUTSIDE, at.first),
        (Holder.REPRESENTATIVE, at.first),
        (Holder.COMPLIANCE, at.knows),
        (Holder.OUTSIDE, at.hr),
    ):
        with pytest.raises(errors.RoleCannotHold):
            opening.fetch_share(hold.pk, holder, other)
    at.fetch(hold)
    assert not HoldShare.objects.exclude(sealed=None).exists()
    assert not WeekKey.objects.filter(purpose=PURPOSE, week="outside").exists()
    with pytest.raises(errors.ShareFetched):
        opening.fetch_share(hold.pk, Holder.COMPLIANCE, at.first)


def test_an_opening_needs_the_representative_within_a_day(at):
    hold = held(at)
    files = at.fetch(hold)
    began = opening.begin(hold.pk, "Order of 3 March", at.first)
    with pytest.raises(errors.NotAgreed):
        opening.open_held(began.pk, files, at.first)
    with pytest.raises(errors.RoleCannotHold):
        opening.agree(began.pk, files[Holder.REPRESENTATIVE], at.second)
    opening.agree(began.pk, files[Holder.REPRESENTATIVE], at.knows)
    with clock.shifted(timedelta(hours=25)):
        with pytest.raises(errors.HoldNotThere):
            opening.open_held(began.pk, files, at.first)
        tasks.expire()
        assert not HoldOpening.objects.exists()
    assert not WeekKey.objects.filter(week="opening").exists()


@pytest.mark.parametrize("wrong", [Holder.OUTSIDE, Holder.COMPLIANCE])
def test_a_wrong_share_is_named_and_nothing_opens(at, wrong):
    hold, other = held(at), at.place()
    files, others = at.fetch(hold), at.fetch(other)
    began = opening.begin(hold.pk, "Order of 3 March", at.first)
    opening.agree(began.pk, files[Holder.REPRESENTATIVE], at.knows)
    forged = others[wrong].replace(str(other.pk).encode(), str(hold.pk).encode())
    for bad in (others[wrong], forged, b"", b"[]", b"{}"):
        with pytest.raises(errors.ShareWrong) as refused:
            opening.open_held(began.pk, {**files, wrong: bad}, at.first)
        assert refused.value.holder == wrong
    assert HoldOpening.objects.get().opened_on is None


def test_an_opening_is_in_the_log_and_everybody_is_told(at):
    hold = held(at)
    files = at.fetch(hold)
    began = opening.begin(hold.pk, "Order of 3 March", at.first)
    opening.agree(began.pk, files[Holder.REPRESENTATIVE], at.knows)
    opening.open_held(began.pk, files, at.second)
    told = hold.letters.filter(kind="opened").values_list("to", flat=True)
    assert set(told) == {"person", "placers", "representative"}
    assert AuditEntry.objects.filter(act=Act.HOLD_OPENED).count() == 3
    assert HoldOpening.objects.get().share_sealed is None


def test_an_opening_gives_what_is_still_in_its_place_too(at):
    hold = at.place()
    files = at.fetch(hold)
    began = opening.begin(hold.pk, "Order of 3 March", at.first)
    opening.agree(began.pk, files[Holder.REPRESENTATIVE], at.knows)
    opening.open_held(began.pk, files, at.first)
    assert (HeldRow.objects.count(), Episode.objects.count()) == (3, 3)


def test_the_end_is_certified_once_its_lines_lie_outside(at):
    hold = held(at)
    ledger.path().rename(ledger.path().with_name("away"))
    acts.lift(hold.pk, at.first)
    with clock.shifted(MINUTE * 2):
        tasks.sweep()
        assert queries.signed(at.person.owner, hold.pk) is None
        ledger.path().with_name("away").rename(ledger.path())
        tasks.sweep()
    assert queries.signed(at.person.owner, hold.pk)
    assert ledger.level()
