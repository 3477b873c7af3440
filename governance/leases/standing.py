"""Decides what holds for a device now. Every reason to record nothing is asked here.

What the agent checks itself, event by event, travels in the lease: hours, applications, sites.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace

from governance import clock
from governance.consent import pauses
from governance.consent import queries as consent
from governance.consent.fence import Standing
from governance.devices import acknowledgements, answers, forgetting
from governance.devices.models import Device
from governance.directory.models import Employee, Status
from governance.keys import intake
from governance.leases import asking, budget, never, persons, proving, restored, trust
from governance.leases.state import Drop, Erase, Grant, Question, Snapshot
from governance.purposes import queries as purposes
from governance.purposes.kinds import Kind
from governance.purposes.models import PurposeVersion
from governance.stops import stop

GRANTS_MOST = 16


@dataclass(frozen=True, slots=True)
class _Subject:
    """A device and its person, the ground of every decision."""

    device: Device
    employee: Employee


@dataclass(frozen=True, slots=True)
class Allowed:
    """A purpose that a person has allowed in the browser, and what was said at the device."""

    version: PurposeVersion
    standing: Standing
    said: answers.Answered

    @property
    def yes(self) -> frozenset[Kind]:
        """The kinds that are allowed in the browser and at the device."""
        return self.standing.kinds & self.said.yes

    @property
    def open(self) -> frozenset[Kind]:
        """The kinds that the device has not been asked about."""
        return self.standing.kinds - self.said.yes - self.said.no


def snapshot(device: Device) -> Snapshot:
    """Return what holds for a device now; a revoked one is told nothing at all."""
    employee = None if device.revoked else persons.of(device.owner)
    if employee is None:
        return _nothing(device)
    subject = _Subject(device, employee)
    allowed = list(_allowed(subject))
    key = intake.current()
    found = _grants(subject, allowed) if key is not None else proving.NOTHING
    return Snapshot(
        device=device.pk,
        owner=device.owner,
        thumbprint=device.thumbprint,
        person=employee.name,
        grants=found.grants,
        questions=budget.fitting(_questions(subject, allowed), budget.QUESTIONS),
        erase=budget.fitting(_erase(device.pk), budget.ERASE),
        forget=budget.fitting(_forget(device.pk), budget.FORGET),
        intake=key if found.grants else None,
        until=employee.last_day if employee.status == Status.LEAVER else None,
        checkpoint=found.checkpoint,
        pending=found.pending,
    )


def questions_to(device: Device) -> list[Question]:
    """Return everything that is to be asked at a device."""
    employee = persons.of(device.owner)
    if device.revoked or employee is None:
        return []
    subject = _Subject(device, employee)
    return list(_questions(subject, list(_allowed(subject))))


def may_be_recorded(employee: Employee) -> bool:
    """Tell whether anything of a person may be recorded, whatever the person allows."""
    left = employee.status == Status.LEAVER and (
        employee.last_day is None or employee.last_day <= clock.now()
    )
    confidential = employee.unit is not None and employee.unit.confidential
    return not (left or confidential or stop.active()) and restored.agrees()


def _allowed(subject: _Subject) -> Iterator[Allowed]:
    for slug, standing in sorted(consent.in_force(subject.device.owner).items()):
        version = purposes.of(slug)
        if version is None or version.number != standing.version:
            continue
        said = answers.given(subject.device.pk, slug, standing.version, standing.epoch)
        yield Allowed(version, standing, said)


def _grants(subject: _Subject, allowed: list[Allowed]) -> proving.Proved:
    if not any(one.yes for one in allowed) or not may_be_recorded(subject.employee):
        return proving.NOTHING
    if pauses.paused_until(subject.device.owner) is not None:
        return proving.NOTHING
    found = ((_grant(subject, one), one) for one in allowed)
    claims = [
        proving.Claim(grant, one.version, one.standing.entry, one.said.signed)
        for grant, one in found
        if grant is not None
    ]
    proved = proving.prove(claims, trust.approvers_of(subject.employee))
    room = budget.LEASE - budget.size(list(never.patterns()))
    return replace(proved, grants=budget.fitting(proved.grants, room)[:GRANTS_MOST])


def _grant(subject: _Subject, allowed: Allowed) -> Grant | None:
    version, employee = allowed.version, subject.employee
    facts = version.facts
    applications = tuple(one for one in facts.applications if not never.names_application(one))
    if not (allowed.yes and applications):
        return None
    if purposes.stopped_for(version.purpose_id, employee.unit_id):
        return None
    if purposes.first_recording(version, employee) > clock.now():
        return None
    return Grant(
        purpose=version.purpose_id,
        name=facts.notice(employee.language)[1].name[: budget.SHORT],
        version=version.number,
        epoch=allowed.standing.epoch,
        kinds=tuple(kind for kind in Kind if kind in allowed.yes),
        applications=applications,
        sites=tuple(site for site in facts.sites if not never.names_site(site)),
        hours=facts.hours,
    )


def _questions(subject: _Subject, allowed: list[Allowed]) -> Iterator[Question]:
    for one in allowed:
        if one.open:
            yield asking.question(
                subject.device.pk, subject.employee, one.version, one.standing.epoch, one.open
            )


def _erase(device_id: uuid.UUID) -> Iterator[Erase]:
    for purpose, epoch in acknowledgements.awaited(device_id):
        yield Erase(purpose, epoch)


def _forget(device_id: uuid.UUID) -> Iterator[Drop]:
    for order in forgetting.pending(device_id):
        yield Drop(order)


def _nothing(device: Device) -> Snapshot:
    return Snapshot(device.pk, device.owner, device.thumbprint, "", (), (), (), (), None)
