"""The ground of all tests: a state folder of its own, a real Valkey, two real databases."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.valkey import Valkey

STATE = Path(tempfile.mkdtemp(prefix="sayso-test-"))
VALKEY = Valkey()
VALKEY.start()

os.environ["SAYSO_VAR"] = str(STATE)
os.environ["VALKEY_SOCKET"] = VALKEY.socket
os.environ["DJANGO_SECRET_KEY"] = "for-the-tests-alone-" + "x" * 40
os.environ["PYNPUT_BACKEND"] = os.environ.get("PYNPUT_BACKEND", "dummy")
os.environ.pop("DEMO", None)
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs a loop in the test's thread


def pytest_unconfigure() -> None:
    VALKEY.stop()
    shutil.rmtree(STATE, ignore_errors=True)
    shutil.rmtree(VALKEY.folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _plain_settings(settings):
    """Plain HTTP and static files that need no manifest."""
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _forget_keys():
    """No key of an earlier test lives on in this process."""
    from governance.keys import owners, ring, signers, wrapping

    for remembered in (owners._secret, signers._current, wrapping._wrapping_key):
        remembered.cache_clear()
    ring._memory.clear()


@pytest.fixture(autouse=True)
def _empty_cache(request):
    """Rate limits of one test do not reach the next."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Keep test databases in files: several processes and threads use them."""
    from django.conf import settings

    for alias, database in settings.DATABASES.items():
        if "sqlite" in database["ENGINE"]:
            database.setdefault("TEST", {})["NAME"] = str(STATE / f"test-{alias}.sqlite3")


@pytest.fixture(autouse=True)
def _flush_past_triggers(monkeypatch):
    """Let transactional tests empty the insert-only tables when they end."""
    from django.core.management.commands import flush
    from django.db import connections

    from governance.audit import insert_only

    original = flush.Command.handle

    def handle(self, **options):
        connection = connections[options["database"]]
        if options["database"] != "default":
            return original(self, **options)
        for table in insert_only.TABLES:
            insert_only.remove(connection, table)
        try:
            return original(self, **options)
        finally:
            for table in insert_only.TABLES:
                insert_only.install(connection, table)

    monkeypatch.setattr(flush.Command, "handle", handle)


@pytest.fixture
def both(db):
    """Both databases."""


def pytest_collection_modifyitems(items):
    """Every test with a database gets both."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is None and "both" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(databases=["default", "keys"]))


@pytest.fixture
def company(both):
    """A company with a purpose in force, people of each role, and keys for today."""
    from tests import factories

    return factories.company()
