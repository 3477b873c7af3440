"""A batch becomes redacted, sealed episodes, once."""

from redaction.models import InboxBatch
from tests.redaction import batches
from training import own


def test_a_batch_is_redacted_stored_and_listed(person, device):
    batch = batches.accept(person, device)
    batches.work(batch)
    page = own.list_own(person.owner)
    assert (page.total, InboxBatch.objects.count()) == (1, 0)
    body = page.episodes[0].body
    assert [step.do for step in body.steps] == [
        "app_switch", "window", "click", "shortcut", "type_text",
    ]  # fmt: skip
    assert "<EMAIL_1>" in body.steps[-1].text
    assert batches.SECRET not in body.to_bytes().decode()
