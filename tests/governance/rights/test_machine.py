"""Every state, move and role: what is not in the table cannot happen."""

import random
from contextlib import suppress

import pytest
from django.db import transaction

from governance import clock
from governance.audit.acts import STAFF, Act, Role
from governance.audit.models import AuditClosed, AuditEntry
from governance.errors import Refusal
from governance.packs.load import pack
from governance.rights import machine, queries, requests
from governance.rights import reasons as reasons_module
from governance.rights.errors import (
    ConfirmedAlready,
    MoveNotAllowed,
    NotWaiting,
    ReasonNeeded,
    RoleCannotMove,
    TextNeeded,
    WaitsForWord,
)
from governance.rights.models import Confirmation, RightsRequest, State
from governance.rights.moves import BY_NAME, ENDED, MOVES, OPEN
from governance.rights.reasons import BY_MOVE
from tests import factories
from tests.requests import asked, compliance, confirmed, hr, propose

ROLES = (*STAFF, Role.EMPLOYEE, Role.SYSTEM)


def what_happens(request, move, user, role) -> str:
    """Return the state after a move, or the code of its refusal, and undo it."""
    reason = next(iter(BY_MOVE.get(move.name, {"": ""})))
    point = transaction.savepoint()
    try:
        after = machine.step(request, move.name, user, role, reason, "A plain text.")
        waits = after.countersignatures.filter(agreed=None).exists()
        return f"waits at {after.state}" if waits else after.state
    except Refusal as refusal:
        return str(refusal)
    finally:
        transaction.savepoint_rollback(point)


def what_should(state: State, move, role: Role) -> set[str]:
    if not move.step:
        return {"move-not-allowed"}
    if role != move.role:
        return {"role-cannot-move"}
    if state not in move.states:
        return {"move-not-allowed"}
    if move.countersigned:
        return {f"waits at {state}"}
    if move.name == "go_on":
        return {State.ASSESSING}
    return {move.to or state}


@pytest.mark.parametrize("state", list(State))
def test_only_the_moves_of_the_table_happen(leaver, state):
    users = {role: factories.user_of(factories.person(roles=(role,))) for role in STAFF}
    users |= {Role.EMPLOYEE: factories.user_of(leaver), Role.SYSTEM: hr()}
    request = confirmed(leaver)
    RightsRequest.objects.filter(pk=request.pk).update(state=state)
    request.refresh_from_db()
    for move in MOVES:
        for role in ROLES:
            found = what_happens(request, move, users[role], role)
            assert found in what_should(state, move, role), (move.name, role)


@pytest.mark.parametrize("state", list(State))
def test_what_is_offered_is_what_can_be_done(leaver, state):
    user, request = hr(), confirmed(leaver)
    RightsRequest.objects.filter(pk=request.pk).update(state=state)
    request.refresh_from_db()
    offered = {choice.move for choice in machine.choices(request, user, Role.HR)}
    steps = [move for move in MOVES if move.step and move.role == Role.HR]
    possible = {
        m.name for m in steps if not what_happens(request, m, user, Role.HR).endswith("allowed")
    }
    assert offered == possible
    assert all(choice.consequence for choice in machine.choices(request, user, Role.HR))


@pytest.mark.parametrize("seed", range(6))
def test_whatever_order_people_act_in_the_request_stays_whole(leaver, seed):
    """A walk at random: each step either follows the table or is refused."""
    dice, officer, user = random.Random(seed), compliance(), hr()
    request = confirmed(leaver)
    person = factories.user_of(leaver)
    for _ in range(25):
        before = request.state
        if (open_ := request.countersignatures.filter(agreed=None).first()) and dice.random() < 0.5:
            machine.countersign(open_, dice.random() < 0.5, officer, "A word.")
        else:
            move = dice.choice(MOVES)
            reason = next(iter(BY_MOVE.get(move.name, {"": ""})))
            with suppress(Refusal):
                machine.step(
                    request,
                    move.name,
                    person if move.role == Role.EMPLOYEE else user,
                    move.role,
                    reason,
                    "Text.",
                )
        request.refresh_from_db()
        allowed = {m.to or before for m in MOVES if before in m.states}
        assert request.state in allowed | {before} | {State.ASSESSING, State.IDENTITY_CHECK}
        assert (request.closed_on is not None) == (request.state in ENDED)
        assert request.countersignatures.filter(agreed=None).count() <= 1
        assert before not in ENDED or request.state == before


def test_the_table_leads_from_every_open_state_to_an_end():
    ends = {move.to for move in MOVES if move.to in ENDED}
    assert ends == set(ENDED)
    assert {state for move in MOVES for state in move.states} == set(OPEN)
    assert not any(move.states & ENDED for move in MOVES)


def test_a_refusal_moves_nothing_until_the_compliance_officer_agrees(ready):
    waiting = propose(ready)
    ready.refresh_from_db()
    assert (ready.state, ready.closed_on) == (State.ASSESSING, None)
    machine.countersign(waiting, True, compliance(), "")
    ready.refresh_from_db()
    assert (ready.state, ready.closed_on) == (State.REFUSED, clock.today())


def test_a_no_returns_the_answer_and_says_why(ready):
    waiting, officer = propose(ready), compliance()
    with pytest.raises(TextNeeded):
        machine.countersign(waiting, False, officer, " ")
    machine.countersign(waiting, False, officer, "The ground does not hold.")
    ready.refresh_from_db()
    assert ready.state == State.ASSESSING
    assert machine.choices(ready, hr(), Role.HR)
    assert queries.timeline(ready)[-1].text == "The ground does not hold."
    with pytest.raises(NotWaiting):
        machine.countersign(waiting, True, officer, "")


