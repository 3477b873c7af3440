"""Acts on versions of a purpose: propose, suspend, resume."""

from django.db import transaction

from governance import announce, clock
from governance.audit.acts import Act, Role
from governance.audit.record import About, Actor, record
from governance.directory.models import Unit, User
from governance.packs.load import pack
from governance.purposes.errors import PurposeForbidden
from governance.purposes.facts import Facts
from governance.purposes.models import Purpose, PurposeVersion, Suspension, VersionState


@transaction.atomic
def propose(slug: str, facts: Facts, author: User) -> PurposeVersion:
    """Write the next version of a purpose and propose it.

    Raises:
        PurposeForbidden: a use that the policy pack of one of its jurisdictions forbids.
    """
    for jurisdiction in facts.jurisdictions:
        if set(facts.dpv_purposes) & set(pack(jurisdiction).forbidden_uses):
            raise PurposeForbidden
    purpose, _ = Purpose.objects.get_or_create(slug=slug, defaults={"owner_user": author})
    last = purpose.versions.order_by("-number").first()
    version = PurposeVersion.objects.create(
        purpose=purpose,
        number=last.number + 1 if last else 1,
        state=VersionState.PROPOSED,
        content=facts.model_dump(mode="json"),
        sha256=facts.sha256(),
        author=author,
        proposed_at=clock.now(),
    )
    record(
        Act.PURPOSE_PROPOSED,
        _actor(author, Role.PURPOSE_OWNER),
        About(purpose=slug, details={"version": version.number, "sha256": version.sha256}),
    )
    return version


@transaction.atomic
def suspend(
    purpose: Purpose | None, unit: Unit | None, reason: str, by: User, role: Role
) -> Suspension:
    """Halt recording for a purpose, for a unit, or for a purpose in a unit."""
    suspension = Suspension.objects.create(
        purpose=purpose, unit=unit, reason=reason, by=by, since=clock.now()
    )
    about = About(purpose=purpose.slug if purpose else "", details={"id": str(suspension.pk)})
    record(Act.PURPOSE_SUSPENDED, _actor(by, role), about)
    announce.everyone_ask_again()
    return suspension


@transaction.atomic
def resume(suspension: Suspension, by: User, role: Role) -> None:
    """Lift a suspension."""
    suspension.lifted_at = clock.now()
    suspension.save(update_fields=["lifted_at"])
    about = About(
        purpose=suspension.purpose.slug if suspension.purpose else "",
        details={"id": str(suspension.pk)},
    )
    record(Act.PURPOSE_RESUMED, _actor(by, role), about)
    announce.everyone_ask_again()


def _actor(user: User, role: Role) -> Actor:
    employee = getattr(user, "employee", None)
    return Actor(role, employee.owner if employee else "")
