"""The term of a request stands still, goes on and is extended as its law says."""

from datetime import timedelta

import pytest

from governance import clock
from governance.audit.acts import STAFF, Role
from governance.rights import machine, queries, requests
from governance.rights.errors import (
    CannotExtend,
    TooLate,
)
from governance.rights.models import State
from tests import factories
from tests.requests import asked, hr

ROLES = (*STAFF, Role.EMPLOYEE, Role.SYSTEM)


def test_a_term_is_extended_once_and_only_before_it_ends(ready):
    user = hr()
    before = ready.due
    with clock.at(clock.now() + timedelta(days=60)), pytest.raises(TooLate):
        machine.step(ready, "extend", user, Role.HR, "complexity", "Text.")
    after = machine.step(ready, "extend", user, Role.HR, "complexity", "Text.")
    assert after.due > before + timedelta(days=50)
    with pytest.raises(CannotExtend):
        machine.step(after, "extend", user, Role.HR, "complexity", "Text.")
    assert "extend" not in {choice.move for choice in machine.choices(after, user, Role.HR)}


def test_what_the_law_does_not_extend_is_not_extended(leaver):
    request = asked(leaver.email, jurisdiction="jp")
    with pytest.raises(CannotExtend):
        machine.step(request, "extend", hr(), Role.HR, "complexity", "Text.")


@pytest.mark.parametrize(
    ("code", "reason", "stands"),
    [
        ("uk", "clarification", True),
        ("uk", "identity", True),
        ("eu", "identity", True),
        ("eu", "clarification", False),
        ("us_ca", "identity", False),
        ("jp", "identity", False),
    ],
)
def test_the_term_stands_only_where_the_law_says_so(leaver, code, reason, stands):
    request, user = asked(leaver.email, jurisdiction=code), hr()
    before = request.due
    request = machine.step(request, "ask_person", user, Role.HR, reason, "Who are you?")
    assert (request.state, request.stopped_since is not None) == (State.NEEDS_INFO, stands)
    with clock.at(clock.now() + timedelta(days=10)):
        request = machine.step(request, "go_on", user, Role.HR)
    moved = (request.due - before).days
    assert (8 <= moved <= 13) if stands else moved == 0  # counted before it rolls
    assert (request.state, request.stopped_since) == (State.RECEIVED, None)


def test_going_on_leads_back_to_where_the_question_was_asked(ready):
    user = hr()
    machine.step(ready, "ask_person", user, Role.HR, "clarification", "What?")
    requests.assign(ready, user, user)
    assert machine.step(ready, "go_on", user, Role.HR).state == State.ASSESSING


def test_days_on_which_the_term_stood_are_kept_when_it_is_extended(leaver):
    request, user = asked(leaver.email, jurisdiction="uk"), hr()
    plain = machine.step(asked(leaver.email, jurisdiction="uk"), "extend", user, Role.HR,
                         "complexity", "Text.")  # fmt: skip
    machine.step(request, "ask_person", user, Role.HR, "identity", "Who?")
    with clock.at(clock.now() + timedelta(days=5)):
        machine.step(request, "go_on", user, Role.HR)
        request = machine.step(request, "extend", user, Role.HR, "complexity", "Text.")
    assert (request.due - plain.due).days == 5


def test_the_strictest_of_two_terms_that_bind_counts(both):
    factories.everyone()
    person = factories.person("Kenji", email="kenji@kestrel.example", jurisdiction="jp")
    request = asked(person.email, jurisdiction="us_ca")
    requests.match(request, person, hr())
    assert (request.jurisdiction, queries.due_of(request).pack) == ("jp", "jp")
    again = asked(person.email, jurisdiction="jp")
    person.jurisdiction = "us_ca"
    person.save()
    requests.match(again, person, hr())
    assert again.jurisdiction == "jp"


def test_a_place_without_a_pack_is_answered_by_the_european_rules(leaver):
    assert asked(leaver.email, jurisdiction="atlantis").jurisdiction == "eu"
