"""Writing a version: save, look for problems, see it as people will, propose."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from governance.audit.acts import Role
from governance.directory.models import User
from governance.purposes import drafts, forbidden_uses
from governance.purposes.errors import DraftOfAnother, PurposeForbidden, SlugUnusable
from governance.purposes.models import Purpose, PurposeVersion
from governance.purposes.problems import Problem
from pages import languages
from pages.access import staff_page
from pages.employee.episodes import sample_card
from pages.employee.samples import sample
from pages.purpose_owner import shape
from pages.purpose_owner.form import PurposeForm
from pages.versions import deciding, shown, typed

ROWS = 2


@dataclass(frozen=True, slots=True)
class Written:
    """What is being written, and where."""

    slug: str
    slug_error: str
    number: int
    known: bool
    draft: bool


@staff_page(Role.PURPOSE_OWNER)
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Offer an empty form."""
    return _page(request, Written("", "", 1, False, False), {"legal_basis": "eu-gdpr:A6-1-a"})


@staff_page(Role.PURPOSE_OWNER)
@require_safe
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the draft, or the text with which the next version begins."""
    found = drafts.basis(slug)
    if not found.content and found.draft is None:
        raise Http404
    if found.draft is not None and found.draft.author_id != request.user.pk:
        raise DraftOfAnother
    problems: list[Problem] = []
    if found.draft is not None and "check" in request.GET:
        problems = drafts.problems(found.draft)
    return _page(request, _written(slug), found.content, problems)


@staff_page(Role.PURPOSE_OWNER)
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save what is there, however little, and go where the button says."""
    slug, content = typed.text(request, "slug").strip(), shape.content_of(request.POST)
    if digest := _digest(request):
        content.setdefault("assessment", {})["sha256"] = digest
    if "fresh" in request.POST and Purpose.objects.filter(slug=slug).exists():
        said = _("This short name is taken. Open that purpose and write its next version.")
        return _page(request, Written(slug, said, 1, False, False), content, status=422)
    try:
        version = drafts.save(slug, content, _user(request))
    except SlugUnusable as refusal:
        written = Written(slug, f"{refusal.message} {refusal.remedy}", 1, False, False)
        return _page(request, written, content, status=422)
    except PurposeForbidden as refusal:
        said = _("%(terms)s: Sayso refuses this use. Take it out. The refusal is in the log.")
        terms = ", ".join(refusal.terms)
        known = set(refusal.terms) <= set(forbidden_uses.offered())
        field = "dpv_purposes" if known else shape.OTHER_TERMS
        problem = Problem(field, said % {"terms": terms})
        return _page(request, _written(slug), content, [problem], 422)
    return _after(request, version)


@staff_page(Role.PURPOSE_OWNER)
@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a whole draft as people will read it; lead back where something is missing."""
    version = _own(request, slug)
    if drafts.problems(version):
        return redirect(f"{reverse('purpose_owner:edit', args=[slug])}?check=1")
    path = reverse("purpose_owner:preview", args=[slug])
    context = shown.context(version, request.GET.get("language", ""), path) | {
        "sample": sample_card(sample(version.facts)),
        "fall_back": [
            languages.own_name(code)
            for code in shape.LANGUAGES
            if code not in version.facts.notices
        ],
    }
    return render(request, "purpose_owner/preview.html", context)


@staff_page(Role.PURPOSE_OWNER)
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Fix the text and let it wait for approval."""
    version = drafts.propose(_own(request, typed.text(request, "purpose")), _user(request))
    messages.success(request, _("Proposed. Those who approve see it now. Its text is fixed."))
    return redirect("purpose_owner:version", version.purpose_id, version.number)


@staff_page(Role.PURPOSE_OWNER)
@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Make one's proposed version a draft again."""
    version = drafts.take_back(deciding.asked(request), _user(request))
    messages.success(request, _("Taken back. It is your draft again; nobody else sees it."))
    return redirect("purpose_owner:edit", version.purpose_id)


@staff_page(Role.PURPOSE_OWNER)
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Throw one's draft away."""
    drafts.discard(_own(request, typed.text(request, "purpose")), _user(request))
    messages.success(request, _("The draft is thrown away."))
    return redirect("purpose_owner:purposes")


def _after(request: HttpRequest, version: PurposeVersion) -> HttpResponse:
    address = reverse("purpose_owner:edit", args=[version.purpose_id])
    match request.POST.get("do"):
        case "preview":
            return redirect("purpose_owner:preview", version.purpose_id)
        case "check":
            if not drafts.problems(version):
                messages.success(request, _("Saved. Nothing is missing. You can propose it."))
            return redirect(f"{address}?check=1")
        case "row":
            rows = request.POST.get("rows", "")
            more = int(rows) + 2 if rows.isdecimal() and len(rows) < 3 else ROWS
            return redirect(f"{address}?rows={more}#applications")
    messages.success(request, _("Saved. Nobody else sees it before you propose it."))
    return redirect(address)


def _page(
    request: HttpRequest,
    written: Written,
    content: Mapping[str, Any],
    problems: list[Problem] | None = None,
    status: int = 200,
) -> HttpResponse:
    asked = request.GET.get("rows", "")
    form = PurposeForm(content, int(asked) if asked.isdecimal() and len(asked) < 3 else ROWS)
    form.show(problems or [])
    context = {
        "written": written,
        "form": form,
        "summary": form.summary(),
        "sentence": _sentence(written, len(problems or [])),
    }
    return render(request, "purpose_owner/write.html", context, status=status)


def _sentence(written: Written, count: int) -> str:
    if count:
        words = ngettext("%(n)d point is to mend.", "%(n)d points are to mend.", count)
        return words % {"n": count}
    if not written.known:
        return _("Write what you want to learn, and from what.")
    if not written.draft:
        words = _("Write version %(n)d of this purpose.")
    else:
        words = _("Version %(n)d is a draft. Nobody else sees it.")
    return words % {"n": written.number}


def _written(slug: str) -> Written:
    rows = PurposeVersion.objects.filter(purpose=slug).order_by("-number")
    draft = drafts.basis(slug).draft
    newest = rows.first()
    number = draft.number if draft else newest.number + 1 if newest else 1
    return Written(slug, "", number, newest is not None, draft is not None)


def _own(request: HttpRequest, slug: str) -> PurposeVersion:
    draft = drafts.basis(slug).draft
    if draft is None or draft.author_id != _user(request).pk:
        raise Http404
    return draft


def _digest(request: HttpRequest) -> str:
    """Return the hash of the file that was sent along; nothing of the file is kept."""
    file = request.FILES.get("assessment.file")
    if not isinstance(file, UploadedFile):
        return ""
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    return found.hexdigest()


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise BadRequest
    return request.user
