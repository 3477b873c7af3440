"""No release outlives the day of what is in it, and what came for a row is still found."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from governance import clock
from governance.consent import decisions
from governance.erasure import run
from governance.purposes.kinds import Kind
from governance.retention import choices, nightly
from tests.training import crowd, dated
from tests.training.releases.building import built, lines
from tests.training.releases.test_withdrawal_meanwhile import PLACES, build_with
from training import own, take_back
from training.models import Contribution, Recall, ReleaseState
from training.releases import files, links, recalls

EARLY = {Kind.TYPED_TEXT: 10}
WEEK = timedelta(days=7)


def kept(company, after: Mapping[Kind, int], number: int = 6):
    found = crowd.people(number)
    for one in found:
        dated.keep(one, after)
    return found


def in_days(number: int):
    return clock.today() + timedelta(days=number)


def rows_of(*people) -> set[str]:
    found = Contribution.objects.filter(owner__in=[one.owner for one in people])
    return {new for row in found for new in links.opened(row).rows.values()}


def waits() -> set[str]:
    """The rows that the coming round will drop."""
    return {row for recall in Recall.objects.all() for row in recall.pending.get("rows", ())}


def done_in(release) -> set[str]:
    return {step["do"] for line in lines(release) for step in line["steps"]}


def test_a_kind_that_goes_before_the_release_ends_is_left_out_of_its_rows(company):
    kept(company, EARLY)
    assert done_in(built(company, ends=in_days(30))) == {"window", "click"}
    assert done_in(built(company, ends=in_days(9))) == {"window", "click", "type_text"}


def test_the_day_on_which_a_kind_goes_is_the_last_on_which_a_release_may_end(company):
    kept(company, EARLY)
    assert "type_text" in done_in(built(company, ends=in_days(10)))
    assert "type_text" not in done_in(built(company, ends=in_days(11)))


def test_an_episode_of_which_nothing_lasts_is_left_out(company):
    kept(company, dict.fromkeys(Kind, 10))
    release = built(company, ends=in_days(30))
    assert (release.state, release.reason) == (ReleaseState.FAILED, "too-few-people")


def test_after_a_kind_has_gone_deleting_the_episode_still_reaches_the_release(company):
    someone, *_ = kept(company, EARLY)
    release = built(company, ends=in_days(30))
    rows = rows_of(someone)
    with clock.shifted(timedelta(days=10)):
        nightly.run()
        assert waits() == set()
        assert rows_of(someone) == rows
        (view,) = own.every(someone.owner)
        take_back.delete_one(someone.owner, view.id)
        assert waits() == rows
    release.refresh_from_db()
    assert release.state == ReleaseState.READY


def test_after_a_kind_was_refused_deleting_the_episode_still_reaches_the_release(company):
    someone, *_ = kept(company, {})
    built(company, kinds={Kind.SCREEN_OPERATIONS, Kind.CLICKS})
    rows = rows_of(someone)
    decisions.refuse(someone, "bookings", Kind.TYPED_TEXT)
    for erasure in run.unfinished():
        run.advance(erasure)
    assert waits() == set()
    (view,) = own.every(someone.owner)
    take_back.delete_one(someone.owner, view.id)
    assert waits() == rows


def test_a_choice_that_a_release_would_outlast_recalls_the_persons_rows(company):
    someone, *_ = kept(company, {})
    release = built(company, ends=in_days(30))
    choices.keep_at_most(someone, "bookings", 14)
    assert waits() == rows_of(someone)
    with clock.shifted(WEEK):
        assert recalls.issue_round() == 1
    release.refresh_from_db()
    assert release.state == ReleaseState.RECALLED


def test_a_choice_that_a_release_does_not_outlast_recalls_nothing(company):
    someone, *_ = kept(company, {})
    built(company, ends=in_days(14))
    choices.keep_at_most(someone, "bookings", 14)
    assert waits() == set()


def test_a_choice_about_kinds_that_a_release_did_not_use_recalls_nothing(company):
    someone, *_ = kept(company, {Kind.SCREEN_OPERATIONS: 7, Kind.CLICKS: 7})
    built(company, kinds={Kind.SCREEN_OPERATIONS, Kind.CLICKS}, ends=in_days(5))
    choices.keep_at_most(someone, "bookings", 14)
    assert waits() == set()


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_choice_while_a_release_is_built_takes_the_person_out_of_it(company, monkeypatch, place):
    someone, *others = kept(company, {})

    def choose() -> None:
        choices.keep_at_most(someone, "bookings", 14)

    release = build_with(company, monkeypatch, place, choose, ends=in_days(30))
    assert release.state == ReleaseState.READY
    assert rows_of(someone) == set()
    assert {line["id"] for line in lines(release)} == rows_of(*others)


def test_when_the_day_of_its_rows_comes_a_release_has_ended_already(company):
    kept(company, dict.fromkeys(Kind, 30))
    release = built(company, ends=in_days(30))
    with clock.shifted(timedelta(days=23)):
        recalls.issue_round()
    release.refresh_from_db()
    assert (release.state, release.recall.due_on) == (ReleaseState.RECALLED, in_days(30))
    with clock.shifted(timedelta(days=30)):
        nightly.run()
        recalls.clear_files()
    assert not files.folder(release.pk).exists()
