"""Reads the catalogues of translations (.po) without gettext's programs."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import to_locale

LOCALE = Path(__file__).resolve().parent.parent / "locale"
AGENT = LOCALE.parent / "capture" / "agent" / "locale"
LANGUAGES = ("de", "es", "ja", "zh-hans")
_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) )?(".*")$')
_SLOT = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


@dataclass
class Message:
    """One entry: `strings` are its translations, one or one a plural form."""

    context: str | None = None
    id: str = ""
    plural: str | None = None
    strings: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.id

    @property
    def translated(self) -> bool:
        return bool(self.strings) and all(self.strings) and "fuzzy" not in self.flags


def po(language: str) -> Path:
    return LOCALE / to_locale(language) / "LC_MESSAGES" / "django.po"


def agent_po(language: str) -> Path:
    """Return the catalogue of the agent, named as the C library names the language."""
    name = {"zh-hans": "zh_CN"}.get(language, language)
    return AGENT / name / "LC_MESSAGES" / "sayso-agent.po"


def read(path: Path) -> list[Message]:
    """Return the entries of a catalogue; the first is its head."""
    return [_message(block) for block in _blocks(path.read_text(encoding="utf-8"))]


def slots(text: str) -> set[str]:
    """Return the names of the placeholders in a text."""
    return {first or second for first, second in _SLOT.findall(text)}


def _blocks(text: str) -> Iterator[list[str]]:
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#~")]
        if any(line.startswith("msgid") for line in lines):
            yield lines


def _message(lines: list[str]) -> Message:
    found, parts, name = Message(), {}, ""
    for line in lines:
        if line.startswith("#:"):
            found.files |= set(line[2:].split())
        elif line.startswith("#,"):
            found.flags |= {flag.strip() for flag in line[2:].split(",")}
        elif match := _LINE.match(line):
            name = match[1] or name
            parts[name] = parts.get(name, "") + ast.literal_eval(match[2])
    found.context, found.plural = parts.get("msgctxt"), parts.get("msgid_plural")
    found.id = parts["msgid"]
    found.strings = [text for name, text in sorted(parts.items()) if name.startswith("msgstr")]
    return found
