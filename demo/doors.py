"""Signing in to the demonstration: six people, one click each."""

from dataclasses import dataclass

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from demo import guard
from demo.company import personas
from demo.described import Persona
from governance.directory.models import Employee

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True, slots=True)
class Door:
    """One person to sign in as."""

    key: str
    name: str
    role: str
    sentence: str


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
    """Offer the six people."""
    guard.refuse_strangers(request)
    guard.refuse_other_browsers(request)
    doors = [Door(found.key, found.name, found.role, found.sentence) for found in personas()]
    return render(request, "public/demo.html", {"personas": doors})


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of them."""
    guard.refuse_strangers(request)
    guard.refuse_other_browsers(request)
    persona = _persona(request.POST.get("persona", ""))
    employee = Employee.objects.select_related("user").filter(email=persona.email).first()
    if employee is None or employee.user is None:
        raise guard.DoorClosed
    login(request, employee.user, backend=BACKEND)
    return redirect("public:front")


def _persona(key: str) -> Persona:
    for found in personas():
        if found.key == key:
            return found
    raise guard.DoorClosed
