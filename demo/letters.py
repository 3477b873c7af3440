"""Mail of the demonstration, which goes to a folder: read back for its inbox."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

BETWEEN = re.compile(rb"^-{79}\n(?=\Z|[A-Z][\w-]*: )", re.MULTILINE)
"""What the mail backend writes after each letter of a file: the next one begins with a header."""
LINK = re.compile(r"(https?://[^\s<>]+)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a letter's text; `path` is there where it leads into this Sayso."""

    text: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. Its id is that of the file and the place in it, and names nobody."""

    id: str
    to: str
    subject: str
    at: datetime | None
    text: str

    @property
    def pieces(self) -> list[Piece]:
        """The text, cut at its links."""
        return [_piece(part) for part in LINK.split(self.text) if part]


def every() -> list[Letter]:
    """Return all letters, the newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), reverse=True) if folder.is_dir() else []
    return [letter for file in files for letter in reversed(list(_in_file(file)))]


def find(letter_id: str) -> Letter | None:
    """Return a letter by its id."""
    return next((letter for letter in every() if letter.id == letter_id), None)


def _in_file(file: Path) -> Iterator[Letter]:
    for number, raw in enumerate(BETWEEN.split(file.read_bytes()), start=1):
        if raw.strip():
            message = email.message_from_bytes(raw, policy=policy.default)
            yield _letter(f"{file.stem}-{number}", message)


def _letter(letter_id: str, message: EmailMessage) -> Letter:
    body = message.get_body(("plain",))
    return Letter(
        id=letter_id,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=_at(message["Date"]) if message["Date"] else None,
        text=str(body.get_content()).strip() if body is not None else "",
    )


def _at(written: str) -> datetime:
    """Read a date; one in -0000 is in UTC, and says only that it knows no local time (RFC 5322)."""
    at = parsedate_to_datetime(written)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _piece(text: str) -> Piece:
    here = f"{settings.PUBLIC_URL}/"
    return Piece(text, text.removeprefix(here[:-1])) if text.startswith(here) else Piece(text)
