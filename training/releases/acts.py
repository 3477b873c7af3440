"""What a data steward does with a release: begin to build it, cancel it."""

import uuid

from django.db import transaction
from django.db.models import Max

from governance import announce, clock
from governance.audit.acts import Act, Role
from governance.audit.record import About, record
from governance.directory.actors import actor_of
from governance.directory.models import User
from governance.purposes.models import Purpose
from training.models import Release, ReleaseState
from training.releases import claims
from training.releases.errors import AlreadyBuilding, NotBeingBuilt
from training.releases.recipe import Recipe

OPEN = (ReleaseState.WAITING, ReleaseState.BUILDING)


@transaction.atomic
def begin(recipe: Recipe, user: User) -> Release:
    """Begin to build a release; a worker builds it after the commit, a sweep finds it too.

    Raises:
        AlreadyBuilding: one of this purpose is being built.
    """
    Purpose.objects.select_for_update(no_key=True).get(pk=recipe.purpose)
    earlier = Release.objects.filter(purpose=recipe.purpose)
    if earlier.filter(state__in=OPEN).exists():
        raise AlreadyBuilding
    number = earlier.aggregate(last=Max("number"))["last"] or 0
    release = Release.objects.create(
        purpose=recipe.purpose,
        number=number + 1,
        version=recipe.version,
        recipe=recipe.as_json(),
        total=claims.STEPS,
        built_by=user.pk,
        begun_on=clock.today(),
        alive_at=clock.now(),
        ends_on=recipe.ends_on,
    )
    _note(Act.RELEASE_BEGUN, release, user)
    announce.task(claims.BUILD, str(release.pk))
    return release


@transaction.atomic
def cancel(release_id: uuid.UUID, user: User) -> Release:
    """Stop a build at once; whoever builds it finds that out at its next step.

    Raises:
        NotBeingBuilt: it has ended.
    """
    release = Release.objects.select_for_update(no_key=True).get(pk=release_id)
    if release.state not in OPEN:
        raise NotBeingBuilt
    release.cancel_asked = True
    claims.cancelled(release)
    _note(Act.RELEASE_CANCELLED, release, user)
    return release


def _note(act: Act, release: Release, user: User) -> None:
    about = About(purpose=release.purpose, details={"release": str(release.pk)})
    record(act, actor_of(user, Role.STEWARD), about)
