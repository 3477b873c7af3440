"""Captured text as pieces: no HTML, and characters that would not be seen become marks."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from training import masks

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SLOT = re.compile(r"%\((\w+)\)s")

MASKS: dict[str, Promise] = {
    "SECRET": _("secret"),
    "EMAIL": _("email"),
    "URL": _("url"),
    "CARD": _("card"),
    "IBAN": _("iban"),
    "NATIONAL_ID": _("national id"),
    "DEVICE": _("device"),
    "PHONE": _("phone"),
    "ADDRESS": _("address"),
    "ID": _("id"),
    "DATE": _("date"),
    "NUMBER": _("number"),
    "PERSON": _("person"),
    "ORGANISATION": _("organisation"),
    "LOCATION": _("location"),
    "AGE": _("age"),
    "TEXT": _("text"),
    "WITHHELD": _("withheld"),
}
"""What a mask is called; its types are those of the redaction engine."""


class Look(StrEnum):
    """How a piece is set; the names are those of the template."""

    PLAIN = "plain"
    STRONG = "strong"
    MONO = "mono"
    CHIP = "chip"
    KEY = "key"
    BREAK = "break"
    CONTROL = "control"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line: `t` is its look, `v` its text. The template escapes it."""

    t: Look
    v: str = ""


BREAK = Piece(Look.BREAK)


def captured(text: str, look: Look = Look.PLAIN) -> list[Piece]:
    """Return captured text in pieces: masks become chips, unseen characters become marks."""
    found: list[Piece] = []
    for part in masks.pieces(text):
        if part.masked:
            found.append(Piece(Look.CHIP, mask_name(part.masked)))
        else:
            found.extend(_marked(part.text, look))
    return found


def shown(text: str) -> str:
    """Return captured text as one string, unseen characters written out as marks."""
    return "".join(f"[{p.v}]" if p.t == Look.CONTROL else p.v for p in _marked(text, Look.PLAIN))


def mask_name(type_: str) -> str:
    """Return the words of a mask's type: `NATIONAL_ID` is "national id"."""
    return str(MASKS[type_]) if type_ in MASKS else type_.replace("_", " ").lower()


def said(sentence: str, parts: Mapping[str, Sequence[Piece]]) -> list[Piece]:
    """Fill the slots of a translated sentence, `%(name)s`, with pieces."""
    found: list[Piece] = []
    here = 0
    for slot in _SLOT.finditer(sentence):
        if slot.start() > here:
            found.append(Piece(Look.PLAIN, sentence[here : slot.start()]))
        found.extend(parts[slot[1]])
        here = slot.end()
    if here < len(sentence):
        found.append(Piece(Look.PLAIN, sentence[here:]))
    return found


def _marked(text: str, look: Look) -> list[Piece]:
    found: list[Piece] = []
    plain = ""
    for sign in text:
        if unicodedata.category(sign) not in _UNSEEN:
            plain += sign
            continue
        if plain:
            found.append(Piece(look, plain))
        plain = ""
        found.append(BREAK if sign == "\n" else Piece(Look.CONTROL, f"U+{ord(sign):04X}"))
    return [*found, Piece(look, plain)] if plain else found
