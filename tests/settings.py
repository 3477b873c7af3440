"""Settings of the tests: a state folder of their own and a real Valkey, then the product's."""

import os
import tempfile
from pathlib import Path

from tests.valkey import Valkey

STATE = Path(tempfile.mkdtemp(prefix="sayso-test-"))
(STATE / "static").mkdir()
SERVER = Valkey()
SERVER.start()

os.environ["SAYSO_VAR"] = str(STATE)
os.environ["VALKEY_SOCKET"] = SERVER.socket
os.environ["DJANGO_SECRET_KEY"] = "for-the-tests-alone-" + "x" * 40
os.environ.setdefault("PYNPUT_BACKEND", "dummy")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs a loop in the test's thread
os.environ.pop("DEMO", None)

from config.settings import *  # noqa: E402, F403
from config.settings import (  # noqa: E402
    CACHES,
    CELERY_BROKER_TRANSPORT_OPTIONS,
    DATABASES,
    STORAGES,
)

PATIENCE = 60
"""Seconds for one answer where the product is hasty: a busy machine is no reason to fail."""
VALKEY_URL = f"unix://{SERVER.socket}?socket_timeout={PATIENCE}&socket_connect_timeout={PATIENCE}"
CACHES = {"default": {**CACHES["default"], "LOCATION": VALKEY_URL}}
CELERY_BROKER_TRANSPORT_OPTIONS = {**CELERY_BROKER_TRANSPORT_OPTIONS, "socket_timeout": PATIENCE}

SECURE_SSL_REDIRECT = False
ACCEPT_UNREVIEWED_PACKS = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
for _alias, _database in DATABASES.items():
    if "sqlite" in _database["ENGINE"]:  # in files: several processes and threads use them
        _database.setdefault("TEST", {})["NAME"] = str(STATE / f"test-{_alias}.sqlite3")
        _database["OPTIONS"]["timeout"] = PATIENCE
