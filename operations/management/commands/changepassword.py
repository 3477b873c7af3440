"""`manage.py changepassword`: Django's, but the person is protected from whoever types it."""

from typing import Any

from django.contrib.auth.management.commands import changepassword

from governance.audit.record import SYSTEM
from governance.devices.taken_over import changed_by_other
from governance.directory.models import Employee


class Command(changepassword.Command):
    """Changes a password, which closes My data and Allow for 72 hours and removes devices."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Change it, close what is kept, and tell the person by mail."""
        said = super().handle(*args, **options)  # waits for typing, so in no transaction of ours
        employee = Employee.objects.filter(user__email=options["username"]).first()
        if employee is not None:
            changed_by_other(employee, SYSTEM)
        return said
