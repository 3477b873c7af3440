"""Signing in to the demonstration: one click for each person, in groups of one kind."""

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from demo import guard, progress
from demo.company import company, personas
from demo.described import Group, Persona
from governance.audit.acts import Role
from governance.directory.models import Employee

HOMES = {
    Role.HR: "hr:requests",
    Role.COMPLIANCE: "compliance:overview",
    Role.REPRESENTATIVE: "representative:waiting",
    Role.STEWARD: "steward:releases",
    Role.PURPOSE_OWNER: "purpose_owner:purposes",
}
"""Where somebody with a role arrives; everybody else at home."""
SHOWN = 4
"""People of a group who are seen at once."""
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True, slots=True)
class Door:
    """One person to sign in as; `lang` is that of the name where its script is not Latin."""

    key: str
    name: str
    reading: str
    lang: str
    role: str
    sentence: str


@dataclass(frozen=True, slots=True)
class DoorGroup:
    """People of one kind: what they can do, what to do first; `more` are folded away."""

    key: str
    title: str
    can: str
    first: str
    doors: tuple[Door, ...]
    more: tuple[Door, ...]

    @property
    def more_words(self) -> str:
        """What stands on the fold."""
        count = len(self.more)
        return ngettext("%(n)d more person", "%(n)d more people", count) % {"n": count}


@require_safe
def door(request: HttpRequest, key: str) -> HttpResponse:
    """Take the key out of the address into a cookie of this browser."""
    guard.refuse_strangers(request)
    if not guard.fits(key):
        raise guard.DoorClosed
    response = redirect("demo:people")
    guard.remember(response, key)
    return response


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Offer everybody whom one can be."""
    guard.refuse_strangers(request)
    guard.refuse_other_browsers(request)
    context = {
        "groups": [_group(group) for group in company().groups],
        "outside": company().outside,
        "everybody": len(company().people),
        "progress": progress.read(),
    }
    return render(request, "public/demo.html", context)


@require_safe
def how_far(request: HttpRequest) -> HttpResponse:
    """Say how far the company has got with its work (asked again every two seconds)."""
    guard.refuse_strangers(request)
    guard.refuse_other_browsers(request)
    return render(request, "public/demo_progress.html", {"progress": progress.read()})


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of them."""
    guard.refuse_strangers(request)
    guard.refuse_other_browsers(request)
    persona = _persona(request.POST.get("persona", ""))
    employee = Employee.objects.select_related("user").filter(email=persona.email).first()
    if employee is None or employee.user is None:
        messages.warning(request, _("The company is still being made. Try again in a moment."))
        return redirect("demo:people")
    login(request, employee.user, backend=BACKEND)
    UserSession.objects.create_from_request(request)
    return redirect(next((HOMES[role] for role in persona.roles), "employee:home"))


def _group(group: Group) -> DoorGroup:
    doors = tuple(_door(persona) for persona in personas() if persona.group == group.key)
    return DoorGroup(group.key, group.title, group.can, group.first, doors[:SHOWN], doors[SHOWN:])


def _door(persona: Persona) -> Door:
    lang = persona.language if persona.reading else ""
    return Door(persona.key, persona.name, persona.reading, lang, persona.role, persona.sentence)


def _persona(key: str) -> Persona:
    for found in personas():
        if found.key == key:
            return found
    raise guard.DoorClosed
