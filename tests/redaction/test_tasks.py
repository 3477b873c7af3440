"""Messages carry ids and nothing else; what is lost is sent again."""

import base64
import json
from datetime import timedelta

import pytest

from governance import announce, clock
from redaction import tasks
from redaction.models import InboxBatch
from tests.redaction import batches
from training import own


@pytest.fixture(autouse=True)
def _empty_queue():
    announce.valkey().delete(tasks.QUEUE)
    yield
    announce.valkey().delete(tasks.QUEUE)


def messages() -> list[dict]:
    return [json.loads(raw) for raw in announce.valkey().lrange(tasks.QUEUE, 0, -1)]


def arguments(message: dict) -> list:
    return json.loads(base64.b64decode(message["body"]))[0]


def test_the_message_of_an_accepted_batch_is_its_id_alone(person, device):
    batch = batches.accept(person, device)
    (message,) = messages()
    assert arguments(message) == [str(batch.pk)]
    assert person.owner not in json.dumps(message)


def test_a_lost_message_is_sent_again(person, device):
    with clock.at(clock.now()):
        batch = batches.accept(person, device)
        announce.valkey().delete(tasks.QUEUE)
        tasks.sweep()
    assert messages() == []
    with clock.shifted(timedelta(seconds=6)):
        tasks.sweep()
    assert [arguments(message) for message in messages()] == [[str(batch.pk)]]


def test_the_task_carries_a_batch_through_and_does_nothing_twice(person, device):
    batch = batches.accept(person, device)
    tasks.redact_batch(str(batch.pk))
    tasks.redact_batch(str(batch.pk))
    assert (own.count(person.owner), InboxBatch.objects.count()) == (1, 0)


def test_two_sweepers_at_once_do_no_harm(person, device):
    batches.accept(person, device)
    announce.valkey().delete(tasks.QUEUE)
    with clock.shifted(timedelta(seconds=6)), announce.alone("inbox", 60) as mine:
        assert mine
        tasks.sweep()
    assert messages() == []