def test_while_an_answer_waits_hr_takes_no_other_step(ready):
    user = hr()
    propose(ready, by=user)
    assert machine.choices(ready, user, Role.HR) == []
    with pytest.raises(WaitsForWord):
        machine.step(ready, "execute", user, Role.HR)
    with pytest.raises(WaitsForWord):
        requests.assign(ready, user, user)


def test_an_answer_in_part_is_carried_out_once_it_is_agreed(ready):
    machine.countersign(
        propose(ready, "answer_in_part", reason="legal_claims"), True, compliance(), ""
    )
    ready.refresh_from_db()
    assert ready.state == State.EXECUTING


def test_nobody_agrees_to_what_they_proposed(ready):
    both_roles = factories.user_of(factories.person(roles=(Role.HR, Role.COMPLIANCE)))
    waiting = propose(ready, by=both_roles)
    with pytest.raises(RoleCannotMove):
        machine.countersign(waiting, True, both_roles, "")


def test_only_the_compliance_officer_agrees(ready):
    waiting = propose(ready)
    for role in (Role.HR, Role.REPRESENTATIVE, Role.STEWARD, Role.PURPOSE_OWNER):
        with pytest.raises(RoleCannotMove):
            machine.countersign(
                waiting, True, factories.user_of(factories.person(roles=(role,))), ""
            )


@pytest.mark.parametrize("move", ["refuse", "answer_in_part", "extend", "ask_person"])
def test_a_reason_of_the_list_and_a_plain_text_are_needed(ready, move):
    user = hr()
    for reason in ("", "because"):
        with pytest.raises(ReasonNeeded):
            machine.step(ready, move, user, Role.HR, reason, "Text.")
    with pytest.raises(TextNeeded):
        machine.step(ready, move, user, Role.HR, next(iter(BY_MOVE[move])), "  ")


def test_a_law_may_narrow_the_reasons_of_a_refusal(ready, monkeypatch):
    narrow = pack("eu").model_copy(update={"refusal_codes": ("legal_claims",)})
    monkeypatch.setattr(reasons_module, "pack", lambda _code: narrow)
    offered = {c.move: dict(c.reasons) for c in machine.choices(ready, hr(), Role.HR)}
    assert set(offered["refuse"]) == set(offered["answer_in_part"]) == {"legal_claims"}
    assert set(offered["extend"]) == set(BY_MOVE["extend"])
    with pytest.raises(ReasonNeeded):
        machine.step(ready, "refuse", hr(), Role.HR, "unfounded", "Text.")


def test_two_confirmations_come_from_two_people(leaver):
    request, first = asked(leaver.email), hr()
    requests.match(request, leaver, first)
    requests.confirm(request, "seen", first)
    with pytest.raises(ConfirmedAlready):
        requests.confirm(request, "seen again", first)
    assert request.state == State.IDENTITY_CHECK
    with pytest.raises(MoveNotAllowed):
        machine.step(request, "execute", first, Role.HR)


@pytest.mark.parametrize("role", [role for role in STAFF if role != Role.HR])
def test_only_hr_works_on_requests(leaver, role):
    user, request = factories.user_of(factories.person(roles=(role,))), asked(leaver.email)
    acts = [
        lambda: requests.assign(request, None, user),
        lambda: requests.assign(request, user, hr()),
        lambda: requests.match(request, leaver, user),
        lambda: requests.confirm(request, "seen", user),
    ]
    for act in acts:
        with pytest.raises(RoleCannotMove):
            act()


def test_saying_again_who_it_is_begins_confirming_anew(leaver):
    request, first = asked(leaver.email), hr()
    requests.match(request, leaver, first)
    requests.confirm(request, "seen", first)
    requests.match(request, None, first)
    assert Confirmation.objects.count() == 0


def test_once_confirmed_nobody_says_otherwise_who_asked(ready):
    with pytest.raises(MoveNotAllowed):
        requests.match(ready, None, hr())


def test_its_person_takes_a_request_back_even_while_an_answer_waits(ready, leaver):
    propose(ready)
    after = machine.step(ready, "take_back", factories.user_of(leaver), Role.EMPLOYEE)
    assert (after.state, after.closed_on) == (State.TAKEN_BACK, clock.today())
    assert not queries.waiting_countersignatures().exists()


def test_nobody_takes_back_the_request_of_another(ready):
    with pytest.raises(RoleCannotMove):
        machine.step(ready, "take_back", hr(), Role.EMPLOYEE)


def test_a_request_is_taken_back_under_its_link(leaver):
    request = asked(leaver.email)
    assert requests.take_back(request.links.get()).state == State.TAKEN_BACK
    with pytest.raises(MoveNotAllowed):
        requests.take_back(request.links.get())


def test_every_step_is_in_the_log_and_names_the_person_in_the_closed_part_alone(ready, leaver):
    machine.countersign(propose(ready), True, compliance(), "")
    acts = list(AuditEntry.objects.values_list("act", flat=True))
    assert acts.count(Act.REQUEST_RECEIVED) == 1
    assert acts.count(Act.REQUEST_COUNTERSIGNED) == 1
    assert acts.count(Act.REQUEST_MOVED) == 4  # who it is, twice confirmed, proposed
    moved = AuditEntry.objects.filter(act__startswith="request-")
    assert {entry.purpose for entry in moved} == {""}
    closed = AuditClosed.objects.filter(entry__in=moved.exclude(act=Act.REQUEST_RECEIVED))
    assert set(closed.values_list("owner", flat=True)) == {leaver.owner}


def test_the_names_of_moves_fit_their_column():
    assert all(len(f"propose_{name}") <= 24 for name in BY_NAME)
