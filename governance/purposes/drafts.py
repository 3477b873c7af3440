"""Drafts of a version: saved as they are, checked point by point, and then proposed."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from governance.audit.acts import Act, Role
from governance.audit.canonical import canonical
from governance.audit.record import About, record
from governance.directory.actors import actor_of
from governance.directory.models import User
from governance.purposes import problems as checks
from governance.purposes.errors import (
    AlreadyWaiting,
    DraftIncomplete,
    DraftOfAnother,
    NotADraft,
    NotProposed,
    SlugUnusable,
)
from governance.purposes.models import Purpose, PurposeVersion, VersionState
from governance.purposes.problems import Problem
from governance.purposes.versions import check_writer, fix, next_number, refuse_forbidden

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@dataclass(frozen=True, slots=True)
class Basis:
    """What the next version of a purpose begins with: a draft, or the newest text."""

    content: dict[str, Any]
    draft: PurposeVersion | None


def save(slug: str, raw: Mapping[str, Any], author: User) -> PurposeVersion:
    """Save what is written so far, however little it is.

    Call it outside a transaction, so that the entry of a refusal stays.

    Args:
        slug: the short name of a purpose, known or new.
        raw: content in the shape of `Facts`; anything may be missing or wrong.
        author: who writes.

    Raises:
        OfficerCannotWrite, RoleCannotWrite: the author may not write.
        SlugUnusable: the short name cannot stand in an address.
        PurposeForbidden: a forbidden use is named; nothing is saved.
        DraftOfAnother: somebody else writes the next version.
    """
    check_writer(author)
    if not SLUG.fullmatch(slug):
        raise SlugUnusable
    refuse_forbidden(slug, _lines(raw, "dpv_purposes"), _lines(raw, "jurisdictions"), author)
    return _save(slug, dict(raw), author)


def problems(version: PurposeVersion) -> list[Problem]:
    """Return what is missing or wrong in a draft, in the order of the form."""
    return checks.of(version.content)


def propose(version: PurposeVersion, user: User) -> PurposeVersion:
    """Fix a draft and let it wait for approval.

    Call it outside a transaction, so that the entry of a refusal stays.

    Raises:
        OfficerCannotWrite, RoleCannotWrite: the user may not write.
        DraftOfAnother: the user did not write it.
        NotADraft: it has been proposed.
        DraftIncomplete: something is missing or wrong.
        PurposeForbidden: a forbidden use is named.
        AlreadyWaiting: another version of the purpose waits.
    """
    check_writer(user)
    content = version.content
    refuse_forbidden(
        version.purpose_id, _lines(content, "dpv_purposes"), _lines(content, "jurisdictions"), user
    )
    return _propose(version, user)


@transaction.atomic
def take_back(version: PurposeVersion, user: User) -> PurposeVersion:
    """Make a proposed version a draft again, as long as nobody has said anything about it.

    Raises:
        NotProposed: it does not wait.
        DraftOfAnother: the user did not write it, or somebody writes the next version.
        NotADraft: there is an opinion or an approval, so its text stays fixed.
    """
    version = PurposeVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if version.state != VersionState.PROPOSED:
        raise NotProposed
    drafted = version.purpose.versions.filter(state=VersionState.DRAFT)
    if version.author_id != user.pk or drafted.exists():
        raise DraftOfAnother
    if not can_take_back(version, user):
        raise NotADraft
    version.state, version.proposed_at = VersionState.DRAFT, None
    version.save(update_fields=["state", "proposed_at"])
    details = {"version": version.number}
    about = About(purpose=version.purpose_id, subject=version.subject, details=details)
    record(Act.PURPOSE_TAKEN_BACK, actor_of(user, Role.PURPOSE_OWNER), about)
    return version


def can_take_back(version: PurposeVersion, user: User) -> bool:
    """Tell whether a version waits that this user wrote and about which nobody has said a word."""
    mine = version.state == VersionState.PROPOSED and version.author_id == user.pk
    return mine and not version.approvals.exists() and not version.opinions.exists()


@transaction.atomic
def discard(version: PurposeVersion, user: User) -> None:
    """Throw a draft away. Nobody but its author has seen it, so nothing is recorded.

    Raises:
        NotADraft, DraftOfAnother: there is no such draft of this user.
    """
    version = _locked(version, user)
    purpose = version.purpose
    version.delete()
    if not purpose.versions.exists():
        purpose.delete()


def basis(slug: str) -> Basis:
    """Return what the next version begins with."""
    rows = PurposeVersion.objects.filter(purpose=slug).select_related("author")
    draft = rows.filter(state=VersionState.DRAFT).first()
    if draft is not None:
        return Basis(draft.content, draft)
    newest = rows.filter(state=VersionState.IN_FORCE).first() or rows.order_by("-number").first()
    return Basis(newest.content if newest else {}, None)


@transaction.atomic
def _save(slug: str, content: dict[str, Any], author: User) -> PurposeVersion:
    purpose, _ = Purpose.objects.get_or_create(slug=slug, defaults={"owner_user": author})
    drafts = purpose.versions.select_for_update(no_key=True).filter(state=VersionState.DRAFT)
    version = drafts.first() or PurposeVersion(
        purpose=purpose, number=next_number(purpose), author=author, state=VersionState.DRAFT
    )
    if version.author_id != author.pk:
        raise DraftOfAnother
    version.content = content
    version.sha256 = hashlib.sha256(canonical(content)).hexdigest()
    version.save()
    return version


@transaction.atomic
def _propose(version: PurposeVersion, user: User) -> PurposeVersion:
    version = _locked(version, user)
    if checks.of(version.content):
        raise DraftIncomplete
    if version.purpose.versions.filter(state=VersionState.PROPOSED).exists():
        raise AlreadyWaiting
    return fix(version, version.facts, user)


def _locked(version: PurposeVersion, user: User) -> PurposeVersion:
    found = PurposeVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if found.state != VersionState.DRAFT:
        raise NotADraft
    if found.author_id != user.pk:
        raise DraftOfAnother
    return found


def _lines(raw: Mapping[str, Any], name: str) -> list[str]:
    value = raw.get(name, [])
    return [one for one in value if isinstance(one, str)] if isinstance(value, list | tuple) else []
