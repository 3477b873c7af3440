"""`manage.py changepassword`: Django's, but the person is protected from whoever types it."""

import getpass
from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction

from governance.audit.record import SYSTEM
from governance.devices.taken_over import changed_by_other
from governance.directory.models import Employee, User

TRIES = 3


class Command(changepassword.Command):
    """Changes a password, which closes My data and Allow for 72 hours and removes devices."""

    def handle(self, *_args: Any, **options: Any) -> str:
        """Change it, close what is kept, and tell the person by mail: all of it or nothing."""
        user = User.objects.filter(email=options["username"] or getpass.getuser()).first()
        if user is None:
            raise CommandError("There is no such user.")
        self.stdout.write(f"Changing password for user '{user}'")
        user.set_password(self._typed(user))  # waits for typing, so in no transaction
        with transaction.atomic():
            employee = Employee.objects.filter(user=user.pk).first()
            if employee is not None:
                changed_by_other(employee, SYSTEM)
            user.save(update_fields=["password"])
        return f"Password changed successfully for user '{user}'"

    def _typed(self, user: User) -> str:
        """Return what was typed twice alike and is no weak password."""
        for _ in range(TRIES):
            first = _asked("Password: ")
            if first != _asked("Password (again): "):
                self.stdout.write("Passwords do not match. Please try again.")
                continue
            try:
                validate_password(first, user)
            except ValidationError as error:
                self.stderr.write("\n".join(error.messages))
            else:
                return first
        raise CommandError(f"Aborting password change after {TRIES} attempts")


def _asked(prompt: str) -> str:
    typed = getpass.getpass(prompt=prompt)
    if not typed:
        raise CommandError("aborted")
    return typed
