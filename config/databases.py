"""Two databases: the main one, and the key store with its own short backup life."""

from typing import Any
from urllib.parse import unquote

from django.db.models import Model

KEYS = "keys"
POSTGRESQL = "config.postgresql"
"""Django's backend, with an end to waiting for an answer."""

PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous={sync}; PRAGMA secure_delete=ON;"
    "PRAGMA foreign_keys=ON;"
)

REACH = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 20_000,  # milliseconds
}
"""How long libpq waits for a host that is gone: the call ends in an error, which is answered 503.

Without it the system waits for minutes. On a Unix socket only the first one counts. They say
nothing of a host that lives and a database that does not answer: see `governance.patience`.
"""


def describe(url: dict[str, Any], *, lasting: bool = False) -> dict[str, Any]:
    """Complete what the environment says of a database with what Sayso needs of it.

    Args:
        url: what the environment says.
        lasting: each commit must outlive a power cut: in the key store, a destroyed key would
            come back by it, and a new one would be lost with all that it opens.
    """
    if "sqlite" in url["ENGINE"]:
        options = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": PRAGMAS.format(sync="FULL" if lasting else "NORMAL"),
        }
        return {**url, "OPTIONS": options, "CONN_MAX_AGE": None}
    host = unquote(url["HOST"])  # a Unix socket's folder stands percent-encoded in an address
    options = {**REACH, **url.get("OPTIONS", {})}
    ways = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
    return {**url, "ENGINE": POSTGRESQL, "HOST": host, **ways}


class KeyStoreRouter:
    """Sends the models of `governance.keys` to the key store and all others to the main one."""

    def db_for_read(self, model: type[Model], **_hints: object) -> str | None:
        """Name the database that a model is read from."""
        return KEYS if model._meta.app_label == KEYS else None

    def db_for_write(self, model: type[Model], **_hints: object) -> str | None:
        """Name the database that a model is written to."""
        return KEYS if model._meta.app_label == KEYS else None

    def allow_relation(self, one: Model, other: Model, **_hints: object) -> bool | None:
        """Refuse relations between the two databases."""
        return (one._meta.app_label == KEYS) == (other._meta.app_label == KEYS)

    def allow_migrate(self, db: str, app_label: str, **_hints: object) -> bool:
        """Keep each table in its own database."""
        return (db == KEYS) == (app_label == KEYS)
