"""The advice of the compliance officer on a version that waits (GDPR, Art. 35(2) and 39)."""

from django.db import transaction

from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.record import About, record
from governance.directory.actors import actor_of
from governance.directory.models import User
from governance.purposes.errors import NotProposed, ReasonNeeded, RoleCannotApprove
from governance.purposes.models import Opinion, PurposeVersion, VersionState


@transaction.atomic
def give(version: PurposeVersion, user: User, text: str) -> Opinion:
    """Add an opinion, which the owner and the representative read.

    Raises:
        RoleCannotApprove: the user is no compliance officer.
        NotProposed: the version does not wait.
        ReasonNeeded: there are no words.
    """
    version = PurposeVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if Role.COMPLIANCE not in user.roles:
        raise RoleCannotApprove
    if version.state != VersionState.PROPOSED:
        raise NotProposed
    if not text.strip():
        raise ReasonNeeded
    opinion = Opinion.objects.create(version=version, user=user, text=text.strip(), at=clock.now())
    details = {"version": version.number}
    about = About(purpose=version.purpose_id, subject=version.subject, details=details)
    record(Act.PURPOSE_OPINION, actor_of(user, Role.COMPLIANCE), about)
    return opinion
