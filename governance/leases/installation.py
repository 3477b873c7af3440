"""No lease and no batch on databases of which one belongs to somebody else.

Behind an address can stand another database than yesterday: that of a trial, an empty one, one
whose name was swapped. To it every device is unknown, and whoever it answers would erase what
waits. So each new connection is looked at before anything is asked over it.
"""

import hashlib
import hmac

from django.db import DatabaseError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from governance.errors import Refusal
from governance.keys import owners, wrapping
from governance.keys.models import OwnerSecret
from governance.leases import restored
from governance.leases.models import Installation

MAIN, KEYS = "default", "keys"
REMEDY = (
    "This database is that of another installation. Look where DATABASE_URL and KEYS_DATABASE_URL "
    "lead: both must be of the same one."
)
_known: set[str] = set()
"""The proof that both databases gave to this process; it opens nothing."""


class SomebodyElse(OperationalError):
    """The database answers, but it is not that of this installation."""


def watch() -> None:
    """Look at each connection that is made from now on."""
    connection_created.connect(_look, dispatch_uid="installation")


def claim() -> None:
    """Mark a main database that carries no mark as belonging to this key store."""
    proof = owners.keyed("installation", MAIN)
    with transaction.atomic():
        Installation.objects.get_or_create(pk=1, defaults={"proof": proof})


def complaint() -> str:
    """Name the database that is not ours; "" where both are, or do not answer at all."""
    for alias in (KEYS, MAIN):
        try:
            connections[alias].ensure_connection()
        except SomebodyElse:
            return alias
        except DatabaseError:
            continue
    return ""


def _look(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Close a connection to somebody else's database before it is used.

    While a restore is under way nothing is served, and the two are put in place one by one.
    """
    if connection.alias not in (MAIN, KEYS) or restored.under_way():
        return
    try:
        if not (_is_ours(connection) if connection.alias == MAIN else _is_as_before()):
            raise SomebodyElse(REMEDY)
    except DatabaseError:
        connection.close()  # what could not be looked at is not used either
        raise


def _is_ours(connection: BaseDatabaseWrapper) -> bool:
    """Compare the mark with the key store; a database before its first migration has none.

    Raises:
        django.db.OperationalError: the database could not say (PostgreSQL).
    """
    asked = f"SELECT proof FROM {Installation._meta.db_table}"  # noqa: S608 (a name of ours)
    try:
        with connection.cursor() as cursor:
            cursor.execute(asked)
            found = cursor.fetchone()
    except OperationalError:
        if connection.vendor == "sqlite":  # so it calls a missing table
            return True
        raise
    except DatabaseError:
        return True
    if found is None:
        return True
    if _proof() != str(found[0]):
        return False
    _known.add(str(found[0]))
    return True


def _is_as_before() -> bool:
    """Compare the key store with what this process has found true of it, if it has."""
    return not _known or _proof() in _known


def _proof() -> str:
    """Return what the store itself proves now: "" without a secret that opens here."""
    row = OwnerSecret.objects.first()
    if row is None:
        return ""
    try:
        secret = wrapping.unwrap(row.wrapped, owners.LABEL)
    except Refusal:
        return ""
    return hmac.new(secret, f"installation\0{MAIN}".encode(), hashlib.sha256).hexdigest()
