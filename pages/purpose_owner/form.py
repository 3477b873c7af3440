"""The form that writes a version, in the order in which people read the notice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.packs.load import codes
from governance.purposes import forbidden_uses, labels
from governance.purposes.facts import NoticeText
from governance.purposes.kinds import EXPLAINED, NAMES, Kind
from governance.purposes.problems import Problem
from pages import languages
from pages.purpose_owner import shape

DAYS: tuple[tuple[str, Promise], ...] = (
    ("1", gettext_lazy("Monday")),
    ("2", gettext_lazy("Tuesday")),
    ("3", gettext_lazy("Wednesday")),
    ("4", gettext_lazy("Thursday")),
    ("5", gettext_lazy("Friday")),
    ("6", gettext_lazy("Saturday")),
    ("7", gettext_lazy("Sunday")),
)
HINTS: dict[str, Promise] = {
    "kinds": gettext_lazy("Ask for as few as the purpose needs. People answer for each."),
    "sites": gettext_lazy("One a line, such as *.kestrel.example. Empty: nothing in a browser."),
    "recipients": gettext_lazy("One a line, such as: Two data stewards of the company."),
    "retention_days": gettext_lazy("Days until it is erased, 365 at most."),
    "resting_days": gettext_lazy("Days in which only the person reads it, 30 at most."),
    "consent_months": gettext_lazy("Months until people are asked anew, 12 at most."),
    "review_sample": gettext_lazy(
        "Masked episodes a quarter that two people look at. 0 for none. It is shown to everyone."
    ),
    "dpv_purposes": gettext_lazy(
        "What law calls it, in the words of the Data Privacy Vocabulary 2.3."
    ),
    shape.OTHER_TERMS: gettext_lazy(
        "If none fits: terms such as dpv:ServicePersonalisation, one a line. What evaluates, "
        "ranks, monitors, promotes or dismisses people is refused, and the refusal is in the log."
    ),
    "jurisdictions": gettext_lazy("Where the people work. The rules of all of them apply."),
    "why_free": gettext_lazy("What makes sure that nobody has to fear anything who says no?"),
    "model_family": gettext_lazy("The model that learns from it. Another one needs a new version."),
    "assessment.sha256": gettext_lazy("Of the file. On the computer where it lies: sha256sum FILE"),
    "assessment.file": gettext_lazy("Sayso computes the hash from it, and keeps nothing of it."),
    "hours.zone": gettext_lazy("Such as Europe/Berlin."),
}
LONG = frozenset({"why_free", "assessment.residual_risk", "assessment.representatives_said"})
TIMES = {"hours.start": "08:00", "hours.end": "17:00"}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form: what it asks, and its fields."""

    title: str
    lead: str
    fields: tuple[BoundField, ...]


@dataclass(frozen=True, slots=True)
class NoticePart:
    """The texts of one language."""

    code: str
    name: str
    fields: tuple[BoundField, ...]
    written: bool
    wrong: bool


class PurposeForm(forms.Form):
    """Holds a content that may be incomplete; nothing is required before it is proposed."""

    def __init__(self, content: Mapping[str, Any], rows: int) -> None:
        values = shape.fields_of(content, tuple(forbidden_uses.offered()))
        super().__init__(data=_QueryLike(values))
        self.rows = min(max(rows, len(content.get("applications") or ()) + 1), shape.ROWS_MOST)
        self.fields.update(_fields(self.rows, values))
        self.full_clean()
        self._errors = forms.utils.ErrorDict()

    def show(self, problems: Iterable[Problem]) -> None:
        """Show problems at their fields; one that has none stands in the summary alone."""
        for problem in problems:
            field = self._nearest(problem.field)
            self.add_error(field, problem.words)

    def summary(self) -> list[tuple[str, str]]:
        """Return for each problem the address of its field, and the words."""
        found = []
        for name, errors in self.errors.items():
            address = f"#{self[name].auto_id}" if name in self.fields else ""
            found += [(address, str(words)) for words in errors]
        return found

    def _nearest(self, path: str) -> str | None:
        parts = path.split(".")
        for size in range(len(parts), 0, -1):
            name = ".".join(parts[:size])
            if name in self.fields:
                return name
        if parts[0] == "applications":
            number = parts[1] if len(parts) > 1 else "0"
            return f"applications.{number}.name"
        return None

    def parts(self) -> list[Part]:
        """Return the parts of the form before the texts."""
        return [
            self._part(_("What"), _("The kinds of data that you ask for."), "kinds"),
            self._part(
                _("When and where"),
                _("Nothing is recorded outside these hours, applications and sites."),
                *("sites", "hours.days", "hours.start", "hours.end", "hours.zone"),
            ),
            self._part(_("Why"), "", "dpv_purposes", shape.OTHER_TERMS, "legal_basis"),
            self._part(_("Who sees it"), "", "recipients", "review_sample"),
            self._part(_("How long"), "", "retention_days", "resting_days", "consent_months"),
            self._part(
                _("Kinds that go earlier"),
                _("For a kind that is not needed as long as the others. Empty: it stays as long."),
                *(f"{shape.BY_KIND}.{kind}" for kind in Kind),
            ),
            self._part(_("Whose law"), "", "jurisdictions"),
            self._part(_("Which model"), "", "model_family"),
            self._part(_("What a no means"), "", "why_free"),
            self._part(
                _("Assessment of the risks"),
                _("The data protection impact assessment (GDPR, Art. 35), done before."),
                *(f"assessment.{name}" for name in ("sha256", "file", *shape.ASSESSMENT[1:])),
            ),
        ]

    def application_rows(self) -> list[tuple[BoundField, ...]]:
        """Return the rows of applications, the last one empty."""
        return [
            tuple(self[f"applications.{number}.{name}"] for name in _ROW)
            for number in range(self.rows)
        ]

    def notices(self) -> list[NoticePart]:
        """Return the texts, language by language."""
        found = []
        for code in shape.LANGUAGES:
            fields = tuple(self[f"notices.{code}.{name}"] for name in NoticeText.model_fields)
            found.append(
                NoticePart(
                    code=code,
                    name=languages.own_name(code),
                    fields=fields,
                    written=any(field.value() for field in fields),
                    wrong=any(field.errors for field in fields),
                )
            )
        return found

    def _part(self, title: str, lead: str, *names: str) -> Part:
        return Part(title, lead, tuple(self[name] for name in names))


