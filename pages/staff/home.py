"""The first page of a staff role: what the role does, and what is not there yet."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from governance.audit.acts import Role
from governance.directory.models import Employee
from pages.access import View, staff_page


@dataclass(frozen=True, slots=True)
class RoleText:
    """What the page of a role says."""

    sentence: Promise
    lede: Promise
    can: tuple[Promise, ...]
    not_yet: tuple[Promise, ...]


TEXTS: dict[Role, RoleText] = {
    Role.HR: RoleText(
        _("HR keeps the directory."),
        _("You never see what was recorded, how much, or who allowed it."),
        (_("Add a person on the server: manage.py person add"),),
        (_("The directory, requests and leavers as pages"),),
    ),
    Role.COMPLIANCE: RoleText(
        _("The compliance officer approves purposes and never writes one."),
        _("You see no text that a person typed."),
        (_("Approve a version on the server: manage.py purpose approve"),),
        (_("Purposes, requests, the log and documents as pages"),),
    ),
    Role.REPRESENTATIVE: RoleText(
        _("The representative approves or refuses each version of a purpose."),
        _("You never see a figure for fewer than ten people."),
        (_("Approve a version on the server: manage.py purpose approve"),),
        (_("Versions that wait for you, suspending a unit, and reports as pages"),),
    ),
    Role.STEWARD: RoleText(
        _("No release of data has been built."),
        _("You never see names, or anything outside a granted purpose."),
        (),
        (_("Releases, their building, recalls and training runs"),),
    ),
    Role.PURPOSE_OWNER: RoleText(
        _("The purpose owner writes purposes and never approves them."),
        _("You see nothing of what is recorded."),
        (_("Propose a version on the server: manage.py purpose load"),),
        (_("Writing and proposing a purpose as pages"),),
    ),
}


def page_of(role: Role) -> View:
    """Return the view of a role's first page."""

    @staff_page(role)
    @require_safe
    def home(request: HttpRequest) -> HttpResponse:
        text = TEXTS[role]
        own = Employee.objects.filter(user__email=request.user.get_username()).exists()
        context = {
            "sentence": text.sentence,
            "lede": text.lede,
            "can": text.can,
            "not_yet": text.not_yet,
            "own_choices_url": reverse("employee:home") if own else None,
        }
        return render(request, "staff/home.html", context)

    return home
