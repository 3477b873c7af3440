"""An import of people, with what it means for their devices."""

from django.db import transaction

from governance.audit.record import Actor
from governance.devices.taken_over import changed_by_other
from governance.directory import import_csv
from governance.directory.import_csv import Applied


@transaction.atomic
def apply(text: str, actor: Actor) -> Applied:
    """Import a file. Whose e-mail address or login changes loses every device, and is told.

    Otherwise whoever changes a sign-in could let a device of another person go on under it.

    Raises:
        governance.directory.import_csv.ImportRefused: a row has an error.
    """
    for employee in import_csv.signin_changing(text):
        changed_by_other(employee, actor)
    return import_csv.apply(text, actor)
