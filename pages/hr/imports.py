"""Import of a list: a trial that changes nothing, then all of it or nothing."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from governance.audit.acts import Role
from governance.devices import importing
from governance.directory import actors, import_csv
from governance.directory.import_csv import Preview, Row
from governance.packs.load import codes
from pages import dates, languages
from pages.access import staff_page
from pages.cases import words
from pages.hr import kept_lists, people

LARGEST = 2_500_000
SHOWN = 100
EXAMPLE = "name,email,login,unit,jurisdiction,language,kind,last_day"
COLUMNS: tuple[tuple[str, Promise], ...] = (
    ("name", gettext_lazy("Needed. As the person writes it.")),
    ("email", gettext_lazy("Needed. It says whom the row means; a login works too.")),
    ("login", gettext_lazy("The login of the computer. Without one no device can record.")),
    ("unit", gettext_lazy("A unit that is not there yet is made.")),
    ("jurisdiction", gettext_lazy("Whose rules count.")),
    ("language", gettext_lazy("In which language the person reads Sayso.")),
    ("kind", gettext_lazy("employee or contractor.")),
    ("last_day", gettext_lazy("2026-11-30, or 2026-11-30 17:00 in UTC. Recording ends then.")),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file, and what it may hold."""

    name: str
    what: str


@dataclass(frozen=True, slots=True)
class TriedRow:
    """A row of the file, what importing it would do, and what is wrong with it."""

    number: int
    name: str
    email: str
    does: str
    changes: str
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a file would do."""

    sentence: str
    fits: bool
    errors: tuple[str, ...]
    wrong: tuple[TriedRow, ...]
    more_wrong: int
    rows: tuple[TriedRow, ...]
    more_rows: int
    added: str
    changed: str
    same: str
    leaving: str
    button: str


@staff_page(Role.HR)
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    """Take a file or a text and show what it would do; nothing is changed by it."""
    context: dict[str, object] = {"columns": _columns(), "example": EXAMPLE}
    if request.method != "POST":
        return render(request, "hr/import.html", context)
    text, error = _given(request)
    if error:
        context["error"] = error
        return render(request, "hr/import.html", context, status=422)
    found = import_csv.preview(text)
    trial = _trial(found)
    if found.fits:
        context["kept"] = kept_lists.keep(text, people.user_of(request))
        if not context["kept"]:
            context["error"] = _("Sayso cannot keep the trial just now. Try again in a minute.")
    context |= {"trial": trial, "pasted": request.POST.get("text", "")}
    return render(request, "hr/import.html", context, status=200 if trial.fits else 422)


@staff_page(Role.HR)
@require_POST
def import_apply(request: HttpRequest) -> HttpResponse:
    """Import the list that was tried, all of it or nothing."""
    me, name = people.user_of(request), request.POST.get("kept", "")
    done = importing.apply(kept_lists.take(name, me), actors.actor_of(me, Role.HR))
    kept_lists.drop(name)
    added = ngettext("%(n)d person added.", "%(n)d people added.", done.added)
    changed = ngettext("%(n)d person changed.", "%(n)d people changed.", done.changed)
    said = [added % {"n": done.added}, changed % {"n": done.changed}]
    messages.success(request, " ".join(said))
    return redirect("hr:directory")


def _given(request: HttpRequest) -> tuple[str, str]:
    """Return the text of the list, or what is wrong with it."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        if (file.size or 0) > LARGEST:
            return "", _("The file is larger than 2.5 MB. Split it into parts.")
        return import_csv.decode(file.read()), ""
    text = request.POST.get("text", "")
    return (text, "") if text.strip() else ("", _("Choose a file, or paste a list."))


def _trial(found: Preview) -> Trial:
    wrong = [row for row in found.rows if row.errors]
    doing = [row for row in found.rows if not row.errors and row.action != "same"]
    added, changed = found.count("add"), found.count("change")
    leaving = sum("last_day" in row.changes or _adds_leaver(row) for row in found.rows)
    return Trial(
        sentence=_sentence(found, len(wrong)),
        fits=found.fits,
        errors=found.errors,
        wrong=tuple(_row(row) for row in wrong[:SHOWN]),
        more_wrong=max(len(wrong) - SHOWN, 0),
        rows=tuple(_row(row) for row in doing[:SHOWN]),
        more_rows=max(len(doing) - SHOWN, 0),
        added=dates.number(added),
        changed=dates.number(changed),
        same=dates.number(found.count("same")),
        leaving=dates.number(leaving),
        button=ngettext("Import %(n)s row", "Import %(n)s rows", len(found.rows))
        % {"n": dates.number(len(found.rows))},
    )


def _sentence(found: Preview, wrong: int) -> str:
    if found.errors or not found.rows:
        return _("This list cannot be read.") if found.errors else _("This list has no rows.")
    if wrong:
        return ngettext(
            "%(n)d row needs you. Until it is right nothing is imported.",
            "%(n)d rows need you. Until they are right nothing is imported.",
            wrong,
        ) % {"n": wrong}
    if found.count("same") == len(found.rows):
        return _("Everything in this list is in the directory already.")
    return ngettext(
        "The %(n)s row can be imported.", "All %(n)s rows can be imported.", len(found.rows)
    ) % {"n": dates.number(len(found.rows))}


def _adds_leaver(row: Row) -> bool:
    return row.action == "add" and bool(row.last_day)


def _row(row: Row) -> TriedRow:
    does = {"add": _("New"), "change": _("Changes"), "same": _("Stays as it is")}
    return TriedRow(
        number=row.number,
        name=row.name,
        email=row.email,
        does=does[row.action],
        changes=", ".join(row.changes),
        errors=row.errors,
    )


def _columns() -> list[Column]:
    known = {
        "jurisdiction": [f"{code} ({words.jurisdiction(code)})" for code in codes()],
        "language": sorted(languages.offered()),
    }
    return [
        Column(name, f"{what} {', '.join(known[name])}" if name in known else str(what))
        for name, what in COLUMNS
    ]
