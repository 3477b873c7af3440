"""No path reaches an erasure without the identity step, whatever two requests of one person do.

Two requests of one person and one of another are moved by anyone who may move them, in any order,
twice, late, and mixed up; a worker begins whatever it finds. An erasure may only ever begin for a
request that two people of HR have confirmed since it was last tied to somebody.
"""

from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from governance.audit.acts import Role
from governance.directory.models import Employee, User
from governance.erasure.models import Erasure
from governance.errors import Refusal
from governance.keys import short_memory
from governance.rights import executing, machine, requests
from governance.rights.models import CounterSignature, RightsRequest, State
from governance.rights.moves import MOVES
from governance.rights.reasons import BY_MOVE
from tests import factories
from tests.requests import asked, compliance, hr

RUNS = (State.EXECUTING, State.FULFILLED, State.PARTLY_FULFILLED)
STEPS = [move.name for move in MOVES if move.role == Role.HR]
ACTS = ("match", "confirm", "confirm", *STEPS, "countersign", "worker", "worker", "take_back")
MOVE = st.tuples(st.integers(0, 2), st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 2))
ON_THE_WAY = ("match", "confirm", "execute", "worker")
NEAR = st.tuples(st.just(0), st.sampled_from(ON_THE_WAY), st.integers(0, 2), st.integers(0, 1))
"""Half of all moves, so that most orders come to where an erasure could begin."""


@dataclass
class Office:
    """Who acts on which requests, and what was confirmed by whom, kept beside the product."""

    requests: list[RightsRequest]
    employees: list[Employee | None]
    users: list[User]
    officer: User
    person: User
    confirmed: dict[object, set[object]] = field(default_factory=dict)

    def act(self, which: int, act: str, by: int, whom: int) -> None:
        request = RightsRequest.objects.get(pk=self.requests[which].pk)
        user = self.users[by]
        if act == "match":
            requests.match(request, self.employees[whom], user)
            self.confirmed[request.pk] = set()
        elif act == "confirm":
            requests.confirm(request, "seen", user)
            self.confirmed.setdefault(request.pk, set()).add(user.pk)
        elif act == "countersign":
            waiting = CounterSignature.objects.filter(request=request, agreed=None).first()
            if waiting is not None:
                machine.countersign(waiting, whom != 0, self.officer, "A word.")
        elif act == "worker":
            for found in (*executing.not_begun(), request.pk):
                executing.begin(found)
        elif act == "take_back":
            machine.step(request, act, self.person, Role.EMPLOYEE)
        else:
            reason = next(iter(BY_MOVE.get(act, {"": ""})))
            machine.step(request, act, user, Role.HR, reason, "A plain text.")

    def check(self) -> None:
        begun = {row.answers["request"] for row in Erasure.objects.exclude(answers={})}
        for row in RightsRequest.objects.all():
            if row.state in RUNS or row.erasure or row.reference in begun:
                assert len(self.confirmed.get(row.pk, ())) >= 2, row.state
                assert row.confirmations.values("by").distinct().count() >= 2
        for row in Erasure.objects.filter(everything=True).exclude(answers={}):
            of = RightsRequest.objects.get(erasure=row.pk)
            assert of.employee is None or of.employee.owner == row.owner


def office() -> Office:
    factories.everyone()
    one, other = (factories.person(name) for name in ("Lea Vermeer", "Otto Brandt"))
    return Office(
        requests=[asked(one.email), asked(one.email), asked(other.email)],
        employees=[one, other, None],
        users=[hr(), hr(), hr()],
        officer=compliance(),
        person=factories.user_of(one),
    )


def tried(everybody: Office, phases: tuple[Phase, ...]) -> None:
    """Try orders of acts, each on the same office, until one breaks the promise."""

    @settings(
        max_examples=60,
        deadline=None,
        phases=phases,
        derandomize=Phase.shrink not in phases,  # what has to be found is found in each run
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(moves=st.lists(st.one_of(MOVE, NEAR), min_size=5, max_size=40))
    def whatever_is_done(moves):
        short_memory.forget_all()
        there = replace(everybody, confirmed={})
        with transaction.atomic(), transaction.atomic(using="keys"):
            try:
                for move in moves:
                    with suppress(Refusal), transaction.atomic():
                        there.act(*move)
                    there.check()
            finally:
                transaction.set_rollback(True)
                transaction.set_rollback(True, using="keys")

    whatever_is_done()


@pytest.mark.django_db(databases=["default", "keys"])
def test_no_order_of_acts_reaches_an_erasure_without_two_confirmations():
    tried(office(), tuple(Phase))


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("needed", [0, 1])
def test_too_few_confirmations_are_found(monkeypatch, needed):
    monkeypatch.setattr(requests, "CONFIRMATIONS_NEEDED", needed)
    with pytest.raises(AssertionError):
        tried(office(), (Phase.generate,))
