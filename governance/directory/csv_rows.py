"""Reads the text of a CSV file into rows, and says in words what is wrong with each."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from governance.directory.models import Engagement
from governance.packs.load import codes

COLUMNS = ("name", "email", "login", "unit", "jurisdiction", "language", "kind", "last_day")
NEEDED = ("name", "email")
LONGEST = {"name": 200, "email": 254, "login": 100, "unit": 120}
MOST_ROWS = 20_000
LAST_SECOND = time(23, 59, 59, tzinfo=UTC)


@dataclass(slots=True)
class Read:
    """A row as it was read: cells that are there and not empty, and what is wrong with them."""

    number: int
    cells: dict[str, str]
    last_day: datetime | None = None
    errors: list[str] = field(default_factory=list)


def decode(raw: bytes) -> str:
    """Return the text of a file: UTF-8, with or without its mark, else as Windows writes it."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read(text: str) -> tuple[list[Read], list[str]]:
    """Return the rows, and what is wrong with the file as a whole."""
    text = text.removeprefix("\ufeff")
    if not text.strip(' \t\r\n,;"'):
        return [], [_("The file is empty. Its first line names the columns: %s.") % _names()]
    if "\0" in text:
        return [], [_("The file holds bytes that no text has. Save it as CSV in UTF-8.")]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        lines = [line for line in reader if any(cell.strip() for cell in line)]
    except csv.Error:
        return [], [_("A quotation mark is not closed. Save the file as CSV again.")]
    header = [cell.strip().lower() for cell in lines[0]]
    if wrong := _wrong_header(header):
        return [], wrong
    if len(lines) - 1 > MOST_ROWS:
        return [], [_("More than %d rows. Split the file into parts.") % MOST_ROWS]
    return [_row(number, header, line) for number, line in enumerate(lines[1:], 2)], []


def _names() -> str:
    return ", ".join(COLUMNS)


def _separator(text: str) -> str:
    first = text.lstrip().splitlines()[0]
    return max((";", ",", "\t"), key=first.count)


def _wrong_header(header: list[str]) -> list[str]:
    wrong = [
        _("Column “%(name)s” is unknown. Columns are: %(names)s.") % {"name": n, "names": _names()}
        for n in header
        if n not in COLUMNS
    ]
    wrong += [_("Column “%s” is missing. Add it.") % n for n in NEEDED if n not in header]
    if len(set(header)) != len(header):
        wrong.append(_("A column is there twice. Delete one of them."))
    return wrong


def _row(number: int, header: list[str], line: list[str]) -> Read:
    cells = {name: cell.strip() for name, cell in zip(header, line, strict=False) if cell.strip()}
    row = Read(number, cells)
    if len(line) > len(header):
        row.errors.append(_("More cells than columns. Put text with a separator in quotes."))
    for name in NEEDED:
        if name not in cells:
            row.errors.append(_("“%s” is empty. Fill it in.") % name)
    for name, length in LONGEST.items():
        if len(cells.get(name, "")) > length:
            row.errors.append(_("“%(name)s” is too long. %(n)d signs at most.") % _of(name, length))
    for name, check in _CHECKS.items():
        if name in cells and (error := check(row, cells[name])):
            row.errors.append(error)
    return row


def _of(name: str, length: int) -> dict[str, object]:
    return {"name": name, "n": length}


def _email(row: Read, cell: str) -> str:
    row.cells["email"] = cell.lower()
    try:
        validate_email(cell)
    except ValidationError:
        return _("“%s” is no e-mail address. Write it as name@company.example.") % cell
    return ""


def _one_of(name: str, allowed: Callable[[], tuple[str, ...]]) -> Callable[[Read, str], str]:
    def check(row: Read, cell: str) -> str:
        row.cells[name] = cell.lower()
        if cell.lower() in allowed():
            return ""
        words = {"cell": cell, "allowed": ", ".join(allowed())}
        return _("“%(cell)s” is not known here. Use one of: %(allowed)s.") % words

    return check


def _last_day(row: Read, cell: str) -> str:
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        return _("“%s” is no day. Write 2026-11-30, or 2026-11-30 17:00 in UTC.") % cell
    if len(cell) <= len("2026-11-30"):
        moment = datetime.combine(moment.date(), LAST_SECOND)
    row.last_day = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return ""


_CHECKS: dict[str, Callable[[Read, str], str]] = {
    "email": _email,
    "jurisdiction": _one_of("jurisdiction", codes),
    "language": _one_of("language", lambda: tuple(code for code, _name in settings.LANGUAGES)),
    "kind": _one_of("kind", lambda: tuple(Engagement.values)),
    "last_day": _last_day,
}
