"""The call counter, revocation, presence, and what devices say about stopping."""

import uuid

import pytest
import redis

from governance import announce
from governance.audit import queries as audit
from governance.audit.acts import Act, Role
from governance.audit.record import Actor
from governance.consent import decisions
from governance.devices import (
    acknowledgements,
    authentication,
    forgetting,
    holdings,
    presence,
    queries,
    revocation,
)
from governance.devices.errors import CounterReused, DeviceRevoked, DeviceUnknown
from governance.devices.models import Acknowledgement, Device, DeviceAnswer
from governance.holdings.registry import Scope
from tests import factories
from tests.capture.ingest.desk import enrolled, epoch_of


def test_a_counter_must_grow_and_may_leap(company):
    desk = enrolled(company.employee)
    for counter in (2, 3, 1000):
        assert authentication.authenticate(desk.thumbprint, counter).device == desk.device


@pytest.mark.parametrize("counter", [1, 4, 5])
def test_a_counter_that_does_not_grow_revokes_the_device_for_good(company, counter):
    desk = enrolled(company.employee)
    authentication.authenticate(desk.thumbprint, 5)
    with pytest.raises(CounterReused):
        authentication.authenticate(desk.thumbprint, counter)
    with pytest.raises(DeviceRevoked):
        authentication.authenticate(desk.thumbprint, 6)
    with pytest.raises(DeviceRevoked):
        authentication.public_key(desk.thumbprint)
    (entry,) = audit.of(company.employee.owner, frozenset({Act.DEVICE_REVOKED}))
    assert entry.role == Role.SYSTEM
    assert entry.details["reason"] == "counter-reused"


def test_a_key_that_nobody_enrolled_is_unknown(company):
    with pytest.raises(DeviceUnknown):
        authentication.authenticate("x" * 43, 1)
    with pytest.raises(DeviceUnknown):
        authentication.public_key("x" * 43)


def test_only_its_person_revokes_a_device(company):
    desk = enrolled(company.employee)
    with pytest.raises(DeviceUnknown):
        revocation.revoke(company.other.owner, desk.device, Actor(Role.EMPLOYEE))
    actor = Actor(Role.EMPLOYEE, company.employee.owner)
    revocation.revoke(company.employee.owner, desk.device, actor)
    revocation.revoke(company.employee.owner, desk.device, actor)
    assert Device.objects.get(pk=desk.device).revoked
    assert len(audit.of(company.employee.owner, frozenset({Act.DEVICE_REVOKED}))) == 1


def test_all_devices_of_a_person_can_be_revoked_at_once(company):
    desks = [enrolled(company.employee, host) for host in ("laptop", "desktop")]
    other = enrolled(company.other)
    assert revocation.revoke_all(company.employee.owner, Actor(Role.SYSTEM)) == 2
    assert Device.objects.filter(revoked=True).count() == len(desks)
    assert not Device.objects.get(pk=other.device).revoked


def test_a_person_sees_own_devices_alone(company):
    enrolled(company.employee, "laptop")
    second = enrolled(company.employee, "desktop")
    enrolled(company.other, "elsewhere")
    presence.heard(second.device)
    views = queries.of(company.employee.owner)
    assert [(view.name, view.state) for view in views] == [
        ("desktop", queries.DeviceState.HERE),
        ("laptop", queries.DeviceState.AWAY),
    ]


def test_presence_lives_two_minutes_in_valkey_and_nowhere_else(company):
    desk = enrolled(company.employee)
    assert presence.last(desk.device) is None
    presence.heard(desk.device)
    assert presence.last(desk.device) is not None
    name = f"sayso:heard:{desk.device}"
    assert 0 < announce.valkey().ttl(name) <= 120


def test_without_valkey_nobody_knows_who_is_there_and_nothing_else_fails(company, monkeypatch):
    desk = enrolled(company.employee)

    nowhere = redis.Redis.from_url("unix:///nowhere/valkey.sock")
    monkeypatch.setattr(announce, "valkey", lambda: nowhere)
    presence.heard(desk.device)
    (view,) = queries.of(company.employee.owner)
    assert view.state is queries.DeviceState.UNKNOWN


def test_a_withdrawal_says_on_how_many_devices_it_has_stopped(company):
    employee = company.employee
    laptop, desktop = enrolled(employee, "laptop"), enrolled(employee, "desktop")
    factories.allow(employee)
    epoch = epoch_of(employee.owner, company.slug)
    decisions.withdraw(employee, company.slug)
    progress = acknowledgements.progress(employee.owner, company.slug)
    assert (progress.stopped, progress.total) == (0, 2)
    assert acknowledgements.awaited(laptop.device) == [(company.slug, epoch)]
    acknowledgements.stopped(desktop.device, [(company.slug, epoch)])
    acknowledgements.stopped(desktop.device, [(company.slug, uuid.uuid4())])
    progress = acknowledgements.progress(employee.owner)
    assert progress == acknowledgements.Progress(1, 2, ("laptop",))
    revocation.revoke(employee.owner, laptop.device, Actor(Role.EMPLOYEE, employee.owner))
    assert acknowledgements.progress(employee.owner) == acknowledgements.Progress(1, 1, ())


def test_an_erasure_of_everything_takes_the_devices_and_what_hangs_on_them(company):
    desk, other = enrolled(company.employee), enrolled(company.other)
    factories.allow(company.employee)
    desk.say()
    forgetting.ask(desk.owner, minutes=10)
    decisions.withdraw(company.employee, company.slug)
    holding = holdings.DevicesHolding()
    exported = dict(holding.export(desk.owner))
    assert exported["devices.json"][0]["name"] == "laptop"
    assert holding.erase(Scope(desk.owner, everything=True)) > 0
    assert list(Device.objects.values_list("pk", flat=True)) == [other.device]
    assert not DeviceAnswer.objects.exists()
    assert not Acknowledgement.objects.exists()
    assert holding.erase(Scope(desk.owner, everything=True)) == 0


def test_an_erasure_of_one_epoch_takes_the_answers_to_it(company):
    desk = enrolled(company.employee)
    factories.allow(company.employee)
    desk.say()
    epoch = epoch_of(desk.owner, company.slug)
    holding = holdings.DevicesHolding()
    assert holding.erase(Scope(desk.owner, company.slug, epoch, kind="clicks")) == 0
    assert holding.erase(Scope(desk.owner, company.slug, uuid.uuid4())) == 0
    assert holding.erase(Scope(desk.owner, company.slug, epoch)) == 1
