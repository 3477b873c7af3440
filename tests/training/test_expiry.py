"""Each kind of data goes on its day, from every older copy too, and the episode with the last."""

from datetime import timedelta

import pytest

from governance import clock
from governance.audit.acts import Act
from governance.audit.models import AuditEntry
from governance.keys import ring
from governance.keys.models import WeekKey
from governance.purposes.kinds import Kind
from governance.retention import choices, nightly, report
from governance.retention.models import RetentionRun
from tests import factories
from tests.training import dated
from tests.training.copies import older_copy, opened
from tests.training.dated import SEVERAL
from training import expiry, own, store, vault
from training.body import Body
from training.models import Episode


class Died(BaseException):
    """The process was killed."""


def days(number: int) -> timedelta:
    return timedelta(days=number)


def after(number: int) -> None:
    """The night of a later day."""
    with clock.shifted(days(number)):
        nightly.run()


def test_each_kind_goes_on_its_own_day_and_the_episode_with_the_last(person):
    dated.keep(person, SEVERAL)
    seen = []
    for day in (9, 10, 20, 30):
        after(day)
        seen.append(dated.held(person))
    everything = {Kind.TYPED_TEXT, Kind.SCREEN_OPERATIONS, Kind.CLICKS}
    assert seen[0] == [everything]
    assert seen[1] == [everything - {Kind.TYPED_TEXT}]
    assert seen[2] == [{Kind.CLICKS}]
    assert seen[3] == []


def test_the_name_of_what_was_clicked_goes_with_screen_operations(person):
    dated.keep(person, SEVERAL)
    after(20)
    (view,) = own.every(person.owner)
    assert [(step.kind, step.name) for step in view.body.steps] == [(Kind.CLICKS, None)]


def test_a_row_names_the_next_day_alone(person):
    dated.keep(person, SEVERAL)
    today, row = clock.today(), Episode.objects.get()
    assert row.goes_on == today + days(10)
    assert not any(b"typed_text" in bytes(value) for value in (row.sealed, row.wrapped))
    after(10)
    assert Episode.objects.get().goes_on == today + days(20)


def test_no_older_copy_opens_what_went_and_what_stays_can_be_read(person):
    dated.keep(person, SEVERAL)
    dated.keep(person, {})
    before = older_copy()
    after(10)
    assert opened(before) == 0
    assert opened(older_copy()) == 2
    assert WeekKey.objects.filter(retiring=True).count() == 0


def test_a_row_that_was_sealed_before_there_were_days_of_kinds_goes_whole(person):
    dated.keep(person, {})
    row = Episode.objects.get()
    data_key = vault.sealing.open_sealed(
        ring.key(row.key), bytes(row.wrapped), vault.ticket_of(row).associated()
    )
    raw = vault.sealing.open_sealed(data_key, bytes(row.sealed), vault.ticket_of(row).associated())
    assert Body.from_bytes(vault.sealing.unpad(raw)) == dated.body()
    assert set(vault.open_whole(row).goes.values()) == {row.goes_on}
    after(180)
    assert own.count(person.owner) == 0


def test_a_change_leaves_the_days_of_the_kinds_that_stay(person):
    dated.keep(person, SEVERAL)
    (view,) = own.every(person.owner)
    store.rewrite(person.owner, [view.id], lambda body: body.without(Kind.TYPED_TEXT))
    (left,) = own.every(person.owner)
    assert left.goes == {kind: view.goes[kind] for kind in left.body.held}


def test_a_shorter_choice_moves_days_forward_and_a_longer_one_none_back(person):
    dated.keep(person, SEVERAL)
    today = clock.today()
    choices.keep_at_most(person, "bookings", 14)
    (view,) = own.every(person.owner)
    earlier = {Kind.TYPED_TEXT: 10, Kind.SCREEN_OPERATIONS: 14, Kind.CLICKS: 14}
    assert view.goes == {kind: today + days(number) for kind, number in earlier.items()}
    choices.keep_at_most(person, "bookings", 90)
    choices.keep_at_most(person, "bookings", None)
    (still,) = own.every(person.owner)
    assert still.goes == view.goes


