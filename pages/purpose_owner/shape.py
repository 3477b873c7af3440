"""Between what a form sends and the content of a version: nothing typed is lost on the way."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from governance.purposes.facts import NoticeText
from governance.purposes.kinds import Kind
from pages.versions.typed import clean

LANGUAGES = ("en", "de", "es", "ja", "zh-hans")
"""Languages in which a notice can be written; the English one stands in for what is missing."""
PARAGRAPHS = frozenset({"recorded", "basis_and_rights", "risks"})
TEXTS = (
    "retention_days", "resting_days", "consent_months", "review_sample", "legal_basis",
    "model_family", "why_free",
)  # fmt: skip
BY_KIND = "retention_by_kind"
CHOICES = ("kinds", "jurisdictions", "dpv_purposes")
LINES = ("sites", "recipients")
HOURS = ("start", "end", "zone")
ASSESSMENT = ("sha256", "day", "residual_risk", "representatives_said")
APPLICATION = ("name", "wm_class", "frame_suffix")
OTHER_TERMS = "dpv_other"
WEEK = frozenset("1234567")
ROWS_MOST = 20


def content_of(data: QueryDict) -> dict[str, Any]:
    """Return the content that a form describes; what is empty is left out."""
    found: dict[str, Any] = {name: _text(data, name) for name in TEXTS}
    found |= {name: [clean(one) for one in data.getlist(name)] for name in CHOICES}
    found |= {name: lines(data.get(name, "")) for name in LINES}
    found["dpv_purposes"] += lines(data.get(OTHER_TERMS, ""))
    found["applications"] = _applications(data)
    found[BY_KIND] = _filled({str(kind): _text(data, f"{BY_KIND}.{kind}") for kind in Kind})
    found["hours"] = _filled({name: _text(data, f"hours.{name}") for name in HOURS})
    if days := [int(day) for day in data.getlist("hours.days") if day in WEEK]:
        found["hours"]["days"] = days
    found["assessment"] = _filled({name: _text(data, f"assessment.{name}") for name in ASSESSMENT})
    found["notices"] = _filled({code: _notice(data, code) for code in LANGUAGES})
    return _filled(found)


def fields_of(content: Mapping[str, Any], offered: tuple[str, ...]) -> dict[str, Any]:
    """Return what the fields of the form hold for a content.

    Args:
        content: in the shape of `Facts`, complete or not.
        offered: terms of the list to choose from; others stand in a field of their own.
    """
    found: dict[str, Any] = {name: content.get(name, "") for name in (*TEXTS, *CHOICES)}
    found |= {name: "\n".join(content.get(name) or ()) for name in LINES}
    terms = content.get("dpv_purposes") or []
    found["dpv_purposes"] = [term for term in terms if term in offered]
    found[OTHER_TERMS] = "\n".join(term for term in terms if term not in offered)
    for number, row in enumerate(content.get("applications") or ()):
        found |= {f"applications.{number}.{name}": row.get(name) or "" for name in APPLICATION}
        found[f"applications.{number}.executables"] = "\n".join(row.get("executables") or ())
    kept = content.get(BY_KIND) or {}
    found |= {f"{BY_KIND}.{kind}": kept.get(kind, "") for kind in Kind}
    hours, assessment = content.get("hours") or {}, content.get("assessment") or {}
    found |= {f"hours.{name}": hours.get(name, "") for name in HOURS}
    found["hours.days"] = [str(day) for day in hours.get("days") or ()]
    found |= {f"assessment.{name}": assessment.get(name, "") for name in ASSESSMENT}
    for code, notice in (content.get("notices") or {}).items():
        for name in NoticeText.model_fields:
            value = notice.get(name, "")
            text = value if isinstance(value, str) else "\n\n".join(value)
            found[f"notices.{code}.{name}"] = text
    return found


def lines(text: str) -> list[str]:
    """Return the lines of a text that hold something."""
    return [line.strip() for line in clean(text).split("\n") if line.strip()]


def _applications(data: QueryDict) -> list[dict[str, Any]]:
    found = []
    for number in range(ROWS_MOST):
        row: dict[str, Any] = {
            name: _text(data, f"applications.{number}.{name}") for name in APPLICATION
        }
        row["frame_suffix"] = clean(data.get(f"applications.{number}.frame_suffix", ""))
        row["executables"] = lines(data.get(f"applications.{number}.executables", ""))
        if row := _filled(row):
            found.append(row)
    return found


def _notice(data: QueryDict, code: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in NoticeText.model_fields:
        text = _text(data, f"notices.{code}.{name}")
        if name in PARAGRAPHS:
            found[name] = [part.strip() for part in text.split("\n\n") if part.strip()]
        else:
            found[name] = text
    return _filled(found)


def _text(data: QueryDict, name: str) -> str:
    return clean(data.get(name, "")).strip()


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", [], {}, None)}
