"""What stands around every page: entries, the person, the sign, the company."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from governance.audit.acts import STAFF, Role
from governance.directory.models import Employee, User
from pages import sign

EMPLOYEE_ENTRIES: tuple[tuple[str, Promise, frozenset[str]], ...] = (
    ("employee:home", _("Home"), frozenset({"employee:withdrawn", "employee:pause"})),
    ("employee:purposes", _("Purposes"), frozenset({"employee:purpose", "employee:receipts"})),
    ("employee:my_data", _("My data"), frozenset({"employee:delete", "employee:looks"})),
    ("employee:devices", _("Devices"), frozenset({"employee:enrol"})),
    ("employee:rights", _("Your rights"), frozenset()),
)

ROLE_NAMES: dict[Role, Promise] = {
    Role.HR: _("HR"),
    Role.COMPLIANCE: _("Compliance"),
    Role.REPRESENTATIVE: _("Employee representative"),
    Role.STEWARD: _("Data steward"),
    Role.PURPOSE_OWNER: _("Purpose owner"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool


def context(request: HttpRequest) -> dict[str, object]:
    """Return what every template may use."""
    around: dict[str, object] = {"company": settings.COMPANY, "demo": settings.DEMO}
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return around
    name = request.resolver_match.view_name if request.resolver_match else ""
    employee = _employee(request, user)
    staff = name.startswith("staff:")
    around["roles_home"] = _staff_entries(user, name)
    around["nav"] = _nav(user, employee, name)
    if employee is not None:
        around["person"] = employee.name
        around["sign"] = SimpleLazyObject(lambda: sign.of(employee))
    if staff:
        around["roles_home"] = [Entry(str(_("Your own choices")), reverse("employee:home"), False)]
    return around


def _employee(request: HttpRequest, user: User) -> Employee | None:
    found = getattr(request, "employee", None)
    if isinstance(found, Employee):
        return found
    return Employee.objects.select_related("user", "unit").filter(user=user).first()


def _nav(user: User, employee: Employee | None, name: str) -> list[Entry]:
    if name.startswith("staff:") or employee is None:
        return _staff_entries(user, name)
    return [
        Entry(str(label), reverse(url), name == url or name in also)
        for url, label, also in EMPLOYEE_ENTRIES
    ]


def _staff_entries(user: User, name: str) -> list[Entry]:
    roles = user.roles
    return [
        Entry(str(ROLE_NAMES[role]), reverse(f"staff:{role}"), name == f"staff:{role}")
        for role in STAFF
        if role in roles
    ]
