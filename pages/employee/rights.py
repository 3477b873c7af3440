"""Your rights, and your account."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from governance.audit.acts import Role
from governance.directory.models import Employee
from governance.packs.load import pack
from governance.packs.words import said
from pages import languages
from pages.access import EmployeeRequest, employee_page, has_second_factor


@dataclass(frozen=True, slots=True)
class Officer:
    """The data protection officer."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Authority:
    """Where a person can complain."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Representative:
    """Who speaks for the employees."""

    name: str
    contact: str


@employee_page
@require_safe
def rights(request: EmployeeRequest) -> HttpResponse:
    """Say what a person can do at once, and whom to ask for the rest."""
    complaint = pack(request.employee.jurisdiction).complaint
    officer, speaker = _holder(Role.COMPLIANCE), _holder(Role.REPRESENTATIVE)
    context = {
        "officer": Officer(officer.name if officer else "", settings.OFFICER_EMAIL),
        "authority": Authority(said(complaint.authority), complaint.url),
        "representative": Representative(speaker.name, speaker.email) if speaker else None,
    }
    return render(request, "employee/rights.html", context)


@employee_page
@require_safe
def account(request: EmployeeRequest) -> HttpResponse:
    """Show how the person signs in, and in which language the pages are."""
    context = {
        "email": request.user.email,
        "language_url": reverse("public:language") if len(settings.LANGUAGES) > 1 else None,
        "languages": languages.every(),
        "second_factor_sentence": _("A second factor is set up.")
        if has_second_factor(request.user)
        else _("No second factor is set up."),
        "can_change_password": request.user.has_usable_password(),
    }
    return render(request, "employee/account.html", context)


def _holder(role: Role) -> Employee | None:
    group = Group.objects.filter(name=role)
    # Where several hold it, whoever has been here longest.
    return Employee.objects.filter(user__groups__in=group).order_by("since", "name").first()
