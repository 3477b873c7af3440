"""Questions to the directory."""

import hashlib
import re
from dataclasses import dataclass

from governance.directory.models import Employee

_PART = re.compile(r"[^\W_]{3,}")


@dataclass(frozen=True, slots=True)
class NamesInUse:
    """What must never appear in stored text, and a version that changes when it does."""

    version: str
    names: frozenset[str]


def names_in_use() -> NamesInUse:
    """Return the names, logins and mail names of everybody in the directory."""
    rows = Employee.objects.values_list("name", "login", "email")
    names: set[str] = set()
    for name, login, email in rows:
        names.update(_parts(name), _parts(login), _parts(email.partition("@")[0]))
        names.update(text for text in (name, login, email) if text)
    digest = hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()
    return NamesInUse(digest, frozenset(names))


def _parts(text: str) -> list[str]:
    return _PART.findall(text) or ([text] if text and not text.isascii() else [])
