"""What changed between two versions of a purpose, and what that means for the person."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.purposes.facts import Facts, Hours
from governance.purposes.kinds import NAMES
from pages.sign import joined


class Tag(StrEnum):
    """Which way a change goes for the person."""

    WIDER = "Wider"
    NARROWER = "Narrower"
    CHANGED = "Changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: before, after, and its effect in words."""

    field: str
    tag: Tag
    before: str
    after: str
    effect: str


def between(old: Facts, new: Facts, language: str) -> list[Change]:
    """Return the changes from one version to another, what matters most first."""
    found = [
        _sets(_("Kinds of data"), _kinds(old), _kinds(new)),
        _sets(_("Applications"), _names(old), _names(new)),
        _sets(_("Sites"), set(old.sites), set(new.sites)),
        _sets(_("Recipients"), set(old.recipients), set(new.recipients)),
        _sets(_("Purposes in law"), set(old.dpv_purposes), set(new.dpv_purposes)),
        _days(_("Kept for"), old.retention_days, new.retention_days, longer=Tag.WIDER),
        _days(_("Rests for"), old.resting_days, new.resting_days, longer=Tag.NARROWER),
        _text(_("Hours"), _hours(old.hours), _hours(new.hours)),
        _text(_("Model"), old.model_family, new.model_family),
        *_notices(old, new, language),
    ]
    return [change for change in found if change is not None]


def _sets(field: str, old: Iterable[str], new: Iterable[str]) -> Change | None:
    before, after = set(old), set(new)
    if before == after:
        return None
    added, gone = sorted(after - before), sorted(before - after)
    tag = Tag.CHANGED if added and gone else Tag.WIDER if added else Tag.NARROWER
    effect = _("Your consent to the older version does not reach it.") if added else ""
    return Change(field, tag, joined(gone), joined(added), effect)


def _days(field: str, old: int, new: int, *, longer: Tag) -> Change | None:
    if old == new:
        return None
    shorter = Tag.NARROWER if longer == Tag.WIDER else Tag.WIDER
    tag = longer if new > old else shorter
    return Change(field, tag, _day_count(old), _day_count(new), "")


def _day_count(days: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def _text(field: str, old: str, new: str) -> Change | None:
    return None if old == new else Change(field, Tag.CHANGED, old, new, "")


def _notices(old: Facts, new: Facts, language: str) -> list[Change | None]:
    before, after = old.notice(language)[1], new.notice(language)[1]
    fields = {
        _("What for"): (before.what_for, after.what_for),
        _("Where"): (before.where, after.where),
        _("Who sees it"): (before.who_sees, after.who_sees),
        _("How long"): (before.how_long, after.how_long),
        _("Which model"): (before.which_model, after.which_model),
        _("Never for"): (before.never_for, after.never_for),
        _("If you say no"): (before.if_no, after.if_no),
    }
    return [_text(field, *texts) for field, texts in fields.items()]


def _kinds(facts: Facts) -> list[str]:
    return [str(NAMES[kind]) for kind in facts.kinds]


def _names(facts: Facts) -> list[str]:
    return [
        application.name
        if application.frame_suffix is None
        else _("%(name)s, on listed sites") % {"name": application.name}
        for application in facts.applications
    ]


def _hours(hours: Hours) -> str:
    days = " ".join(str(day) for day in hours.days)
    return _("%(start)s to %(end)s (%(zone)s), days %(days)s") % {
        "start": hours.start,
        "end": hours.end,
        "zone": hours.zone,
        "days": days,
    }
