"""A signed-in data steward, and a folder for releases of its own."""

import pytest

from governance.audit.acts import Role
from tests.training import crowd
from tests.training.releases.building import built


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.RELEASES_DIR = tmp_path / "releases"


@pytest.fixture
def steward(company, as_person, with_second_factor):
    """The browser of the data steward."""
    return as_person(company.staff[Role.STEWARD])


@pytest.fixture
def everyone(company):
    return crowd.crowd(8, 2)


@pytest.fixture
def release(company, everyone):
    return built(company)
