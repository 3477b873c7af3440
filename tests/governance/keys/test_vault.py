"""Vault as the wrapping key, against its documented HTTP: what it sees, what its absence does."""

import base64

import pytest
from django.core.management import call_command

from governance.keys import sealing, short_memory, wrapping
from governance.keys.models import PersonKey
from tests.governance.keys.kept_keys import Kept, wrapped
from tests.governance.keys.transit import TOKEN, Transit

KEY = b"k" * 32


@pytest.fixture
def vault(both, settings, tmp_path):
    server = Transit()
    settings.WRAPPING, settings.WRAPPING_KEY, settings.VAULT_URL = "vault", "", server.url
    settings.VAULT_TOKEN_FILE = tmp_path / "token"
    settings.WRAPPING_KEY_FILE = tmp_path / "wrapping.key"
    settings.VAULT_TOKEN_FILE.write_text(TOKEN + "\n")
    yield server
    server.end()


def test_a_key_goes_to_vault_and_comes_back_under_its_label_alone(vault):
    value = wrapping.wrap(KEY, "label")
    assert value.startswith(b"vault:v1:")
    assert wrapping.unwrap(value, "label") == KEY
    with pytest.raises(sealing.SealBroken):
        wrapping.unwrap(value, "another")
    assert [path for path, _ in vault.asked][:2] == [
        "/v1/transit/encrypt/sayso",
        "/v1/transit/decrypt/sayso",
    ]


def test_what_vault_does_not_know_is_broken_not_away(vault):
    with pytest.raises(sealing.SealBroken):
        wrapping.unwrap(b"vault:v1:" + base64.b64encode(b"x" * 60), "label")


def test_every_kind_of_key_works_with_vault_and_none_is_kept_beside_it(vault, settings):
    assert Kept().opens()
    assert all(value.startswith(b"vault:v1:") for value in wrapped().values())
    assert not settings.WRAPPING_KEY_FILE.exists()


def test_a_new_version_of_vaults_key_takes_over_without_a_key_leaving_vault(vault):
    kept = Kept()
    vault.rotate()
    del vault.asked[:]
    call_command("keys", "rewrap", "--settle", "0", verbosity=0)
    acts = {path.split("/")[3] for path, _ in vault.asked}
    assert acts == {"encrypt", "rewrap"}  # one empty value is encrypted to learn the version
    assert all(value.startswith(b"vault:v2:") for value in wrapped().values())
    assert kept.opens()
    del vault.asked[:]
    call_command("keys", "rewrap", "--settle", "0", verbosity=0)
    assert {path.split("/")[3] for path, _ in vault.asked} == {"encrypt"}


def test_vault_takes_over_from_a_file_which_then_is_destroyed(vault, settings):
    settings.WRAPPING = "file"
    kept = Kept()
    settings.WRAPPING = "vault"
    assert kept.opens()
    call_command("keys", "rewrap", "--settle", "0", verbosity=0)
    assert not settings.WRAPPING_KEY_FILE.exists()
    assert kept.opens()


def sealed(vault, settings):
    vault.sealed = True


def unreachable(vault, settings):
    settings.VAULT_URL = "http://127.0.0.1:9"


def forbidden(vault, settings):
    settings.VAULT_TOKEN_FILE.write_text("hvs.another")


def without_token(vault, settings):
    settings.VAULT_TOKEN_FILE.unlink()


ABSENCES = [sealed, unreachable, forbidden, without_token]


@pytest.mark.parametrize("absence", ABSENCES, ids=lambda one: one.__name__)
def test_an_absence_is_a_named_refusal_and_nothing_is_lost(vault, settings, absence):
    kept, before, url = Kept(), wrapped(), settings.VAULT_URL
    absence(vault, settings)
    short_memory.forget_all()
    for act in (kept.opens, lambda: wrapping.wrap(KEY, "label")):
        with pytest.raises(wrapping.WrappingServiceAway) as refusal:
            act()
        assert (str(refusal.value), refusal.value.status) == ("wrapping-service-away", 503)
    vault.sealed, settings.VAULT_URL = False, url
    settings.VAULT_TOKEN_FILE.write_text(TOKEN)
    assert kept.opens()
    assert wrapped() == before
    assert PersonKey.objects.count() == 1
