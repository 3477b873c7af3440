"""Answers of HR that wait for the compliance officer."""

from datetime import timedelta

from governance import clock
from governance.audit.acts import Role
from governance.directory.models import Employee
from governance.rights import machine
from governance.rights.models import CounterSignature
from tests import requests

TEXT = "The same was asked and answered in August, and nothing was recorded since."


def proposed(employee: Employee, days_ago: int = 0, move: str = "refuse") -> CounterSignature:
    """Return an answer that HR proposes on a person's request."""
    reason = "unfounded" if move == "refuse" else "legal_claims"
    with clock.shifted(timedelta(days=-days_ago)):
        asked = requests.confirmed(employee)
        machine.step(asked, move, requests.hr(), Role.HR, reason=reason, text=TEXT)
    return CounterSignature.objects.get(request=asked)
