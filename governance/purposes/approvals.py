"""Approving and refusing a version; with the last approval it is in force."""

from django.db import transaction

from governance import announce, clock
from governance.audit.acts import Act, Role
from governance.audit.record import About, Actor, record
from governance.directory.actors import actor_of
from governance.directory.models import User
from governance.packs.load import pack, refuse_unreviewed
from governance.purposes.errors import (
    NotProposed,
    OwnPurpose,
    ReasonNeeded,
    RoleCannotApprove,
)
from governance.purposes.models import Approval, PurposeVersion, Verdict, VersionState


def roles_needed(version: PurposeVersion) -> frozenset[Role]:
    """Return the roles that must approve, by the packs of all its jurisdictions."""
    return frozenset(role for code in version.facts.jurisdictions for role in pack(code).approvals)


@transaction.atomic
def decide(
    version: PurposeVersion, user: User, role: Role, verdict: Verdict, note: str = ""
) -> PurposeVersion:
    """Give the word of one role on a proposed version.

    Raises:
        NotProposed: the version is not waiting for approval, or the role has spoken.
        OwnPurpose: the user wrote it.
        RoleCannotApprove: not a role of the user, or none that the packs name.
        ReasonNeeded: a refusal without a reason.
        governance.packs.load.PackUnreviewed: it would go live on law that nobody has reviewed.
    """
    version = PurposeVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    _refuse_what_is_wrong(version, user, role)
    if verdict == Verdict.REFUSED and not note.strip():
        raise ReasonNeeded
    Approval.objects.create(
        version=version, role=role, user=user, verdict=verdict, note=note, at=clock.now()
    )
    actor = actor_of(user, role)
    details = {"version": version.number}
    about = About(purpose=version.purpose_id, subject=version.subject, details=details)
    if verdict == Verdict.REFUSED:
        version.state = VersionState.REFUSED
        version.save(update_fields=["state"])
        record(Act.PURPOSE_REFUSED, actor, about)
        return version
    record(Act.PURPOSE_APPROVED, actor, about)
    given = set(version.approvals.values_list("role", flat=True))
    if roles_needed(version) <= given:
        _put_in_force(version, actor, about)
    return version


def _refuse_what_is_wrong(version: PurposeVersion, user: User, role: Role) -> None:
    if version.state != VersionState.PROPOSED:
        raise NotProposed
    if version.author_id == user.pk:
        raise OwnPurpose
    if role not in user.roles or role not in roles_needed(version):
        raise RoleCannotApprove
    if version.approvals.filter(role=role).exists():
        raise NotProposed


def _put_in_force(version: PurposeVersion, actor: Actor, about: About) -> None:
    refuse_unreviewed(version.facts.jurisdictions)
    moment = clock.now()
    version.purpose.versions.filter(state=VersionState.IN_FORCE).update(
        state=VersionState.SUPERSEDED, ended_at=moment
    )
    version.state, version.in_force_at = VersionState.IN_FORCE, moment
    version.save(update_fields=["state", "in_force_at"])
    record(Act.PURPOSE_IN_FORCE, actor, about)
    announce.everyone_ask_again()
