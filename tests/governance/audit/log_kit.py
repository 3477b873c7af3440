"""A log of its own for a test: true entries, and checkpoints in a folder of the test."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import transaction

from governance.audit import sequencer, witnesses
from governance.audit.acts import Act, Role
from governance.audit.record import About, Actor, record
from tests.governance.audit.scripted_witness import ScriptedWitness


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


OWNERS = [secrets.token_hex(32) for _ in range(7)]


def grow(count: int) -> None:
    """Write some entries of people and of staff, which wait."""
    _varied(count, OWNERS)


@contextmanager
def cosigned() -> Iterator[None]:
    """Let two witnesses cosign the newest checkpoint; within, the settings name them."""
    kept = settings.WITNESSES
    with ScriptedWitness("one.example") as one, ScriptedWitness("two.example") as two:
        settings.WITNESSES = f"{one.setting},{two.setting}"
        try:
            witnesses.cosign()
            yield
        finally:
            settings.WITNESSES = kept


@transaction.atomic
def _varied(count: int, owners: list[str]) -> None:
    for n in range(count):
        owner = owners[n % len(owners)] if n % 2 else ""
        role = Role.EMPLOYEE if n % 2 else Role.COMPLIANCE
        act = Act.CONSENT_GIVEN if n % 2 else Act.PURPOSE_APPROVED
        subject = "" if n % 2 else f"1:{secrets.token_hex(32)}"
        record(act, Actor(role, owner), About(owner, "bookings", subject, {"n": n}))
