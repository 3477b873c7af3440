"""What HR and the compliance officer read: by urgency, searched, at a constant price."""

from datetime import timedelta

import pytest

from governance import clock
from governance.audit.acts import Role
from governance.holdings.registry import all_holdings
from governance.rights import machine, queries, requests
from governance.rights.models import RightsRequest, State
from governance.rights.moves import MOVES
from governance.rights.places import PLACES
from governance.rights.words import LINES, STATES, reason_words
from tests import factories
from tests.requests import asked, confirmed, hr


@pytest.fixture
def dated(both):
    """Requests that are late, due today, due this week, and due later."""
    factories.everyone()
    days = {"late": -1, "today": 0, "week": 6, "later": 7}
    for name, away in days.items():
        request = asked(f"{name}@k.example", name)
        day = clock.today() + timedelta(days=away)
        RightsRequest.objects.filter(pk=request.pk).update(due=day)


def names(**more) -> list[str]:
    return [request.name for request in queries.open_requests(**more)]


def test_what_is_due_first_stands_first(dated):
    assert names() == ["late", "today", "week", "later"]
    assert queries.counts_by_urgency() == queries.Urgency(today=1, week=2, overdue=1)
    assert queries.overdue() == 1


@pytest.mark.parametrize(
    ("due", "found"), [("overdue", ["late"]), ("today", ["today"]), ("week", ["today", "week"])]
)
def test_the_list_is_filtered_by_urgency(dated, due, found):
    assert names(due=due) == found


def test_a_late_request_stays_late_and_leaves_the_list_once_it_is_answered(dated, both):
    late = queries.open_requests(due="overdue").get()
    requests.take_back(late.links.get())
    assert (queries.overdue(), queries.closed_requests().get()) == (0, late)
    late.refresh_from_db()
    assert late.due < clock.today()


def test_requests_are_searched_by_name_address_and_reference(dated):
    request = queries.open_requests(search="later").get()
    assert names(search=f" {request.reference.lower()} ") == ["later"]
    assert names(search="late@k") == ["late"]
    assert names(search="nobody") == []


def test_requests_are_filtered_by_state_and_by_who_works_on_them(dated):
    user, request = hr(), queries.open_requests(search="week").get()
    requests.assign(request, user, user)
    assert names(handler=user) == ["week"]
    assert names(state=State.ASSESSING) == []
    assert len(names(state=State.RECEIVED)) == 4


def test_a_list_costs_the_same_for_few_and_many(both, django_assert_num_queries):
    for count in (1, 10):
        for number in range(count):
            confirmed(factories.person(email=f"p{count}-{number}@k.example"))
        with django_assert_num_queries(1):
            for request in queries.open_requests():
                assert request.handler is None or request.handler.email
                assert request.employee is None or request.employee.unit is None
                assert queries.due_of(request).rule
    with django_assert_num_queries(3):
        queries.counts_by_urgency()


def test_a_case_costs_the_same_whatever_happened(both, django_assert_num_queries):
    request, user = confirmed(factories.person(email="x@k.example")), hr()
    with django_assert_num_queries(1):
        queries.timeline(request)
    for _ in range(5):
        requests.assign(request, user, user)
    with django_assert_num_queries(1):
        queries.timeline(request)


def test_every_place_of_the_product_is_on_the_list():
    assert {holding.name for holding in all_holdings()} | {"keys", "models"} == set(PLACES)


def test_places_say_until_when_backups_live(settings):
    days = {place.backups_until for place in queries.places()}
    assert days == {None, clock.today() + timedelta(days=settings.KEY_BACKUP_DAYS)}


def test_every_state_step_and_reason_has_words():
    from governance.rights.reasons import BY_MOVE

    assert set(STATES) == set(State)
    assert {move.name for move in MOVES} <= set(LINES)
    assert all(reason_words(move, code) for move, codes in BY_MOVE.items() for code in codes)


def test_the_timeline_names_roles_and_never_a_login(both):
    factories.everyone()
    request, user = confirmed(factories.person(email="x@k.example")), hr()
    machine.step(request, "refuse", user, Role.HR, "unfounded", "Text.")
    shown = str(queries.timeline(request))
    assert user.email not in shown
    assert [line.by for line in queries.timeline(request)] == ["employee", "hr", "hr", "hr", "hr"]
    assert queries.timeline(request)[-1].reason == "The request is manifestly unfounded"


def test_candidates_are_found_by_address_first_and_then_by_name(both):
    by_mail = factories.person("Other Name", email="ines@k.example")
    by_name = factories.person("Ines Maria Okonjo", email="else@k.example")
    factories.person("Tom Brandt", email="tom@k.example")
    request = asked("INES@k.example", "Ines Okonjo")
    assert requests.candidates(request) == [by_mail, by_name]
    assert requests.candidates(asked("nobody@k.example", "")) == []
