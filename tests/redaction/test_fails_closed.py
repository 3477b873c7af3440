"""What the engine cannot do ends withheld or in quarantine, and is counted; never as plain text."""

import logging
from datetime import timedelta

import pytest
from django.db import OperationalError

from governance import clock
from governance.audit import totals
from governance.audit.acts import Total
from redaction import engines, inbox
from redaction.engine import EngineUnready
from redaction.faults import Reason
from redaction.models import InboxState
from redaction.redacting import WITHHELD
from tests.redaction import batches
from training import own
from training.models import Episode


def directory_unread(monkeypatch) -> None:
    def broken():
        raise OperationalError(batches.SECRET)

    monkeypatch.setattr(engines.queries, "names_in_use", broken)


def model_not_pinned(monkeypatch) -> None:
    def broken():
        raise EngineUnready("The model's file ner/model is not the pinned one.")

    monkeypatch.setattr(engines, "engine", broken)


@pytest.mark.parametrize("breaks", [directory_unread, model_not_pinned])
def test_where_directory_or_model_cannot_be_read_a_batch_ends_in_quarantine_and_is_counted(
    person, device, monkeypatch, caplog, breaks
):
    caplog.set_level(logging.DEBUG)
    batch = batches.accept(person, device)
    breaks(monkeypatch)
    for tried in range(inbox.TRIES):
        with clock.shifted(timedelta(hours=tried + 1)):
            batches.work(batch)
            aside = totals.of_today(Total.QUARANTINED)
    batch.refresh_from_db()
    assert (batch.state, batch.reason) == (InboxState.QUARANTINED, Reason.REDACTION_FAILED)
    assert (aside, Episode.objects.count()) == (1, 0)
    assert batches.SECRET not in caplog.text


def test_texts_of_another_language_are_withheld_and_counted(person, device):
    japanese = batches.episode(person, language="ja", actions=batches.actions("高橋さんに連絡する"))
    batches.work(batches.accept(person, device, japanese, batches.episode(person)))
    views = list(own.every(person.owner))
    typed = sorted(view.body.steps[-1].text for view in views)
    assert typed[0] == WITHHELD
    held = sum(text == WITHHELD for view in views for text in view.texts)
    assert totals.of_today(Total.WITHHELD) == held > 0
