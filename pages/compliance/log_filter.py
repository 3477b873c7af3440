"""The filter of the log: what the address asks for, what was typed, and what is wrong with it."""

import re
import uuid
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from governance.audit.acts import Act, Outcome, Role
from governance.audit.search import Place, Search
from governance.purposes.models import Purpose
from pages.compliance.words import ACTS, OUTCOMES, ROLES

FIELDS = ("since", "until", "role", "act", "outcome", "purpose")
_PLACE = re.compile(r"(\d{4}-\d\d-\d\d)\.([0-9a-f-]{36})")


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a choice."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a field."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class LogFilter:
    """The form as it was typed, and the search that it asks for."""

    typed: dict[str, str]
    search: Search
    wrong: tuple[Wrong, ...]
    roles: tuple[Option, ...]
    acts: tuple[Option, ...]
    outcomes: tuple[Option, ...]
    purposes: tuple[Option, ...]

    @property
    def since_error(self) -> str:
        """What is wrong with the first day."""
        return next((one.words for one in self.wrong if one.field == "since"), "")

    @property
    def until_error(self) -> str:
        """What is wrong with the last day."""
        return next((one.words for one in self.wrong if one.field == "until"), "")

    @property
    def narrow(self) -> bool:
        """Whether it leaves anything out."""
        return any(self.typed.values())

    def url(self, before: Place | None = None) -> str:
        """Return the address of a page of this search."""
        query = {name: value for name, value in self.typed.items() if value}
        if before:
            query["before"] = f"{before.day.isoformat()}.{before.entry}"
        return reverse("compliance:log") + (f"?{urlencode(query)}" if query else "")


def read(data: QueryDict) -> LogFilter:
    """Read a filter; what makes no sense does not narrow, and is named."""
    slugs = Purpose.objects.order_by("slug").values_list("slug", flat=True)
    typed = {name: data.get(name, "").strip()[:100] for name in FIELDS}
    since, until, wrong = _days(typed)
    wanted = Search(
        since=since,
        until=until,
        role=Role(typed["role"]) if typed["role"] in set(Role) else None,
        act=Act(typed["act"]) if typed["act"] in set(Act) else None,
        outcome=Outcome(typed["outcome"]) if typed["outcome"] in set(Outcome) else None,
        purpose=typed["purpose"],
    )
    return LogFilter(
        typed=typed,
        search=wanted,
        wrong=wrong,
        roles=tuple(Option(role, str(words)) for role, words in ROLES.items()),
        acts=tuple(sorted((Option(a, str(w)) for a, w in ACTS.items()), key=lambda o: o.label)),
        outcomes=tuple(Option(outcome, str(words)) for outcome, words in OUTCOMES.items()),
        purposes=tuple(Option(slug, slug) for slug in slugs),
    )


def place(text: str) -> Place | None:
    """Read where a page begins; anything else is the first page."""
    found = _PLACE.fullmatch(text)
    try:
        return Place(date.fromisoformat(found[1]), uuid.UUID(found[2])) if found else None
    except ValueError:
        return None


def _days(typed: dict[str, str]) -> tuple[date | None, date | None, tuple[Wrong, ...]]:
    days: dict[str, date | None] = {}
    wrong = []
    for name in ("since", "until"):
        try:
            days[name] = parse_date(typed[name]) if typed[name] else None
            bad = bool(typed[name]) and days[name] is None
        except ValueError:
            days[name], bad = None, True
        if bad:
            words = _("“%(day)s” is not a day. Write 2026-09-30.") % {"day": typed[name]}
            wrong.append(Wrong(name, words))
    since, until = days["since"], days["until"]
    if since and until and since > until:
        wrong.append(Wrong("until", _("The last day is before the first. Change one of them.")))
    return since, until, tuple(wrong)
