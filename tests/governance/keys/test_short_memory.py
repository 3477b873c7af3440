"""In a process a key lives at most a minute, also where there is nothing to do."""

import uuid

import pytest

from governance.keys import owners, ring, short_memory, signers
from governance.keys.short_memory import COPIES_LIVE, ShortMemory
from governance.signing import Use
from tests.children import begun, ended
from tests.stack import wait_for

MEMORIES = {"week and person": ring, "signing": signers, "owner": owners}


def test_a_minute_is_the_longest_for_every_kind_of_key():
    assert [module._memory._seconds for module in MEMORIES.values()] == [60.0] * 3


def test_no_key_is_left_after_a_minute(both, monkeypatch):
    owner = owners.owner_of(uuid.uuid4())
    ring.person_seal(owner, b"words", "test")
    ring.key(ring.week_key(ring.Place(owner, "bookings", uuid.uuid4(), "2026-W48")))
    signers.sign(Use.LEASE, "sayso-test/1", b"{}")
    memories = [module._memory for module in MEMORIES.values()]
    assert all(memory._known for memory in memories)
    later = short_memory.now() + COPIES_LIVE + 0.1
    monkeypatch.setattr(short_memory, "now", lambda: later)
    wait_for(lambda: not any(memory._known for memory in memories))  # nobody asks for anything


def test_a_copy_ends_by_itself():
    memory = ShortMemory(0.2)
    memory.put("key", b"secret")
    wait_for(lambda: not memory._known)


def test_a_child_begins_with_none_and_waits_for_no_lock_of_its_parent():
    memory = ShortMemory(60.0)
    memory.put("key", b"secret")

    def work():
        assert memory.get("key") is None
        assert memory.put("a", b"b")

    with memory._lock:
        child = begun(work)
    assert ended(child) == 0


@pytest.mark.parametrize("name", sorted(MEMORIES))
def test_all_of_them_are_emptied_at_once(name):
    MEMORIES[name]._memory.put("key", object())
    short_memory.forget_all()
    assert MEMORIES[name]._memory._known == {}
