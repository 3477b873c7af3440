"""Review samples: the representative as the second person."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from governance.audit.acts import Role
from pages import reviews as pages
from pages.access import StaffRequest, staff_page


@staff_page(Role.REPRESENTATIVE)
@require_safe
def reviews(request: StaffRequest) -> HttpResponse:
    """List samples."""
    return pages.listed(request, Role.REPRESENTATIVE)


@staff_page(Role.REPRESENTATIVE)
@require_safe
def review(request: StaffRequest, review_id: uuid.UUID) -> HttpResponse:
    """Show a sample, closed."""
    return pages.one(request, Role.REPRESENTATIVE, review_id)


@staff_page(Role.REPRESENTATIVE)
@require_POST
def agree(request: StaffRequest, review_id: uuid.UUID) -> HttpResponse:
    """Give the second word."""
    return pages.agree(request, Role.REPRESENTATIVE, review_id)


@staff_page(Role.REPRESENTATIVE)
@require_POST
def open_sample(request: StaffRequest, review_id: uuid.UUID) -> HttpResponse:
    """Open a sample, which leaves an entry about each person in it."""
    return pages.opened(request, Role.REPRESENTATIVE, review_id)
