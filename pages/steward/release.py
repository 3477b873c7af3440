"""One release: how far it is, what is in it, its files, its recall."""

import json
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.audit.acts import Role
from governance.directory.models import User
from governance.purposes.kinds import NAMES, Kind
from governance.signing import decode
from pages import dates
from pages.access import staff_page
from pages.steward import words
from pages.steward.recalls import RecallView, view_of
from pages.steward.words import Fact
from training.models import Recall, Release, ReleaseState
from training.releases import acts, download, files
from training.releases.manifest import name_of


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a release."""

    path: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release as its page shows it."""

    id: uuid.UUID
    name: str
    sentence: str
    lede: str
    building: bool
    done: int
    total: int
    steps: str
    files: list[FileLine]
    downloadable: bool
    facts: list[Fact]
    left_out: list[Fact]
    signed: str
    manifest: str
    card: str


@staff_page(Role.STEWARD)
@require_safe
def release(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    """Show one release."""
    row = get_object_or_404(Release, pk=release_id)
    context = {"release": _view(row), "recall": _recall(row), "all_files": download.ZIP}
    return render(request, "steward/release.html", context)


@staff_page(Role.STEWARD)
@require_safe
def progress(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    """Tell how far a build is; once it has ended, the page is loaded anew."""
    row = get_object_or_404(Release, pk=release_id)
    if request.headers.get("HX-Request") is None:
        return redirect("steward:release", row.pk)
    if row.state not in acts.OPEN:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "steward/partials/progress.html", {"release": _view(row)})


@staff_page(Role.STEWARD)
@require_POST
def cancel(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    """Stop a build at once."""
    assert isinstance(request.user, User)  # noqa: S101 (the table of access has asked)
    row = get_object_or_404(Release, pk=release_id)
    acts.cancel(row.pk, request.user)
    messages.info(request, _("Cancelled. Nothing of it is kept."))
    return redirect("steward:release", row.pk)


def _view(row: Release) -> ReleaseView:
    ready = row.state == ReleaseState.READY and files.folder(row.pk).exists()
    building = row.state in acts.OPEN
    return ReleaseView(
        id=row.pk,
        name=name_of(row),
        sentence=_sentence(row),
        lede=_lede(row),
        building=building,
        done=row.done,
        total=row.total,
        steps=_("Step %(done)d of %(total)d") % {"done": row.done, "total": row.total},
        files=[
            FileLine(one.path, filesizeformat(one.bytes), _short(one.sha256))
            for one in files.listed(row.manifest)
        ],
        downloadable=ready,
        facts=_facts(row),
        left_out=words.left_out(row.counts["left_out"]) if row.manifest else [],
        signed=_signed(row),
        manifest=_payload(row),
        card=(files.folder(row.pk) / files.CARD).read_text() if ready else "",
    )


def _short(sha256: str) -> str:
    """Return the ends of a hash; all of it is in the manifest below."""
    return f"{sha256[:4]} {sha256[4:8]} … {sha256[-4:]}"


def _sentence(row: Release) -> str:
    name = name_of(row).replace("-", "\N{NON-BREAKING HYPHEN}")
    match row.state:
        case ReleaseState.WAITING:
            text = _("Release %(name)s waits for a worker.")
        case ReleaseState.BUILDING:
            text = _("Release %(name)s is being built.")
        case ReleaseState.CANCELLED:
            text = _("Release %(name)s was cancelled.")
        case ReleaseState.FAILED:
            text = _("Release %(name)s could not be built.")
        case ReleaseState.READY:
            text = _("Release %(name)s can be downloaded.")
        case _:
            text = _("Release %(name)s is recalled.")
    return text % {"name": name}


def _lede(row: Release) -> str:
    if row.state == ReleaseState.FAILED:
        return str(words.REASONS.get(row.reason, words.REASONS["broken"]))
    if row.state == ReleaseState.CANCELLED:
        return _("Nothing of it was kept. You can build another one at any time.")
    if row.state == ReleaseState.READY and row.ends_on:
        day = dates.day(row.ends_on)
        return _(
            "It is personal data, for one purpose. Every copy is gone by %(day)s; before that "
            "day comes a recall."
        ) % {"day": day}
    if row.state == ReleaseState.RECALLED:
        return _(
            "Nothing of it is handed out any more. The next release is made without what went."
        )
    return _("You can leave this page. A worker goes on, and the list of releases shows the end.")


def _facts(row: Release) -> list[Fact]:
    kinds = [str(NAMES[Kind(kind)]) for kind in row.recipe["kinds"]]
    purpose = _("%(name)s, version %(n)d") % {"name": words.title_for(row), "n": row.version}
    found = [
        Fact(_("Purpose"), purpose),
        Fact(_("For"), words.use_of(str(row.recipe["use"]))),
        Fact(_("Kinds of data"), ", ".join(kinds)),
    ]
    if row.manifest is not None:
        found.append(Fact(_("Rows"), dates.number(row.counts["rows"])))
    if row.ends_on:
        found.append(Fact(_("Every copy gone by"), dates.day(row.ends_on)))
    return found


def _signed(row: Release) -> str:
    if row.manifest is None or row.signed_on is None:
        return ""
    key, day = row.manifest["key"], dates.day(row.signed_on)
    return _("Signed on %(day)s with key %(key)s.") % {"day": day, "key": key}


def _payload(row: Release) -> str:
    if row.manifest is None:
        return ""
    return json.dumps(json.loads(decode(row.manifest["payload"])), indent=2, ensure_ascii=False)


def _recall(row: Release) -> RecallView | None:
    found = Recall.objects.filter(release=row, issued_on__isnull=False).select_related("release")
    recall = found.first()
    return view_of(recall) if recall else None
