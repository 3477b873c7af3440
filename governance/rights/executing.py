"""Carries a request out: a worker's part alone. Each function can be done again."""

import secrets
import uuid

from django.db import transaction
from django.db.models import Q

from governance import clock
from governance.audit.acts import Act
from governance.consent import decisions
from governance.erasure.begin import begin_erasure
from governance.erasure.models import Erasure, ErasureState
from governance.packs.load import pack
from governance.rights import pace, steps
from governance.rights.machine import take
from governance.rights.models import CounterSignature, RightsRequest, State
from governance.rights.moves import BY_NAME
from governance.rights.salt import subject_of


@transaction.atomic
def begin(request_id: uuid.UUID) -> None:
    """End what the person allowed and begin the erasure.

    Who is not in the directory has nothing here. An erasure runs all the same, under an owner
    made for the request, so that nobody can tell from the case.
    """
    request = RightsRequest.objects.select_for_update(no_key=True).filter(pk=request_id).first()
    if request is None or request.state != State.EXECUTING or request.erasure is not None:
        return
    steps.write(request, "begin")
    steps.log(Act.REQUEST_MOVED, request, "begin")
    owner = secrets.token_hex(32)
    if request.employee is not None:
        owner = request.employee.owner
        decisions.end_all(request.employee, request.language)
    part = in_part(request)
    request.erasure = begin_erasure(owner, everything=not part, answers=_answers(request)).pk
    request.save(update_fields=["erasure"])


@transaction.atomic
def finish(request_id: uuid.UUID) -> bool:
    """Move a request to its end once its erasure is done; return whether it moved."""
    request = RightsRequest.objects.select_for_update(no_key=True).filter(pk=request_id).first()
    if request is None or request.state != State.EXECUTING:
        return False
    if request.erasure is None:
        return False
    done = Erasure.objects.filter(pk=request.erasure, state=ErasureState.DONE).exists()
    if done:
        take(request, BY_NAME["fulfil_in_part" if in_part(request) else "fulfil"], None)
    return done


def not_begun() -> list[uuid.UUID]:
    """Return the requests that are to be carried out and were not begun."""
    rows = RightsRequest.objects.filter(state=State.EXECUTING, erasure=None)
    return list(rows.order_by("received_at").values_list("pk", flat=True))


def ripe() -> list[uuid.UUID]:
    """Return the requests that may end now: those that began long enough ago.

    All take the same time, so that none tells by how soon it ends how much was there.
    """
    begun = Q(steps__move="begin", steps__at__lte=clock.now() - pace.LEAST)
    rows = RightsRequest.objects.filter(begun, state=State.EXECUTING)
    return list(rows.order_by("received_at").values_list("pk", flat=True))


def in_part(request: RightsRequest) -> bool:
    """Tell whether an answer in part was agreed."""
    return _agreed(request) is not None


def _agreed(request: RightsRequest) -> CounterSignature | None:
    return request.countersignatures.filter(move="answer_in_part", agreed=True).first()


def _answers(request: RightsRequest) -> dict[str, object]:
    """Return what the certificate says of the request; it is the same whoever asks."""
    agreed = _agreed(request)
    return {
        "request": request.reference,
        "right": str(request.right),
        "ground": pack(request.jurisdiction).rights["erasure"],
        "in_part": agreed is not None,
        "kept": agreed.reason if agreed else None,
        "subject": f"sha256:{subject_of(request)}",
    }
