"""What is missing or wrong in a draft, by field, in words that say what to write."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from governance import clock
from governance.packs.load import codes, pack
from governance.purposes import labels
from governance.purposes.facts import Facts, NoticeText
from governance.purposes.kinds import Kind


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where, as `hours.zone`, and what to do."""

    field: str
    words: str


ORDER = tuple(labels.LABELS)
MISSING: dict[str, Promise] = {
    "kinds": gettext_lazy("Choose at least one."),
    "applications": gettext_lazy("Name at least one application."),
    "jurisdictions": gettext_lazy("Choose at least one."),
    "dpv_purposes": gettext_lazy("Choose at least one."),
    "recipients": gettext_lazy("Name at least one, such as: two data stewards of the company."),
    "hours.days": gettext_lazy("Choose at least one."),
    "assessment.sha256": gettext_lazy("Write the SHA-256 of the file, 64 signs from 0 to f."),
    "why_free": gettext_lazy("Say why nobody has to fear anything who refuses."),
}
WRONG: dict[str, Promise] = {
    "missing": gettext_lazy("Write this."),
    "string_too_short": gettext_lazy("Write this."),
    "string_too_long": gettext_lazy("Shorten it to 2,000 characters."),
    "too_short": gettext_lazy("Name at least one."),
    "int_parsing": gettext_lazy("Write a whole number, such as 90."),
    "int_from_float": gettext_lazy("Write a whole number, such as 90."),
    "date_from_datetime_parsing": gettext_lazy("This is not a day. Write 2026-09-30."),
    "date_parsing": gettext_lazy("This is not a day. Write 2026-09-30."),
    "enum": gettext_lazy("Sayso does not know this one. Choose from the list."),
    "extra_forbidden": gettext_lazy("Sayso does not know this. Take it out."),
}
PATTERNS: dict[str, Promise] = {
    "assessment.sha256": gettext_lazy("Write the SHA-256 of the file, 64 signs from 0 to f."),
    "hours.start": gettext_lazy("Write a time as 08:00."),
    "hours.end": gettext_lazy("Write a time as 17:00."),
}


def of(content: Mapping[str, Any]) -> list[Problem]:
    """Return every problem, one a field, in the order of the form."""
    found: dict[str, Problem] = {}
    for problem in (*_shape(content), *_rules(content)):
        found.setdefault(problem.field, problem)
    return sorted(found.values(), key=lambda one: ORDER.index(one.field.split(".")[0]))


def _shape(content: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        Facts.model_validate(dict(content))
    except ValidationError as error:
        for detail in error.errors():
            yield from _problems(detail)


def _problems(detail: ErrorDetails) -> Iterator[Problem]:
    field = ".".join(str(part) for part in detail["loc"])
    if field.split(".")[0] not in ORDER:
        return
    if detail["type"] == "missing" and field in PARTS_OF:
        for part in PARTS_OF[field]:
            yield _problem(f"{field}.{part}", {**detail, "type": "missing"})
        return
    yield _problem(field, detail)


def _problem(field: str, detail: ErrorDetails) -> Problem:
    kind = detail["type"]
    if kind in {"missing", "too_short"} and field in MISSING:
        return _said(field, str(MISSING[field]))
    if kind == "string_pattern_mismatch" and field in PATTERNS:
        return _said(field, str(PATTERNS[field]))
    limits = detail.get("ctx", {})
    if kind in {"greater_than_equal", "less_than_equal"}:
        limit = {"n": limits.get("ge", limits.get("le"))}
        words = _("Write %(n)s or more.") if "ge" in limits else _("Write %(n)s or less.")
        return _said(field, words % limit)
    return _said(field, str(WRONG.get(kind, WRONG["missing"])))


PARTS_OF: dict[str, tuple[str, ...]] = {
    "hours": ("days", "start", "end", "zone"),
    "assessment": ("sha256", "day", "residual_risk", "representatives_said"),
    "notices": tuple(f"en.{name}" for name in NoticeText.model_fields),
}
"""Where a whole is missing, each of its parts is named."""


def _rules(content: Mapping[str, Any]) -> Iterator[Problem]:
    """What no shape can say."""
    for name in ("kinds", "jurisdictions", "dpv_purposes", "recipients"):
        if name in content and not content[name]:
            yield _said(name, str(MISSING[name]))
    if not set(content.get("jurisdictions") or ()) <= set(codes()):
        yield _said("jurisdictions", _("Sayso has no rules for one of them."))
    yield from _kept(content)
    yield from _hours(content.get("hours") or {})
    yield from _assessment(content)
    notices = content.get("notices")
    if isinstance(notices, dict) and notices and "en" not in notices:
        for name in NoticeText.model_fields:
            yield _said(
                f"notices.en.{name}", _("Write it in English, for all whose language is missing.")
            )


def _kept(content: Mapping[str, Any]) -> Iterator[Problem]:
    """A kind can go earlier than the rest alone, and only a kind that is asked for can be named."""
    kept, most = content.get("retention_by_kind"), str(content.get("retention_days", ""))
    for kind, days in kept.items() if isinstance(kept, Mapping) else ():
        field = f"retention_by_kind.{kind}"
        if kind in set(Kind) and kind not in (content.get("kinds") or ()):
            yield _said(field, _("You do not ask for this kind. Leave it empty."))
        if str(days).isdecimal() and most.isdecimal() and int(str(days)) > int(most):
            yield _said(field, _("Write %(n)s or less.") % {"n": most})


def _hours(value: Mapping[str, Any]) -> Iterator[Problem]:
    if "days" in value and not value["days"]:
        yield _said("hours.days", str(MISSING["hours.days"]))
    start, end = value.get("start"), value.get("end")
    if start and end and start >= end:
        yield _said("hours.end", _("Write a later time than the one it begins."))
    if value.get("zone") and value["zone"] not in available_timezones():
        yield _said("hours.zone", _("Write a time zone such as Europe/Berlin."))


def _assessment(content: Mapping[str, Any]) -> Iterator[Problem]:
    day = str((content.get("assessment") or {}).get("day", ""))
    if day > clock.today().isoformat():
        yield _said("assessment.day", _("This day is yet to come. Write when it was signed."))
    months = str(content.get("consent_months", ""))
    most = min(
        (pack(code).consent_months for code in content.get("jurisdictions") or ()), default=12
    )
    if months.isdecimal() and int(months) > most:
        yield _said("consent_months", _("Write %(n)s or less.") % {"n": most})


def _said(field: str, words: str) -> Problem:
    return Problem(field, _("%(field)s: %(what)s") % {"field": labels.of(field), "what": words})
