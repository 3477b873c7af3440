"""Carries requests out, and sends their letters: by id, and again by a sweep."""

import logging
import uuid
from collections.abc import Callable, Iterable
from typing import TypeVar

from celery import shared_task

from governance import announce
from governance.rights import executing, letters, links

Row = TypeVar("Row")
log = logging.getLogger(__name__)


@shared_task(ignore_result=True, soft_time_limit=60, time_limit=90)
def execute(request_id: str) -> None:
    """Begin the erasure of one request."""
    executing.begin(uuid.UUID(request_id))


@shared_task(ignore_result=True, soft_time_limit=60, time_limit=90)
def send_link(row_id: str) -> None:
    """Mail one link."""
    with announce.alone(f"link:{row_id}", 90) as mine:
        if mine:
            letters.send_link(row_id)


@shared_task(ignore_result=True, soft_time_limit=60, time_limit=90)
def send_letters(request_id: str) -> None:
    """Send what one request owes its person."""
    with announce.alone(f"letters:{request_id}", 90) as mine:
        if mine:
            letters.send_due(uuid.UUID(request_id))


@shared_task(ignore_result=True, soft_time_limit=60, time_limit=90)
def sweep() -> None:
    """Begin what was not begun, and end requests whose erasure is done."""
    with announce.alone("requests", 90) as mine:
        if mine:
            _each(executing.not_begun(), executing.begin)
            _each(executing.ripe(), executing.finish)


@shared_task(ignore_result=True, soft_time_limit=240, time_limit=300)
def sweep_letters() -> None:
    """Send what is still owed: links and letters whose task was lost."""
    with announce.alone("letters", 300) as mine:
        if mine:
            _each(links.unsent(), send_link)
            _each(letters.owing(), lambda row: send_letters(str(row)))


def _each(rows: Iterable[Row], act: Callable[[Row], object]) -> None:
    """Act on each; what fails is tried again with the next sweep and holds up no other."""
    for row in rows:
        try:
            act(row)
        except Exception as fault:  # noqa: BLE001 (a message could name a row)
            log.warning("a request waits for the next sweep: %s", type(fault).__name__)
