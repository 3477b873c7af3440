"""What was answered at a device to what was allowed in the browser.

Whether a statement fits what is asked is for `governance.leases` to compare, which knows consent.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from governance.audit.acts import Act, Role
from governance.audit.record import About, Actor, record
from governance.devices.authentication import Caller
from governance.devices.models import DeviceAnswer
from governance.purposes.kinds import Kind
from governance.signing import Signed

TYPE = "sayso-answer/2"
"""Of the statements that count: they name the very text. Older ones name its number alone."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What was asked: kinds of one version of a purpose in one epoch."""

    question: uuid.UUID
    purpose: str
    version: int
    epoch: uuid.UUID
    kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class Answered:
    """The kinds that a device has said Yes and No to.

    `signed` are the statements that say Yes, as the device signed them, each with its kinds.
    """

    yes: frozenset[Kind]
    no: frozenset[Kind]
    signed: tuple[tuple[frozenset[Kind], dict[str, str]], ...] = ()


@transaction.atomic
def store(caller: Caller, subject: Subject, *, yes: bool, statement: Signed) -> None:
    """Keep an answer with the statement that the device signed; the first word counts."""
    _, new = DeviceAnswer.objects.get_or_create(
        device_id=caller.device,
        question=subject.question,
        defaults={
            "owner": caller.owner,
            "purpose": subject.purpose,
            "version": subject.version,
            "epoch": subject.epoch,
            "kinds": sorted(subject.kinds),
            "yes": yes,
            "statement": statement.as_json(),
        },
    )
    if new:
        details = {"device": str(caller.device), "kinds": sorted(subject.kinds), "yes": yes}
        about = About(owner=caller.owner, purpose=subject.purpose, details=details)
        record(Act.DEVICE_ANSWERED, Actor(Role.EMPLOYEE, caller.owner), about)


def given(device_id: uuid.UUID, purpose: str, version: int, epoch: uuid.UUID) -> Answered:
    """Return what a device has answered for one version and epoch of a purpose.

    A Yes of a form that does not count is none: it is asked for again.
    """
    rows = DeviceAnswer.objects.filter(
        device=device_id, purpose=purpose, version=version, epoch=epoch
    ).values_list("yes", "kinds", "statement")
    found = [
        (said, _kinds([kinds]), statement)
        for said, kinds, statement in rows
        if not said or statement.get("type") == TYPE
    ]
    return Answered(
        yes=frozenset[Kind]().union(*(kinds for said, kinds, _ in found if said)),
        no=frozenset[Kind]().union(*(kinds for said, kinds, _ in found if not said)),
        signed=tuple((kinds, statement) for said, kinds, statement in found if said),
    )


def was_answered(device_id: uuid.UUID, question: uuid.UUID) -> bool:
    """Tell whether a device has answered a question."""
    return DeviceAnswer.objects.filter(device=device_id, question=question).exists()


def ask_again(owner: str, purpose: str, kinds: Iterable[Kind]) -> int:
    """Drop every No to these kinds, since the person has allowed them once more."""
    wanted, dropped = set(kinds), 0
    for row in DeviceAnswer.objects.filter(owner=owner, purpose=purpose, yes=False):
        if wanted & set(row.kinds):
            row.delete()
            dropped += 1
    return dropped


def _kinds(lists: Iterable[list[str]]) -> frozenset[Kind]:
    return frozenset(Kind(kind) for kinds in lists for kind in kinds)
