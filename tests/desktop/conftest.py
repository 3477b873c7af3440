"""A desktop for all tests here, a recorder for each."""

import pytest

from capture.agent import episodes, pointer
from capture.agent.desktop import atspi, lock
from tests.desktop.desktop import Desktop
from tests.desktop.recording import at_work, grant

PATIENCE = 20.0
"""Seconds for one answer of a program. The agent waits far less and then records nothing: that is
tested apart, and a computer that is busy with other tests must not decide it here."""


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    monkeypatch.setattr(atspi, "ANSWER_SECONDS", PATIENCE)
    monkeypatch.setattr(atspi, "START_SECONDS", PATIENCE)
    monkeypatch.setattr(lock, "ANSWER_SECONDS", PATIENCE)
    monkeypatch.setattr(episodes, "STALE_SECONDS", PATIENCE)
    monkeypatch.setattr(pointer, "MULTI_SECONDS", PATIENCE)


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
