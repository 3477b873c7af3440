"""A desktop for all tests here, a recorder for each."""

import time

import pytest

from tests.desktop.desktop import Desktop
from tests.desktop.recording import grant, recording


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
    made = recording(tmp_path, grant())
    made.recorder.start()
    time.sleep(0.2)
    yield made
    made.recorder.stop()
