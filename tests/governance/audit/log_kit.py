"""A log of its own for a test: true entries, and checkpoints in a folder of the test."""

import pytest
from django.db import transaction

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
