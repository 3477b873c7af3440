"""Suspending at once, and lifting what the same role suspended."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from governance.audit.acts import Role
from pages import suspending as pages
from pages.access import staff_page

ME = Role.COMPLIANCE


@staff_page(ME)
@require_safe
def suspensions(request: HttpRequest) -> HttpResponse:
    """List what is suspended now, and offer to suspend more."""
    return pages.suspensions(request, ME)


@staff_page(ME)
@require_POST
def suspend(request: HttpRequest) -> HttpResponse:
    """Suspend at once."""
    return pages.suspend(request, ME)


@staff_page(ME)
@require_POST
def lift(request: HttpRequest) -> HttpResponse:
    """Lift one suspension."""
    return pages.lift(request, ME)
