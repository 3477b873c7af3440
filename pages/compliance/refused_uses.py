"""Uses of recorded data that were refused: when, which role, for which purpose."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from governance import clock
from governance.audit import search
from governance.audit.acts import Act, Outcome, Role
from governance.audit.models import AuditEntry
from pages import dates
from pages.compliance.words import ROLES, act_words

SPAN = timedelta(days=92)
SHOWN = 5
ACTS = (Act.DATA_READ, Act.HOLD_REFUSED, Act.PURPOSE_FORBIDDEN)


@dataclass(frozen=True, slots=True)
class Refused:
    """One refusal, in words."""

    day: str
    role: str
    words: str


@dataclass(frozen=True, slots=True)
class RefusedUses:
    """The newest refusals of the last three months; `more` where there are others."""

    newest: tuple[Refused, ...]
    more: bool
    url: str


def of() -> RefusedUses:
    """Return what was refused lately."""
    since = clock.today() - SPAN
    found = [entry for act in ACTS for entry in _entries(act, since)]
    found.sort(key=lambda entry: entry.day, reverse=True)
    return RefusedUses(
        newest=tuple(_refused(entry) for entry in found[:SHOWN]),
        more=len(found) > SHOWN,
        url=f"{reverse('compliance:log')}?outcome=refused",
    )


def _entries(act: Act, since: date) -> tuple[AuditEntry, ...]:
    refused = Outcome.REFUSED if act == Act.DATA_READ else None
    wanted = search.Search(since=since, act=act, outcome=refused)
    return search.page(wanted, size=SHOWN + 1).entries


def _refused(entry: AuditEntry) -> Refused:
    return Refused(
        day=dates.day(entry.day),
        role=str(ROLES[Role(entry.role)]),
        words=act_words(entry.act),
    )
