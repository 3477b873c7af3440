"""Births and deaths of keys as entries of the log.

The keys lie in another database, so no transaction encloses both. A row says whether its entry
was written, and what was written twice over a crash is found by its subject.
"""

from django.db import transaction

from governance.audit.acts import Act
from governance.audit.models import LISTED, AuditEntry
from governance.audit.record import SYSTEM, About, record
from governance.keys.models import SigningKey


def enter() -> None:
    """Write the entries that are missing."""
    for row in SigningKey.objects.filter(birth_entered=False):
        write(Act.KEY_BORN, subject_of(row))
        SigningKey.objects.filter(pk=row.pk).update(birth_entered=True)
    for row in SigningKey.objects.filter(death_entered=False).exclude(retired=None):
        write(Act.KEY_DIED, subject_of(row) + (":lost" if row.lost else ""))
        SigningKey.objects.filter(pk=row.pk).update(death_entered=True)


def subject_of(row: SigningKey) -> str:
    """Return what an entry says of a key: its use and its id, never more."""
    return f"{row.use}:{row.id}"


@transaction.atomic
def write(act: Act, subject: str) -> None:
    """Write one entry, unless it is there."""
    if not AuditEntry.objects.filter(LISTED, act=act, subject=subject).exists():
        record(act, SYSTEM, About(subject=subject))