def test_what_is_older_than_the_choice_goes_at_once_and_from_older_copies(person):
    today = clock.today()
    dated.keep(person, {}, dated.body(today - days(20)))
    dated.keep(person, {}, dated.body(today - days(3)))
    before = older_copy()
    assert expiry.past(person.owner, "bookings", 14, today) == 1
    choices.keep_at_most(person, "bookings", 14)
    (view,) = own.every(person.owner)
    assert set(view.goes.values()) == {today + days(11)}
    assert (opened(before), opened(older_copy())) == (0, 1)


def test_a_choice_reaches_its_purpose_and_its_person_alone(person, lasting_company):
    factories.purpose("customs", staff=lasting_company.staff)
    factories.allow(person, "customs")
    factories.allow(lasting_company.other)
    dated.keep(person, {}, slug="customs")
    dated.keep(lasting_company.other, {})
    before = set(Episode.objects.values_list("pk", "goes_on"))
    choices.keep_at_most(person, "bookings", 7)
    assert set(Episode.objects.values_list("pk", "goes_on")) == before


def _kill(monkeypatch, where: str) -> None:
    """Let the process die at a point of the night, after some of the people are done."""
    target, name, lives = {
        "first person": (expiry, "end", 0),
        "between two people": (expiry, "end", 1),
        "in a rewrite": (store, "_wrap_rest", 1),
        "before the line in the account": (report, "add", 1),
        "after the commit, before the keys": (store, "_end_keys", 1),
        "before the account is closed": (report, "end", 0),
        "before the entry of the log": (report, "record", 0),
    }[where]
    real, calls = getattr(target, name), []

    def dying(*args, **more):
        calls.append(1)
        if len(calls) > lives:
            raise Died
        return real(*args, **more)

    monkeypatch.setattr(target, name, dying)


@pytest.mark.parametrize(
    "where",
    [
        "first person",
        "between two people",
        "in a rewrite",
        "before the line in the account",
        "after the commit, before the keys",
        "before the account is closed",
        "before the entry of the log",
    ],
)
def test_a_run_that_died_comes_to_the_same_end(person, lasting_company, monkeypatch, where):
    people = [person, lasting_company.other, factories.person()]
    for one in people[1:]:
        factories.allow(one)
    for one in people:
        dated.keep(one, SEVERAL)
        dated.keep(one, {})
    before = older_copy()
    with clock.shifted(days(10)):
        with monkeypatch.context() as patch:
            _kill(patch, where)
            with pytest.raises(Died):
                nightly.run()
        assert RetentionRun.objects.get().ended_at is None
        nightly.run()
    left = {Kind.SCREEN_OPERATIONS, Kind.CLICKS}
    for one in people:
        assert sorted(map(len, dated.held(one))) == [2, 3]
        assert left in dated.held(one)
    assert (opened(before), opened(older_copy())) == (0, 6)
    assert WeekKey.objects.filter(retiring=True).count() == 0
    run = RetentionRun.objects.get()
    assert (run.ended_at is not None, run.tally, run.left) == (True, {}, False)
    assert AuditEntry.objects.filter(act=Act.RETENTION_RUN).count() == 1
    assert nightly.run()["episodes"] == 0


@pytest.mark.parametrize("where", ["between two people", "before the line in the account"])
def test_what_a_run_counts_is_counted_once_whatever_died(
    person, lasting_company, monkeypatch, where
):
    factories.allow(lasting_company.other)
    for one in (person, lasting_company.other):
        dated.keep(one, SEVERAL)
    told = []
    monkeypatch.setattr(report, "_lines", lambda tally: told.append(tally) or [])
    with clock.shifted(days(10)):
        with monkeypatch.context() as patch:
            _kill(patch, where)
            with pytest.raises(Died):
                nightly.run()
        nightly.run()
    (counted,) = told
    assert counted["bookings"]["typed_text"]["steps"] == 2
    assert counted["bookings"]["typed_text"]["people"] == 2


def test_one_person_whose_row_was_changed_keeps_nobody_elses_data(person, lasting_company):
    from governance.retention import queries

    factories.allow(lasting_company.other)
    for one in (person, lasting_company.other):
        dated.keep(one, SEVERAL)
    Episode.objects.filter(owner=person.owner).update(policy_id="another")
    after(11)
    assert dated.held(lasting_company.other) == [{Kind.SCREEN_OPERATIONS, Kind.CLICKS}]
    assert RetentionRun.objects.get().left
    with clock.shifted(days(11)):
        standing = queries.standing()
    assert (standing.state, standing.overdue) == (queries.State.LEFT, True)
