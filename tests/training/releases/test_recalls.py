"""Recalls leave in weekly rounds, name no cause and no number of people, and close the release."""

from datetime import UTC, datetime, timedelta

import pytest

from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.models import AuditEntry
from governance.consent import decisions
from governance.erasure import run
from governance.purposes.kinds import Kind
from tests.training import crowd
from tests.training.releases.building import built, left_behind, lines
from training import take_back
from training.models import Contribution, Recall, ReleaseState
from training.own import every
from training.releases import links, recalls
from training.releases.errors import NotToAnswer

WEEK = timedelta(days=7)


@pytest.fixture
def everyone(company):
    return crowd.crowd(8, 2)


@pytest.fixture
def release(company, everyone):
    return built(company)


def rows_of(*people) -> set[str]:
    found = Contribution.objects.filter(owner__in=[one.owner for one in people])
    return {new for row in found for new in links.opened(row).rows.values()}


def withdraw(*people) -> set[str]:
    """Let people withdraw, and erase; return the rows that were theirs."""
    rows = rows_of(*people)
    for one in people:
        decisions.withdraw(one, "bookings")
    for erasure in run.unfinished():
        run.advance(erasure)
    return rows


def next_round() -> int:
    with clock.shifted(WEEK):
        return recalls.issue_round()


def the_recall() -> Recall:
    return Recall.objects.get()


def test_nothing_is_sent_before_the_week_has_come(release, everyone):
    withdraw(*everyone[:2])
    assert recalls.issue_round() == 0
    release.refresh_from_db()
    assert (release.state, the_recall().issued_on) == (ReleaseState.READY, None)


def test_the_round_lists_rows_of_several_people_in_an_order_that_says_nothing(release, everyone):
    rows = withdraw(*everyone[:2])
    assert next_round() == 1
    recall = the_recall()
    assert recall.drop == sorted(rows)
    assert rows <= {row["id"] for row in lines(release)}
    assert (recall.pending, recall.due_on) == ({}, recall.issued_on + WEEK)
    release.refresh_from_db()
    assert release.state == ReleaseState.RECALLED


def test_one_persons_rows_are_never_listed_alone(release, everyone):
    withdraw(everyone[0])
    next_round()
    assert the_recall().drop == []


def test_two_deletions_of_one_person_count_as_one_person(release, everyone):
    owner = everyone[0].owner
    for view in list(every(owner)):
        take_back.delete_one(owner, view.id)
    next_round()
    assert the_recall().drop == []


def test_a_second_person_alone_after_a_round_drops_all_of_it(release, everyone):
    withdraw(*everyone[:2])
    next_round()
    withdraw(everyone[2])
    with clock.shifted(2 * WEEK):
        assert recalls.issue_round() == 1
    assert the_recall().drop == []


def test_two_more_people_after_a_round_are_added_to_the_list(release, everyone):
    first = withdraw(*everyone[:2])
    next_round()
    second = withdraw(*everyone[2:4])
    with clock.shifted(2 * WEEK):
        recalls.issue_round()
    assert the_recall().drop == sorted(first | second)


def test_a_deleted_episode_is_recalled_alone_and_the_link_stays(release, everyone):
    for one in everyone[:2]:
        view = next(every(one.owner))
        take_back.delete_one(one.owner, view.id)
    next_round()
    assert len(the_recall().drop) == 2
    assert Contribution.objects.count() == 8


def test_a_refused_kind_recalls_where_it_is_in(release, everyone):
    rows = rows_of(*everyone[:2])
    for one in everyone[:2]:
        decisions.refuse(one, "bookings", Kind.TYPED_TEXT)
    next_round()
    assert the_recall().drop == sorted(rows)


def test_a_round_is_sent_once(release, everyone):
    withdraw(*everyone[:2])
    assert (next_round(), next_round()) == (1, 0)
    assert AuditEntry.objects.filter(act=Act.RECALL_ISSUED).count() == 1


