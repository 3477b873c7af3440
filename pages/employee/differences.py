"""What changed between two versions of a purpose, and what that means for the person."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from governance.purposes import differences
from governance.purposes.differences import Direction
from governance.purposes.facts import Facts
from pages.sign import joined


class Tag(StrEnum):
    """Which way a change goes for the person."""

    WIDER = "Wider"
    NARROWER = "Narrower"
    CHANGED = "Changed"


TAGS = {
    Direction.WIDER: Tag.WIDER,
    Direction.NARROWER: Tag.NARROWER,
    Direction.OTHER: Tag.CHANGED,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change: before, after, and its effect in words."""

    field: str
    tag: Tag
    before: str
    after: str
    effect: str


def between(old: Facts, new: Facts, language: str) -> list[Change]:
    """Return the changes from one version to another, what reaches further first."""
    found = [_own(change, old, new) for change in differences.between(old, new)]
    return found + _notices(old, new, language)


def _own(change: differences.Change, old: Facts, new: Facts) -> Change:
    """Say a change to the person: of a list, only what went and what came."""
    before, after = change.before, change.after
    if change.field in differences.SETS:
        gone, come = _parts(change.field, old), _parts(change.field, new)
        if gone != come:  # else only the programs behind the names changed: show them whole
            before = joined([part for part in gone if part not in come])
            after = joined([part for part in come if part not in gone])
    wider = change.direction == Direction.WIDER
    effect = _("Your consent to the older version does not reach it.") if wider else ""
    return Change(change.label, TAGS[change.direction], before, after, effect)


def _parts(field: str, facts: Facts) -> list[str]:
    if field != "applications":
        return list(differences.point(field, facts).parts)
    return [
        application.name
        if application.frame_suffix is None
        else _("%(name)s, on listed sites") % {"name": application.name}
        for application in facts.applications
    ]


def _notices(old: Facts, new: Facts, language: str) -> list[Change]:
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
    return [
        Change(field, Tag.CHANGED, one, other, "")
        for field, (one, other) in fields.items()
        if one != other
    ]
