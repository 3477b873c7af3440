"""Accepted is kept: kill -9 of anything, and every acknowledged episode is stored exactly once."""

import secrets

import pytest

from bench.chaos import FLUSH, chaos

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1200)]

KILLS = 60


def test_every_acknowledged_episode_is_stored_exactly_once():
    seed = secrets.randbelow(10**6)
    found = chaos(KILLS, seed)
    told = f"seed {seed}: {found}"
    assert (found.lost, found.doubled) == (0, 0), told
    assert set(found.left.values()) == {0}, told
    assert found.log_whole, told
    assert found.decisions[0] == found.decisions[1] > 0, told
    assert found.sent > KILLS, told
    assert {"web", "worker", "beat", "waiting", "valkey", FLUSH} <= set(found.killed), told
