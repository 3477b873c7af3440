"""A company whose transactions commit, and a folder for releases of its own."""

import pytest


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.RELEASES_DIR = tmp_path / "releases"


@pytest.fixture
def company(lasting_company):
    """A company whose transactions really commit."""
    return lasting_company
