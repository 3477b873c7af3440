"""Purposes as their owner sees them: drafts, and every version with its state."""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from governance.audit.acts import Role
from governance.directory.models import User
from governance.purposes import drafts
from governance.purposes.models import PurposeVersion, VersionState
from pages.access import staff_page
from pages.versions import deciding, listing, shown, words

VERSION = "purpose_owner:version"
MOST = 50


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft in the list; an address where it is one's own."""

    name: str
    url: str
    slug: str
    number: int


@staff_page(Role.PURPOSE_OWNER)
@require_safe
def purposes(request: HttpRequest) -> HttpResponse:
    """List one's drafts, then every version by state."""
    rows = PurposeVersion.objects.filter(state=VersionState.DRAFT, author=request.user.pk)
    mine = [
        Draft(
            name=words.name_of(row),
            url=reverse("purpose_owner:edit", args=[row.purpose_id]),
            slug=row.purpose_id,
            number=row.number,
        )
        for row in rows.order_by("purpose_id")[:MOST]
    ]
    context = listing.context(request, VERSION) | {"drafts": mine}
    return render(request, "purpose_owner/purposes.html", context)


@staff_page(Role.PURPOSE_OWNER)
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one version, what was said about it, and the way to the next one."""
    found = deciding.found(slug, number)
    path = reverse(VERSION, args=[slug, number])
    context = shown.context(found, request.GET.get("language", ""), path) | {
        "back_url": reverse("purpose_owner:purposes"),
        "back": _("Purposes"),
        "can_take_back": drafts.can_take_back(found, cast(User, request.user)),
    }
    return render(request, "purpose_owner/version.html", context)
