"""A leaver who asks, and a request of theirs that is ready to decide."""

import pytest

from tests import factories
from tests.requests import confirmed


@pytest.fixture
def leaver(both):
    factories.everyone()
    return factories.person("Lea Vermeer", email="lea@kestrel.example")


@pytest.fixture
def ready(leaver):
    """A request of which two people have said who asks."""
    return confirmed(leaver)
