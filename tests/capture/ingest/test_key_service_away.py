"""Where the service that wraps the keys is away there is no lease, and nothing accepted is lost."""

import pytest

from governance.keys import short_memory, wrapping
from governance.leases import issue
from redaction.models import InboxBatch
from tests import factories
from tests.capture.ingest.desk import BATCHES, enrolled, leased, row_of
from tests.governance.keys.transit import TOKEN, Transit


@pytest.fixture
def vault(settings, tmp_path):
    server = Transit()
    settings.WRAPPING, settings.WRAPPING_KEY, settings.VAULT_URL = "vault", "", server.url
    settings.VAULT_TOKEN_FILE = tmp_path / "token"
    settings.VAULT_TOKEN_FILE.write_text(TOKEN)
    yield server
    server.end()


@pytest.fixture
def desk(vault, company):
    one = enrolled(company.employee)
    factories.allow(company.employee)
    one.say()
    leased(one)
    vault.sealed = True
    short_memory.forget_all()
    return one


def test_there_is_no_lease_while_it_is_away_and_one_when_it_is_back(desk, vault):
    before = row_of(desk.device).leases
    with pytest.raises(wrapping.WrappingServiceAway):
        issue.state_for(desk.device, b"n" * 16, 0)
    vault.sealed = False
    assert issue.state_for(desk.device, b"n" * 16, 0).lease is not None
    assert row_of(desk.device).leases == before + 1


def test_a_yes_is_answered_503_and_can_be_sent_again(vault, company):
    one = enrolled(company.employee)
    factories.allow(company.employee)
    yes = one.answer()
    vault.sealed = True
    short_memory.forget_all()
    answer = one.post("/agent/v1/answers", yes)
    assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")
    vault.sealed = False
    assert one.post("/agent/v1/answers", yes).status_code == 200


def test_a_batch_is_taken_whole_or_answered_503_and_what_was_taken_is_there(desk, vault):
    body = desk.batch(1)
    answer = desk.post(BATCHES, body)
    assert answer.status_code in (202, 503)
    assert InboxBatch.objects.count() == (answer.status_code == 202)
    vault.sealed = False
    assert desk.post(BATCHES, body).status_code == 202
    assert InboxBatch.objects.count() == 1
