"""Acts on versions of a purpose: who may write, what is never written, proposing."""

from collections.abc import Sequence

from django.db import transaction

from governance import clock
from governance.audit.acts import Act, Outcome, Role
from governance.audit.record import About, record
from governance.directory.actors import actor_of
from governance.directory.models import User
from governance.purposes import forbidden_uses
from governance.purposes.errors import OfficerCannotWrite, PurposeForbidden, RoleCannotWrite
from governance.purposes.facts import Facts
from governance.purposes.models import Purpose, PurposeVersion, VersionState


def propose(slug: str, facts: Facts, author: User) -> PurposeVersion:
    """Write the next version of a purpose and propose it.

    Call it outside a transaction, so that the entry of a refusal stays.

    Raises:
        OfficerCannotWrite: the author is a compliance officer.
        RoleCannotWrite: the author is no purpose owner.
        PurposeForbidden: a use that the policy pack of one of its jurisdictions forbids.
    """
    check_writer(author)
    refuse_forbidden(slug, facts.dpv_purposes, facts.jurisdictions, author)
    return _propose(slug, facts, author)


def check_writer(author: User) -> None:
    """Let purpose owners write, and nobody who must check what they write.

    Raises:
        OfficerCannotWrite: a compliance officer, whatever other roles they hold.
        RoleCannotWrite: no purpose owner.
    """
    if Role.COMPLIANCE in author.roles:
        raise OfficerCannotWrite
    if Role.PURPOSE_OWNER not in author.roles:
        raise RoleCannotWrite


def refuse_forbidden(
    slug: str, terms: Sequence[str], jurisdictions: Sequence[str], author: User
) -> None:
    """Refuse a forbidden use, and put the refusal on the record.

    Raises:
        PurposeForbidden: one of the terms is forbidden, or narrower or broader than one that is.
    """
    found = forbidden_uses.among(terms, jurisdictions)
    if not found:
        return
    known = Purpose.objects.filter(slug=slug).exists()
    about = About(
        purpose=slug if known else "",
        details={"terms": found, "dpv": forbidden_uses.vocabulary().version},
    )
    with transaction.atomic():
        actor = actor_of(author, Role.PURPOSE_OWNER)
        record(Act.PURPOSE_FORBIDDEN, actor, about, Outcome.REFUSED)
    raise PurposeForbidden(tuple(found))


@transaction.atomic
def _propose(slug: str, facts: Facts, author: User) -> PurposeVersion:
    purpose, _ = Purpose.objects.get_or_create(slug=slug, defaults={"owner_user": author})
    version = PurposeVersion(purpose=purpose, number=next_number(purpose), author=author)
    return fix(version, facts, author)


def fix(version: PurposeVersion, facts: Facts, author: User) -> PurposeVersion:
    """Fix the text of a version and let it wait; call it in a transaction."""
    version.state = VersionState.PROPOSED
    version.content, version.sha256 = facts.model_dump(mode="json"), facts.sha256()
    version.proposed_at = clock.now()
    version.save()
    record(
        Act.PURPOSE_PROPOSED,
        actor_of(author, Role.PURPOSE_OWNER),
        About(
            purpose=version.purpose_id,
            subject=version.subject,
            details={"version": version.number, "sha256": version.sha256},
        ),
    )
    return version


def next_number(purpose: Purpose) -> int:
    """Return the number of the next version."""
    last = purpose.versions.order_by("-number").first()
    return last.number + 1 if last else 1
