"""What a signed certificate of erasure says, in words. Its signature was checked before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.erasure.certificate import NOT_COVERED
from governance.rights.places import PLACES
from governance.signing import decode
from pages import dates

NAMED_HERE: dict[str, Promise] = {"reviews": gettext_lazy("Review samples")}
STAYS = frozenset({"directory", "erasures", "requests"})
"""Places that no erasure takes: they stand among what is kept."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place and how many rows went from it."""

    name: str
    erased: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A certificate in words."""

    number: str
    company: str
    pseudonym: str
    sentence: str
    places: tuple[Place, ...]
    keys: str
    backups: str
    kept: tuple[str, ...]
    not_covered: tuple[str, ...]


def read(signed: Mapping[str, str]) -> Reading:
    """Return a certificate in words, from the bytes that were signed."""
    says = json.loads(decode(signed["payload"]))
    return Reading(
        number=says["id"],
        company=says["company"],
        pseudonym=says["owner"],
        sentence=_sentence(says),
        places=tuple(
            Place(_name(name), dates.number(count))
            for name, count in says["deleted"].items()
            if count or name not in STAYS
        ),
        keys=dates.number(says["keys_destroyed"]),
        backups=_("Backups can open what went until %(day)s, and not after.")
        % {"day": _day(says["backups_end"])},
        kept=_kept(everything=bool(says["everything"])),
        not_covered=tuple(str(NOT_COVERED.get(code, code)) for code in says["not_covered"]),
    )


def _name(holding: str) -> str:
    if holding in PLACES:
        return str(PLACES[holding][0])
    return str(NAMED_HERE.get(holding, holding))


def _sentence(says: Mapping[str, object]) -> str:
    done = _day(str(says["done"]))
    if says["everything"]:
        return _(
            "On %(day)s, everything that this Sayso had recorded about the person with the "
            "pseudonym below was erased, and the keys that opened the proofs of their decisions."
        ) % {"day": done}
    if says["purpose"]:
        return _(
            "On %(day)s, what this Sayso had recorded about the person with the pseudonym below "
            "for the purpose %(purpose)s was erased."
        ) % {"day": done, "purpose": says["purpose"]}
    return _(
        "On %(day)s, everything that this Sayso had recorded about the person with the pseudonym "
        "below was erased. The proofs of their decisions were kept."
    ) % {"day": done}


def _kept(*, everything: bool) -> tuple[str, ...]:
    row = _("The row in the company's directory: it says who works or worked here.")
    asked = _("The request itself and its answer, as proof that it was answered.")
    proofs = _("The proofs of what the person decided.")
    account = _("This certificate and earlier ones, as proof.")
    return (row, asked, account) if everything else (row, proofs, account)


def _day(text: str) -> str:
    return dates.day(date.fromisoformat(text))