def test_the_table_keeps_nothing_that_names_who_once_the_round_is_sent(release, everyone):
    withdraw(*everyone[:3])
    before = the_recall().pending
    assert len(before["who"]) == 3
    assert not set(before["who"]) & {one.owner for one in everyone}
    next_round()
    assert the_recall().pending == {}


def test_acknowledged_the_files_are_gone_and_nobody_is_linked_any_more(release, everyone, company):
    withdraw(everyone[0])
    next_round()
    recalls.acknowledge(the_recall().pk, company.staff[Role.STEWARD].user)
    assert (left_behind(), Contribution.objects.count()) == ([], 0)
    entry = AuditEntry.objects.get(act=Act.RECALL_ACKNOWLEDGED)
    assert (entry.role, entry.purpose) == (Role.STEWARD, "bookings")


def test_after_a_list_of_rows_the_others_stay_linked(release, everyone, company):
    withdraw(*everyone[:2])
    next_round()
    recalls.acknowledge(the_recall().pk, company.staff[Role.STEWARD].user)
    assert (left_behind(), Contribution.objects.count()) == ([], 6)


def test_what_was_never_sent_or_was_answered_cannot_be_answered(release, everyone, company):
    steward = company.staff[Role.STEWARD].user
    withdraw(everyone[0])
    with pytest.raises(NotToAnswer):
        recalls.acknowledge(the_recall().pk, steward)
    next_round()
    recalls.acknowledge(the_recall().pk, steward)
    with pytest.raises(NotToAnswer):
        recalls.acknowledge(the_recall().pk, steward)


def test_on_the_day_it_is_due_the_files_go_answered_or_not(release, everyone):
    withdraw(everyone[0])
    next_round()
    with clock.shifted(WEEK + timedelta(days=6)):
        assert recalls.clear_files() == 0
    with clock.shifted(2 * WEEK):
        assert recalls.clear_files() == 1
    assert left_behind() == []


def test_a_release_is_recalled_whole_before_its_last_day(release, everyone):
    end = datetime.combine(release.ends_on, datetime.min.time(), UTC)
    with clock.at(end - timedelta(days=8)):
        assert recalls.issue_round() == 0
    with clock.at(end - timedelta(days=7)):
        assert recalls.issue_round() == 1
        assert recalls.issue_round() == 0
    recall = the_recall()
    assert (recall.drop, recall.due_on) == ([], release.ends_on)


def test_a_recall_for_its_end_looks_like_any_other(release, everyone, company):
    withdraw(everyone[0])
    next_round()
    withdrawn = the_recall()
    other = built(company)
    end = datetime.combine(other.ends_on, datetime.min.time(), UTC)
    with clock.at(end - timedelta(days=7)):
        recalls.issue_round()
    ended = Recall.objects.get(release=other)
    shape = [
        (bool(one.drop), one.pending, one.due_on - one.issued_on) for one in (withdrawn, ended)
    ]
    assert shape[0] == shape[1]


def test_an_episode_never_outlives_its_day_in_a_release(release):
    from training.models import Episode

    assert min(Episode.objects.values_list("goes_on", flat=True)) >= release.ends_on


def test_consent_that_ended_by_itself_recalls_with_the_next_round(release, everyone):
    from governance.consent.models import Consent

    rows = rows_of(*everyone[:2])
    for one in everyone[:2]:
        consent = Consent.objects.get(owner=one.owner)
        consent.ends = dict.fromkeys(consent.ends, "2001-01-01")
        consent.save()
    assert [links.gather_what_lapsed(), links.gather_what_lapsed()] == [2, 2]
    next_round()
    assert the_recall().drop == sorted(rows)


def test_while_all_consent_holds_nothing_lapses(release):
    assert links.gather_what_lapsed() == 0
    assert not Recall.objects.exists()


def test_the_task_gathers_and_sends(release, everyone):
    from training.releases import tasks

    withdraw(*everyone[:2])
    with clock.shifted(WEEK):
        tasks.recall_round()
    assert len(the_recall().drop) == 4
