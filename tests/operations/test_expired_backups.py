"""A backup of the key store that has outlived its days is named, and deleted when told to."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from governance import clock
from operations import backup, expired


@pytest.fixture
def home(lasting_company, settings, tmp_path):
    """A folder of backups; the day before yesterday's is in it."""
    settings.BACKUP_KEY_FILE = tmp_path / "keys" / "main.key"
    settings.KEYS_BACKUP_KEY_FILE = tmp_path / "keys" / "keys.key"
    settings.OUTSIDE_DIR = tmp_path / "outside"
    settings.KEY_BACKUP_DAYS = 2
    folder = tmp_path / "backups"
    with clock.shifted(timedelta(days=-2)):
        backup.make(folder / "old")
    with clock.shifted(timedelta(days=-1)):
        backup.make(folder / "young")
    return folder


def made(folder, *more: str) -> str:
    said = io.StringIO()
    call_command("backup", str(folder), *more, stdout=said)
    return said.getvalue()


def test_it_is_named_and_stays(home):
    said = made(home / "new")
    assert f"Its days are over: {home / 'old' / 'keys.sealed'}" in said
    assert "young" not in said
    assert "--delete-expired" in said
    assert (home / "old" / "keys.sealed").exists()


def test_it_is_deleted_when_told_to_and_nothing_else_is(home):
    before = {one for one in home.rglob("*") if one.is_file()}
    assert f"Deleted: {home / 'old' / 'keys.sealed'}" in made(home / "new", "--delete-expired")
    assert before - set(home.rglob("*")) == {home / "old" / "keys.sealed"}
    assert (home / "new" / "keys.sealed").exists()
    assert expired.of_keys(home) == []


@pytest.mark.parametrize("change", ["format", "made", "text", "gone"])
def test_what_is_no_backup_of_sayso_is_never_taken_for_one(home, change):
    facts = home / "old" / "backup.json"
    said = json.loads(facts.read_text())
    if change == "gone":
        facts.unlink()
    elif change == "text":
        facts.write_text("[]")
    else:
        facts.write_text(json.dumps({**said, change: "other"}))
    assert expired.of_keys(home) == []