_ROW = ("name", "wm_class", "executables", "frame_suffix")


class _QueryLike(dict[str, Any]):
    """Values of fields, as a form reads them; lists stay lists."""

    def getlist(self, name: str) -> list[Any]:
        value = self.get(name) or []
        return value if isinstance(value, list) else [value]


def _fields(rows: int, values: Mapping[str, Any]) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {
        "kinds": _many("kinds", [(kind, f"{NAMES[kind]}. {EXPLAINED[kind]}") for kind in NAMES]),
        "jurisdictions": _many("jurisdictions", [(code, labels.place(code)) for code in codes()]),
        "dpv_purposes": _many(
            "dpv_purposes",
            [(term, str(labels.TERMS.get(term, term))) for term in forbidden_uses.offered()],
        ),
        "hours.days": _many("hours.days", list(DAYS)),
        "legal_basis": _one_of("legal_basis", values["legal_basis"]),
        shape.OTHER_TERMS: _area(shape.OTHER_TERMS, _("Other purposes in law")),
        "assessment.file": _file("assessment.file"),
        "assessment.day": _line("assessment.day", kind="date"),
    }
    for name in shape.TEXTS:
        if name not in found:
            found[name] = _area(name) if name in LONG else _line(name)
    found |= {name: _area(name) for name in shape.LINES}
    found |= {name: _line(name) for name in (f"{shape.BY_KIND}.{kind}" for kind in Kind)}
    found |= {f"hours.{name}": _line(f"hours.{name}") for name in shape.HOURS}
    for name in shape.ASSESSMENT:
        path = f"assessment.{name}"
        found.setdefault(path, _area(path) if path in LONG else _line(path))
    for number in range(rows):
        found |= _application(number)
    for code in shape.LANGUAGES:
        found |= _notice(code)
    return found


def _application(number: int) -> dict[str, forms.Field]:
    head = f"applications.{number}"
    more = _("One a line, such as /usr/bin/mousepad.")
    browser = _("Only for a browser, such as: - Chromium")
    return {
        f"{head}.name": _line(f"{head}.name", hint=_("As people know it.")),
        f"{head}.wm_class": _line(f"{head}.wm_class", hint=_("As the desktop names it.")),
        f"{head}.executables": _area(f"{head}.executables", hint=more, quick=True),
        f"{head}.frame_suffix": _line(f"{head}.frame_suffix", hint=browser),
    }


def _notice(code: str) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    for name in NoticeText.model_fields:
        path = f"notices.{code}.{name}"
        if name == "name":
            found[path] = _line(path, lang=code)
        else:
            hint = _("An empty line begins a new paragraph.") if name in shape.PARAGRAPHS else ""
            found[path] = _area(path, hint=hint, quick=True, lang=code)
    return found


def _line(path: str, *, hint: str = "", kind: str = "text", lang: str = "") -> forms.CharField:
    attrs = {"class": "wide"} if kind == "text" else {"class": "short"}
    if lang:
        attrs["lang"] = lang
    widget = forms.TextInput(attrs | {"type": kind, "autocomplete": "off"})
    return forms.CharField(
        label=labels.of(path), help_text=hint or _hint(path), required=False, widget=widget
    )


def _area(
    path: str, label: str = "", *, hint: str = "", quick: bool = False, lang: str = ""
) -> forms.CharField:
    attrs = {"class": "quick"} if quick else {}
    if lang:
        attrs["lang"] = lang
    return forms.CharField(
        label=label or labels.of(path),
        help_text=hint or _hint(path),
        required=False,
        widget=forms.Textarea(attrs | {"rows": "2" if quick else "4", "cols": "60"}),
    )


def _file(path: str) -> forms.FileField:
    return forms.FileField(label=labels.of(path), help_text=_hint(path), required=False)


def _many(path: str, choices: list[tuple[Any, Any]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=labels.of(path),
        help_text=_hint(path),
        choices=[(str(value), str(label)) for value, label in choices],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _one_of(path: str, value: str) -> forms.ChoiceField:
    choices = [(code, str(label)) for code, label in labels.BASES.items()]
    if value and value not in dict(choices):
        choices.append((value, value))
    return forms.ChoiceField(label=labels.of(path), choices=choices, required=False)


def _hint(path: str) -> str:
    return str(HINTS.get(path, ""))
