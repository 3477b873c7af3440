"""Taking back while others store: nothing that stays becomes unreadable, nothing comes back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from governance import clock
from governance.keys.models import WeekKey
from redaction.models import InboxBatch
from tests.redaction import batches
from tests.training.copies import older_copy, opened
from training import own, store, take_back


def at_once(*works: Callable[[], None]) -> None:
    """Run in threads, each with connections of its own; raise what one of them raised."""

    def alone(work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        list(pool.map(alone, works))


def test_taking_back_and_storing_at_once_leave_everything_readable(person, device):
    waiting = [batches.accept(person, device) for _ in range(24)]

    def store_half(first: int) -> None:
        for batch in waiting[first::2]:
            batches.work(batch)

    def take_back_often() -> None:
        for _ in range(6):
            take_back.delete_day(person.owner, clock.today())

    at_once(lambda: store_half(0), lambda: store_half(1), take_back_often, take_back_often)
    assert InboxBatch.objects.count() == 0
    store.finish_rewrites()
    assert WeekKey.objects.filter(retiring=True).count() == 0
    left = older_copy()
    assert opened(left) == len(left) == own.count(person.owner)
    take_back.delete_all(person.owner)
    assert (opened(left), own.count(person.owner)) == (0, 0)
