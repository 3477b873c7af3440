"""In which releases a person is, for that person."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pages import dates
from training.releases import queries
from training.releases.queries import InRelease


@dataclass(frozen=True, slots=True)
class InReleases:
    """How many releases hold the person's episodes, and each of them in a line."""

    sentence: str
    lines: list[str]


def of(owner: str, purpose: str = "") -> InReleases | None:
    """Return the releases that a person is in, of one purpose or of all; None for none."""
    found = [one for one in queries.of(owner) if purpose in ("", one.purpose)]
    if not found:
        return None
    sentence = ngettext(
        "Your episodes are in %(n)d release.", "Your episodes are in %(n)d releases.", len(found)
    ) % {"n": len(found)}
    return InReleases(sentence, [_line(one) for one in found])


def _line(one: InRelease) -> str:
    values = {
        "n": one.number,
        "purpose": one.purpose,
        "day": dates.day(one.ends_on) if one.ends_on else "",
    }
    if one.recalled:
        return _("You are in release %(n)d of %(purpose)s. It is being recalled.") % values
    return _("You are in release %(n)d of %(purpose)s. Every copy is gone by %(day)s.") % values
