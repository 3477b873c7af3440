"""Folders of a test's own for what lies outside of the databases, as a restore finds it."""

import pytest


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.OUTSIDE_DIR = tmp_path / "outside"
    settings.OUTSIDE_DIR.mkdir()
    settings.BACKUP_KEY_FILE = tmp_path / "keys" / "main.key"
    settings.KEYS_BACKUP_KEY_FILE = tmp_path / "keys" / "keys.key"
