"""Approving and refusing: one form for the roles that decide, with what was typed kept."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from governance.audit.acts import Role
from governance.directory.models import User
from governance.purposes import approvals
from governance.purposes.errors import ReasonNeeded
from governance.purposes.models import PurposeVersion, Verdict, VersionState
from pages.versions import typed, words

CHOICES = {"approve": Verdict.APPROVED, "refuse": Verdict.REFUSED}


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, and what is wrong with it."""

    reason: str = ""
    error: str = ""


def found(slug: str, number: str | int) -> PurposeVersion:
    """Return a version that is more than a draft.

    Raises:
        Http404: there is none.
    """
    if not str(number).isdecimal() or len(str(number)) > 6:
        raise Http404
    version = (
        PurposeVersion.objects.filter(purpose=slug, number=int(number))
        .exclude(state=VersionState.DRAFT)
        .select_related("purpose", "author")
        .prefetch_related("approvals")
        .first()
    )
    if version is None:
        raise Http404
    return version


def asked(request: HttpRequest) -> PurposeVersion:
    """Return the version that a form names."""
    return found(typed.text(request, "purpose"), typed.text(request, "version"))


def may(version: PurposeVersion, user: User, role: Role) -> bool:
    """Tell whether the word of this user, in this role, is waited for."""
    waits = version.state == VersionState.PROPOSED and role in words.missing(version)
    return waits and version.author_id != user.pk


def decide(request: HttpRequest, version: PurposeVersion, role: Role) -> Form | None:
    """Take the word of a role; return the form again where a reason is missing.

    Raises:
        BadRequest: neither approve nor refuse.
    """
    verdict = CHOICES.get(request.POST.get("choice", ""))
    if verdict is None or not isinstance(request.user, User):
        raise BadRequest
    reason = typed.text(request, "reason")
    try:
        after = approvals.decide(version, request.user, role, verdict, reason.strip())
    except ReasonNeeded:
        return Form(reason, _("Write why you refuse, so that the owner can change it."))
    messages.success(request, _said(after))
    return None


def _said(version: PurposeVersion) -> str:
    number = {"n": version.number}
    if version.state == VersionState.IN_FORCE:
        return (
            _("Version %(n)d is approved and in force. Everyone is told and asked anew.") % number
        )
    if version.state == VersionState.REFUSED:
        return _("Version %(n)d is refused. It never starts.") % number
    version = found(version.purpose_id, version.number)
    return _("Approved. %(state)s") % {"state": words.state(version)}
