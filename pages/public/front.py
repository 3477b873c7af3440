"""The first page, and what Sayso never records."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from governance.audit.acts import STAFF
from governance.directory.models import Employee, User
from pages import navigation
from pages.access import public_page


@public_page
def front(request: HttpRequest) -> HttpResponse:
    """Say what Sayso is; lead who is signed in to their own page."""
    if isinstance(request.user, User):
        if Employee.objects.filter(user=request.user).exists():
            return redirect("employee:home")
        for role in STAFF:
            if role in request.user.roles:
                return redirect(navigation.home_of(role))
    return render(request, "public/front.html")


@public_page
def never_recorded(request: HttpRequest) -> HttpResponse:
    """Say what is never recorded, whatever a purpose lists."""
    return render(request, "public/never_recorded.html")
