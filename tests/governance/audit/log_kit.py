"""A log of its own for a test: true entries, and checkpoints in a folder of the test."""

import secrets

import pytest
from django.db import transaction

from governance.audit import sequencer
from governance.audit.acts import Act, Role
from governance.audit.record import About, Actor, record


def write(count: int, purpose: str = "bookings") -> None:
    with transaction.atomic():
        for n in range(count):
            role = Role.EMPLOYEE if n % 3 == 0 else Role.COMPLIANCE
            record(Act.LOG_EXPORTED, Actor(role), About(purpose=purpose))


@pytest.fixture
def own_log(both, settings, tmp_path):
    settings.OUTSIDE_DIR = tmp_path / "outside"
    return settings.OUTSIDE_DIR


def varied(count: int) -> None:
    """Write a log of people's and staff's entries with all that a log has: then two that wait."""
    owners = [secrets.token_hex(32) for _ in range(7)]
    steps = [count * part // 10 for part in (3, 1, 5)]
    for some in (*steps, count - sum(steps)):
        _varied(some, owners)
        sequencer.run()
    _varied(2, owners)


@transaction.atomic
def _varied(count: int, owners: list[str]) -> None:
    for n in range(count):
        owner = owners[n % len(owners)] if n % 2 else ""
        role = Role.EMPLOYEE if n % 2 else Role.COMPLIANCE
        act = Act.CONSENT_GIVEN if n % 2 else Act.PURPOSE_APPROVED
        subject = "" if n % 2 else f"1:{secrets.token_hex(32)}"
        record(act, Actor(role, owner), About(owner, "bookings", subject, {"n": n}))
