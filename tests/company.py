"""A company made by the product's own acts, for tests that run the whole stack."""

from tests.stack import Stack

MAKE = """
from tests import factories
from datetime import timedelta
from demo.models import DemoMark
from governance import clock
DemoMark.objects.create(since=clock.today())
staff = factories.everyone()
with clock.shifted(timedelta(days=-30)):
    e = factories.person("Ines Okonjo", email="ines@kestrel.example", login={login!r})
factories.purpose(staff=staff{more})
from governance.keys import intake
intake.rotate()
answer = True
"""

ALLOW = """
from governance.directory.models import Employee
from tests import factories
e = Employee.objects.get(email="ines@kestrel.example")
factories.allow(e)
answer = True
"""

WITHDRAW = """
from governance.directory.models import Employee
from governance.consent import decisions
e = Employee.objects.get(email="ines@kestrel.example")
decisions.withdraw_all(e)
answer = True
"""

COUNTS = """
from training.models import Episode
from redaction.models import InboxBatch
from governance.keys.models import WeekKey
answer = [Episode.objects.count(), InboxBatch.objects.count(), WeekKey.objects.count()]
"""

EMAIL = "ines@kestrel.example"


def make(stack: Stack, login: str, more: str = "") -> None:
    """Make the company with one employee whose desktop session has the login."""
    stack.shell(MAKE.format(login=login, more=more))
