"""A desktop for all tests here, a recorder for each."""

import pytest

from tests.desktop.desktop import Desktop
from tests.desktop.patient import HASTY, PATIENCE
from tests.desktop.recording import at_work, grant


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    for module, name in HASTY:
        monkeypatch.setattr(module, name, PATIENCE)


@pytest.fixture(scope="session")
def _display():
    with Desktop() as desktop, desktop.here():
        yield desktop


@pytest.fixture
def desktop(_display):
    """The desktop with no program open, on the English layout."""
    with _display.here():
        _display.layout("us")
        yield _display
        _display.end_programs()


@pytest.fixture
def recorded(desktop, tmp_path):
    """A recorder at work under a lease for the editor and the form, with every kind."""
    with at_work(desktop, tmp_path, grant()) as made:
        yield made
