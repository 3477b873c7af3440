"""Purposes by state, for the overview: versions in force, proposed and lately refused."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.accountability import figures
from governance.accountability.figures import Dimension, Name
from governance.audit.acts import Role
from governance.purposes.models import Approval, PurposeVersion, VersionState
from pages import dates

MOST = 50
SHOWN = (VersionState.IN_FORCE, VersionState.PROPOSED, VersionState.REFUSED)
STATES: dict[str, Promise] = {
    VersionState.IN_FORCE: _("In force"),
    VersionState.PROPOSED: _("Proposed"),
    VersionState.REFUSED: _("Refused"),
}
FEW: Promise = _("Too few people to show")


@dataclass(frozen=True, slots=True)
class Glance:
    """One version, in words; `kept` is a figure of the week."""

    slug: str
    name: str
    number: int
    state: str
    kept: str
    url: str
    waits_for_you: bool


def of() -> list[Glance]:
    """Return the versions that count now, by purpose, the newest first."""
    given = Approval.objects.filter(version=OuterRef("pk"), role=Role.COMPLIANCE)
    rows = PurposeVersion.objects.filter(state__in=SHOWN).annotate(given=Exists(given))
    kept = {
        view.group: view.value
        for view in figures.of()
        if (view.name, view.dimension) == (Name.EPISODES, Dimension.PURPOSE)
    }
    chosen = rows.order_by("purpose_id", "-number").defer("sha256")[:MOST]
    return [_glance(row, kept) for row in chosen]


def name_of(version: PurposeVersion) -> str:
    """Return what a version is called; a draft may have no name yet."""
    notices = version.content.get("notices") or {}
    first: dict[str, object] = notices.get("en") or next(iter(notices.values()), {})
    return str(first.get("name") or version.purpose_id)


def _glance(row: PurposeVersion, kept: dict[str, int | None]) -> Glance:
    in_force = row.state == VersionState.IN_FORCE
    count = kept.get(row.purpose_id)
    return Glance(
        slug=row.purpose_id,
        name=name_of(row),
        number=row.number,
        state=str(STATES[row.state]),
        kept="" if not in_force else str(FEW) if count is None else dates.number(count),
        url=reverse("compliance:purpose", args=[row.purpose_id, row.number]),
        waits_for_you=row.state == VersionState.PROPOSED and not getattr(row, "given", False),
    )
