"""What stands around every page: entries, the person, the sign, the company."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from governance.audit.acts import STAFF, Role
from governance.directory.models import Employee, User
from pages import holds, languages, sign
from pages.compliance import opens as compliance
from pages.hr import opens as hr
from pages.purpose_owner import opens as purpose_owner
from pages.representative import opens as representative
from pages.steward import opens as steward

Entries = tuple[tuple[str, Promise, frozenset[str]], ...]

EMPLOYEE_ENTRIES: Entries = (
    ("employee:home", _("Home"), frozenset({"employee:withdrawn", "employee:pause"})),
    (
        "employee:purposes",
        _("Purposes"),
        frozenset(
            {
                "employee:purpose",
                "employee:receipts",
                "employee:check_yourself",
                "employee:keep",
            }
        ),
    ),
    (
        "employee:my_data",
        _("My data"),
        frozenset({"employee:delete", "employee:looks", "employee:mask", "employee:holds"}),
    ),
    ("employee:devices", _("Devices"), frozenset({"employee:enrol"})),
    (
        "employee:rights",
        _("Your rights"),
        frozenset({"employee:request_erasure", "employee:request", "employee:choice_asked"}),
    ),
)

ROLE_NAMES: dict[Role, Promise] = {
    Role.HR: _("HR"),
    Role.COMPLIANCE: _("Compliance"),
    Role.REPRESENTATIVE: _("Employee representative"),
    Role.STEWARD: _("Data steward"),
    Role.PURPOSE_OWNER: _("Purpose owner"),
}

STAFF_ENTRIES: dict[Role, Entries] = {
    Role.HR: hr.ENTRIES,
    Role.COMPLIANCE: compliance.ENTRIES,
    Role.REPRESENTATIVE: representative.ENTRIES,
    Role.STEWARD: steward.ENTRIES,
    Role.PURPOSE_OWNER: purpose_owner.ENTRIES,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool


def context(request: HttpRequest) -> dict[str, object]:
    """Return what every template may use."""
    around: dict[str, object] = {
        "company": settings.COMPANY,
        "demo": settings.DEMO,
        "page_languages": languages.every(),
    }
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return around
    name = request.resolver_match.view_name if request.resolver_match else ""
    employee = _employee(request, user)
    role = _role(user, name)
    around["nav"] = _nav(role, employee, name)
    homes = [
        Entry(str(ROLE_NAMES[other]), reverse(home_of(other)), False)
        for other in STAFF
        if other in user.roles and other != role
    ]
    around["roles_home"] = homes
    if employee is not None:
        around["person"] = employee.name
        around["sign"] = SimpleLazyObject(lambda: sign.of(employee))
        around["held"] = SimpleLazyObject(lambda: holds.held_lines(employee.owner))
        if role is not None:
            own = Entry(str(_("Your own choices")), reverse("employee:home"), False)
            homes.append(own)
    return around


def role_of(name: str) -> Role | None:
    """Return the staff role to whose pages an address belongs, by its name."""
    space = name.partition(":")[0]
    return next((role for role in STAFF if role == space), None)


def home_of(role: Role) -> str:
    """Return the name of a staff role's first page."""
    return STAFF_ENTRIES[role][0][0]


def _employee(request: HttpRequest, user: User) -> Employee | None:
    found = getattr(request, "employee", None)
    if isinstance(found, Employee):
        return found
    return Employee.objects.select_related("user", "unit").filter(user=user).first()


def _role(user: User, name: str) -> Role | None:
    """Return the staff role in which somebody sees a page: only one that they have."""
    role = role_of(name)
    return role if role in user.roles else None


def _nav(role: Role | None, employee: Employee | None, name: str) -> list[Entry]:
    if role is not None:
        return _entries(STAFF_ENTRIES[role], name)
    return _entries(EMPLOYEE_ENTRIES, name) if employee is not None else []


def _entries(entries: Entries, name: str) -> list[Entry]:
    return [
        Entry(str(label), reverse(url), name == url or name in also) for url, label, also in entries
    ]
