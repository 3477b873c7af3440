"""Words for releases: their names, states, reasons and numbers."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from governance.purposes.models import PurposeVersion
from pages import dates
from training.models import Release, ReleaseState
from training.releases.selecting import HIDDEN_BELOW, Why

STATES: dict[str, Promise] = {
    ReleaseState.WAITING: _lazy("Waits for a worker"),
    ReleaseState.BUILDING: _lazy("Is being built"),
    ReleaseState.CANCELLED: _lazy("Cancelled"),
    ReleaseState.FAILED: _lazy("Not built"),
    ReleaseState.READY: _lazy("Ready"),
    ReleaseState.RECALLED: _lazy("Recalled"),
}

REASONS: dict[str, Promise] = {
    "too-few-people": _lazy(
        "On no screen is there enough: at least five people must share each screen of a release, "
        "and what still rests stays out. Build again when more has been recorded."
    ),
    "too-many-changes": _lazy(
        "Decisions changed so often during the build that it could not be finished. Build again."
    ),
    "release-suspended": _lazy(
        "The purpose was suspended, or Sayso was stopped. Ask the compliance officer until when."
    ),
    "release-not-buildable": _lazy(
        "Another version of the purpose came into force during the build. Build again from it."
    ),
    "read-refused": _lazy(
        "The door stayed shut: the purpose is not in force or does not name this use. "
        "That is in the log."
    ),
    "interrupted": _lazy(
        "The process that built it ended three times before it was done. "
        "Ask whoever runs this server, then build again."
    ),
    "broken": _lazy(
        "Something broke during the build. Nothing of it was kept. "
        "Ask whoever runs this server to look at the worker's log, then build again."
    ),
}

LEFT_OUT: dict[str, Promise] = {
    Why.FEW: _lazy("Fewer than five people share the screen"),
    Why.RESTING: _lazy("They still rest, and only their owners read them"),
    Why.ENDS: _lazy("They are erased before the release ends"),
    Why.KINDS: _lazy("Nothing is left in them without the other kinds"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and what is so."""

    term: str
    text: str


def title_of(version: PurposeVersion) -> str:
    """Return the name of a purpose in the language of the page."""
    return version.facts.notice(get_language() or "en")[1].name


def titles() -> dict[tuple[str, int], str]:
    """Return the names of all versions of purposes, by slug and number."""
    rows = PurposeVersion.objects.exclude(state="draft")
    return {(row.purpose_id, row.number): title_of(row) for row in rows}


def title_for(release: Release) -> str:
    """Return the name of the purpose of a release."""
    row = PurposeVersion.objects.get(purpose=release.purpose, number=release.version)
    return title_of(row)


def about(number: int | None) -> str:
    """Return a rounded number of episodes in words."""
    if number is None:
        return _("fewer than %(n)d") % {"n": HIDDEN_BELOW}
    return _("about %(n)s") % {"n": dates.number(number)}


def left_out(counts: dict[str, int | None]) -> list[Fact]:
    """Return how many episodes are left out of a release, reason by reason."""
    return [Fact(str(why), about(counts.get(code))) for code, why in LEFT_OUT.items()]


def use_of(use: str, *, term: bool = True) -> str:
    """Return a DPV term in words, with the term itself behind it."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", use.partition(":")[2] or use)
    words = f"{name[:1]}{name[1:].lower()}"
    return f"{words} ({use})" if term else words
