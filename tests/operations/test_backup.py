"""A backup is sealed, whole or refused, and a restore refuses what it would spoil."""

import io
import json
import os
import stat

import pytest
from django.conf import settings as product
from django.core.management import call_command
from django.core.management.base import CommandError

from governance.consent.models import Consent
from governance.keys import intake
from operations import backup_keys, sealed_files
from operations.launch import places, running
from tests import factories
from tests.outside_folders import folders

__all__ = ["folders"]


@pytest.fixture
def folder(lasting_company, tmp_path):
    factories.allow(lasting_company.employee)
    call_command("backup", tmp_path / "backup")
    return tmp_path / "backup"


def refused(match, *arguments):
    with pytest.raises(CommandError, match=match) as caught:
        call_command("restore", *arguments)
    assert "\n" not in str(caught.value)
    assert Consent.objects.count() == 1


def test_nothing_in_it_can_be_read_and_each_part_has_its_own_key(folder, lasting_company, settings):
    raw = b"".join(file.read_bytes() for file in folder.iterdir())
    for word in (lasting_company.employee.name, lasting_company.employee.owner, "SQLite format"):
        assert word.encode() not in raw
    main, keys = (settings.BACKUP_KEY_FILE, settings.KEYS_BACKUP_KEY_FILE)
    assert main.read_bytes() != keys.read_bytes()
    assert {stat.S_IMODE(file.stat().st_mode) for file in (main, keys)} == {0o600}


def test_private_intake_keys_are_in_no_backup(folder, tmp_path):
    clear = tmp_path / "clear"
    clear.mkdir()
    for use in ("main", "keys"):
        key = backup_keys.of(use, make=False).raw
        sealed_files.unseal(folder / f"{use}.sealed", clear / use, key, use)
    raw = b"".join(file.read_bytes() for file in clear.iterdir())
    private = intake._file(intake.current().key_id).read_bytes()
    assert private not in raw


def test_no_copy_in_the_clear_is_left(folder):
    assert not list(product.VAR.glob("backup-*"))
    call_command("restore", folder, "--replace")
    assert not list(product.VAR.glob("restore-*"))


def test_it_is_not_written_into_a_folder_that_holds_something(folder):
    with pytest.raises(CommandError, match="not empty"):
        call_command("backup", folder)


@pytest.mark.parametrize("name", ["main.sealed", "keys.sealed"])
def test_a_file_that_was_changed_or_cut_off_is_refused(folder, name):
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[:-20])
    refused("changed or cut off", folder, "--replace")
    (folder / name).write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    refused("changed or cut off", folder, "--replace")


def test_a_list_that_was_changed_or_is_missing_is_refused(folder):
    facts = json.loads((folder / "backup.json").read_text())
    (folder / "backup.json").write_text(json.dumps({**facts, "deletions": 99}))
    refused("list of the backup was changed", folder, "--replace")
    (folder / "backup.json").unlink()
    refused("no whole backup", folder, "--replace")


def test_another_key_opens_nothing(folder, settings):
    key = settings.KEYS_BACKUP_KEY_FILE.read_text()
    settings.KEYS_BACKUP_KEY = settings.BACKUP_KEY_FILE.read_text()
    refused("does not open with this key", folder, "--replace")
    settings.BACKUP_KEY, settings.KEYS_BACKUP_KEY = key, ""
    refused("key is that of another backup", folder, "--replace")
    settings.BACKUP_KEY = "short"
    refused("cannot be used", folder, "--replace")


def test_a_missing_key_is_never_made_anew_by_a_restore(folder, settings):
    settings.BACKUP_KEY_FILE.unlink()
    refused("is missing", folder, "--replace")
    assert not settings.BACKUP_KEY_FILE.exists()


def test_databases_with_something_in_them_are_not_replaced_unasked(folder):
    refused("--replace", folder)


def test_it_refuses_while_sayso_runs(folder):
    lock = running.take_lock(places.Places(product.BASE_DIR, product.VAR))
    try:
        refused("is running", folder, "--replace")
    finally:
        os.close(lock)


@pytest.mark.parametrize(
    "size", [0, 1, sealed_files.CHUNK - 1, sealed_files.CHUNK, 2 * sealed_files.CHUNK + 5]
)
def test_a_file_of_any_size_comes_back_and_no_part_can_be_left_out(tmp_path, size):
    text, key = os.urandom(size), bytes(32)
    sealed_files.seal(io.BytesIO(text), tmp_path / "sealed", key, "main")
    sealed_files.unseal(tmp_path / "sealed", tmp_path / "clear", key, "main")
    assert (tmp_path / "clear").read_bytes() == text
    whole = (tmp_path / "sealed").read_bytes()
    full = sealed_files.CHUNK + sealed_files.TAG
    head = len(sealed_files.MAGIC) + sealed_files.SALT
    for cut in {whole[:-1], whole[: head + full], whole[:head], whole + b"x"} - {whole}:
        (tmp_path / "cut").write_bytes(cut)
        with pytest.raises(sealed_files.FileBroken):
            sealed_files.unseal(tmp_path / "cut", tmp_path / os.urandom(4).hex(), key, "main")
    with pytest.raises(sealed_files.FileBroken):
        sealed_files.unseal(tmp_path / "sealed", tmp_path / "x", key, "keys")
