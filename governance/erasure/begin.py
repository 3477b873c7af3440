"""Begins an erasure in the transaction of the act that asks for it."""

import uuid
from collections.abc import Mapping

from django.db import transaction

from governance import announce, clock
from governance.audit.acts import Act
from governance.audit.record import SYSTEM, About, record
from governance.erasure.models import Erasure
from governance.holdings import walk

RUN = "governance.erasure.tasks.run"


@transaction.atomic
def begin_erasure(
    owner: str,
    *,
    purpose: str | None = None,
    epoch: uuid.UUID | None = None,
    kind: str | None = None,
    everything: bool = False,
    answers: Mapping[str, object] | None = None,
) -> Erasure:
    """Note what is to go. A worker carries it through after the commit; a sweep finds it too.

    Args:
        owner: whose.
        purpose: slug; None for every purpose.
        epoch: one stretch of consent, so that what a new consent brings is spared.
        kind: only actions of this kind of data; keys are then renewed, not destroyed.
        everything: also the person's own key, devices and private state.
        answers: what the certificate says of the request that it answers.
    """
    erasure = Erasure.objects.create(
        owner=owner,
        purpose=purpose or "",
        epoch=epoch,
        kind=str(kind or ""),
        everything=everything,
        begun_on=clock.today(),
        answers=dict(answers or {}),
    )
    details = {"erasure": str(erasure.pk), "kind": erasure.kind}
    record(Act.ERASURE_BEGUN, SYSTEM, About(owner, erasure.purpose, details=details))
    walk.foretell(erasure.scope)
    announce.task(RUN, str(erasure.pk))
    return erasure
