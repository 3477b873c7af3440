"""Databases that a file's `PROGRAM` has prepared once, put back for each of its tests."""

import pytest

from tests import migrated
from tests.promises import prepared
from tests.promises.prepared import Prepared


@pytest.fixture(scope="module")
def prepared_on_sqlite(request, tmp_path_factory):
    folder = migrated.state_folder(tmp_path_factory, tmp_path_factory.mktemp("prepared"))
    with Prepared(folder, prepared.sqlite(folder), *request.module.PROGRAM) as one:
        one.save()
        yield one


@pytest.fixture(scope="module")
def prepared_on_postgresql(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("prepared")
    program = request.module.PROGRAM
    with prepared.postgres() as databases, Prepared(folder, databases, *program) as one:
        one.save()
        yield one


@pytest.fixture
def on_sqlite(prepared_on_sqlite):
    return prepared_on_sqlite.put_back()


@pytest.fixture
def on_postgresql(prepared_on_postgresql):
    return prepared_on_postgresql.put_back()
