"""Stop all and start again."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from governance.audit.acts import Role
from pages import stopping as pages
from pages.access import StaffRequest, staff_page


@staff_page(Role.COMPLIANCE)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_all(request: StaffRequest) -> HttpResponse:
    """Ask for the reason, then halt everything at once."""
    return pages.stop_all(request, Role.COMPLIANCE)


@staff_page(Role.COMPLIANCE)
@require_POST
def start_again(request: StaffRequest) -> HttpResponse:
    """Give one of the two words that start again."""
    return pages.start_again(request, Role.COMPLIANCE)
