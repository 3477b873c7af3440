"""A key that another process made in between is retired too, and nobody gets an error."""

import uuid

import pytest
from django.db import IntegrityError

from governance.keys import ring


@pytest.fixture
def place() -> ring.Place:
    return ring.Place("0" * 64, "bookings", uuid.uuid4(), "2026-W48")


def beaten(times: int, monkeypatch) -> None:
    """Let another process be first that many times."""
    left, make = [None] * times, ring._create

    def create(place):
        if left:
            left.pop()
            raise IntegrityError
        return make(place)

    monkeypatch.setattr(ring, "_create", create)


def test_who_is_beaten_retires_what_is_there_now(both, place, monkeypatch):
    old = ring.week_key(place)
    beaten(2, monkeypatch)
    assert ring.renew(place) == (old,)
    assert ring.in_use(place) != old


def test_who_is_always_beaten_says_so(both, place, monkeypatch):
    old = ring.week_key(place)
    beaten(9, monkeypatch)
    with pytest.raises(IntegrityError):
        ring.renew(place)
    assert ring.in_use(place) == old
