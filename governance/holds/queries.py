"""Questions about holds."""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from governance.audit.acts import Role
from governance.directory.models import Employee, User
from governance.holds import terms
from governance.holds.models import HeldRow, HoldObjection, HoldState, LegalHold, Matter
from governance.holds.store_key import StoreKey
from governance.keys import owners, ring


@dataclass(frozen=True, slots=True)
class MatterText:
    """Who outside orders it, and under which reference; both empty once the hold is over."""

    outside: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class OwnHold:
    """A hold as its person sees it.

    Attributes:
        held: how many rows it holds that went from elsewhere.
        objected: whether the person has objected.
    """

    id: uuid.UUID
    matter: Matter
    text: MatterText
    state: HoldState
    placed_on: date
    ends_on: date
    ended_on: date | None
    purposes: tuple[str, ...]
    renewals: int
    held: int
    objected: bool
    certificate: bool


def of(owner: str) -> list[OwnHold]:
    """Return the holds of a person that were placed, the newest first."""
    rows = LegalHold.objects.filter(owner=owner, placed_on__isnull=False)
    counted = rows.annotate(
        now_held=Count("rows", distinct=True),
        spoken=Count("objections", filter=Q(objections__role=Role.EMPLOYEE), distinct=True),
    )
    return [_own(row) for row in counted.order_by("-placed_on", "pk")]


def standing(owner: str) -> list[OwnHold]:
    """Return the holds of a person that hold now."""
    return [hold for hold in of(owner) if hold.state == HoldState.PLACED]


def signed(owner: str, hold_id: uuid.UUID) -> dict[str, str] | None:
    """Return the certificate of a person's own hold; None while there is none."""
    row = (
        LegalHold.objects.filter(owner=owner, pk=hold_id).exclude(certificate__isnull=True).first()
    )
    return row.certificate if row else None


def retained(owner: str, purpose: str | None = None) -> list[dict[str, object]]:
    """Return what holds keep of a person, or of one purpose of theirs, for a certificate.

    `until` is the last day as it stands; `latest` the last one after every renewal that is left.
    """
    rows = HeldRow.objects.filter(hold__owner=owner, hold__state=HoldState.PLACED)
    if purpose:
        rows = rows.filter(purpose=purpose)
    found = rows.values("hold__matter", "hold__ends_on", "hold__renewals").annotate(n=Count("pk"))
    return [
        {
            "place": "holds",
            "ground": row["hold__matter"],
            "until": str(row["hold__ends_on"]),
            "latest": str(terms.latest(row["hold__ends_on"], row["hold__renewals"])),
            "rows": row["n"],
        }
        for row in found.order_by("hold__ends_on", "hold__matter")
        if row["hold__ends_on"] is not None
    ]


def listed() -> QuerySet[LegalHold]:
    """Return all holds for those who place and those who know, what waits and what holds first."""
    return LegalHold.objects.select_related(
        "proposed_by", "confirmed_by", "renewal_asked_by"
    ).order_by("-proposed_on", "pk")


def waiting_for(user: User) -> int:
    """Count what another officer proposed and this one can confirm."""
    proposed = Q(state=HoldState.PROPOSED) & ~Q(proposed_by=user)
    renewal = Q(state=HoldState.PLACED, renewal_asked_by__isnull=False)
    return LegalHold.objects.filter(proposed | renewal & ~Q(renewal_asked_by=user)).count()


def standing_anywhere() -> bool:
    """Tell whether any hold is proposed or placed."""
    return LegalHold.objects.filter(state__in=(HoldState.PROPOSED, HoldState.PLACED)).exists()


def text_of(hold: LegalHold) -> MatterText:
    """Return who orders a hold; empty once the key of the hold is gone."""
    if not hold.matter_sealed:
        return MatterText()
    try:
        return MatterText(**json.loads(StoreKey(hold.pk).open(hold.matter_sealed, "matter")))
    except ring.KeyGone:
        return MatterText()


def objection_text(hold: LegalHold, row: HoldObjection) -> str:
    """Return the reason of an objection; "" where none was given, or the hold is over."""
    if row.sealed is None:
        return ""
    try:
        return StoreKey(hold.pk).open(row.sealed, "objection").decode()
    except ring.KeyGone:
        return ""


def person_of(owner: str) -> Employee | None:
    """Return the row of the directory that stands behind an owner; the database knows no link."""
    return people_of([owner]).get(owner)


def people_of(wanted: Iterable[str]) -> dict[str, Employee]:
    """Return the rows of the directory that stand behind owners."""
    sought = set(wanted)
    if not sought:
        return {}
    rows = Employee.objects.select_related("user")
    return {owner: row for row in rows if (owner := owners.owner_of(row.pk)) in sought}


def _own(row: LegalHold) -> OwnHold:
    assert row.placed_on is not None and row.ends_on is not None  # noqa: S101, PT018 (filtered)
    return OwnHold(
        id=row.pk,
        matter=Matter(row.matter),
        text=text_of(row),
        state=HoldState(row.state),
        placed_on=row.placed_on,
        ends_on=row.ends_on,
        ended_on=row.ended_on,
        purposes=tuple(row.purposes),
        renewals=row.renewals,
        held=row.held if row.ended_on else row.now_held,  # type: ignore[attr-defined]
        objected=bool(row.spoken),  # type: ignore[attr-defined]
        certificate=row.certificate is not None,
    )
