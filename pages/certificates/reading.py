"""What a signed certificate of erasure says, in words. Its signature was checked before."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance.erasure.certificate import NOT_COVERED
from governance.erasure.models import Taken
from governance.purposes.kinds import NAMES, Kind
from governance.rights.places import PLACES
from governance.rights.reasons import PART
from governance.signing import decode
from pages import dates, holds

STAYS = frozenset({"directory", "erasures", "holds", "requests"})
"""Places that no erasure takes: they stand among what is kept."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place and how many rows went from it."""

    name: str
    erased: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A certificate in words.

    Attributes:
        recall: what was called back, in a sentence; "" where the certificate does not say.
        recalled: each release that was called back.
    """

    number: str
    company: str
    pseudonym: str
    sentence: str
    answers: str
    places: tuple[Place, ...]
    keys: str
    recall: str
    recalled: tuple[str, ...]
    backups: str
    kept: tuple[str, ...]
    not_covered: tuple[str, ...]


def read(signed: Mapping[str, str]) -> Reading:
    """Return a certificate in words, from the bytes that were signed."""
    says = json.loads(decode(signed["payload"]))
    releases = says.get("releases_recalled")  # not in one of before they were named
    return Reading(
        number=says["id"],
        company=says["company"],
        pseudonym=says["owner"],
        sentence=_sentence(says),
        answers=_answers(says.get("answers")),
        places=tuple(
            Place(_name(name), dates.number(count))
            for name, count in says["deleted"].items()
            if count or name not in STAYS
        ),
        keys=dates.number(says["keys_destroyed"]),
        recall="" if releases is None else _recall(len(releases)),
        recalled=_recalled(releases or ()),
        backups=_(
            "Backups can open what went until %(day)s, and not after, if whoever keeps the backups "
            "deletes them in time."
        )
        % {"day": _day(says["backups_end"])},
        kept=_kept(says),
        not_covered=tuple(str(NOT_COVERED.get(code, code)) for code in says["not_covered"]),
    )


def is_of(signed: Mapping[str, str], email: str, value: str) -> bool:
    """Tell whether a certificate is of somebody, by the value that came with it in the mail."""
    answers = json.loads(decode(signed["payload"])).get("answers") or {}
    named = f"{value.strip()}\0{email.strip().lower()}".encode()
    return bool(answers.get("subject") == f"sha256:{hashlib.sha256(named).hexdigest()}")


def _name(holding: str) -> str:
    return str(PLACES[holding][0]) if holding in PLACES else holding


TAKEN: dict[str, Promise] = {
    Taken.EPISODE: gettext_lazy("a single episode"),
    Taken.PERIOD: gettext_lazy("the episodes from %(first)s to %(last)s"),
    Taken.APPLICATION: gettext_lazy("the episodes of an application"),
    Taken.SITE: gettext_lazy("the episodes of a site"),
    Taken.LAST_MINUTES: gettext_lazy("what was recorded in the last minutes before it"),
    Taken.ALL_EPISODES: gettext_lazy("all episodes that were kept"),
}


def _taken(taken: Mapping[str, Any], done: str) -> str:
    days = dict(zip(("first", "last"), (_day(text) for text in taken["period"]), strict=False))
    return _(
        "On %(day)s, the person with the pseudonym below erased, out of their own data: %(what)s."
    ) % {"day": done, "what": str(TAKEN[taken["what"]]) % days}


def _everything(done: str, *, held: bool) -> str:
    if held:
        return _(
            "On %(day)s, everything that this Sayso had recorded about the person with the "
            "pseudonym below was erased, but for what a legal hold keeps sealed (it stands under "
            "what is kept), and the keys that opened the proofs of their decisions."
        ) % {"day": done}
    return _(
        "On %(day)s, everything that this Sayso had recorded about the person with the "
        "pseudonym below was erased, and the keys that opened the proofs of their decisions."
    ) % {"day": done}


def _sentence(says: Mapping[str, Any]) -> str:
    done = _day(str(says["done"]))
    if says.get("hold"):
        return _held(says["hold"], done)
    if says.get("taken"):
        return _taken(says["taken"], done)
    if says["everything"]:
        return _everything(done, held=bool(says.get("retained")))
    if says["kind"]:
        kind = str(says["kind"])
        return _(
            "On %(day)s, one kind of data of the person with the pseudonym below, “%(kind)s”, was "
            "erased for the purpose %(purpose)s. Other kinds may be kept."
        ) % {
            "day": done,
            "kind": NAMES[Kind(kind)] if kind in set(Kind) else kind,
            "purpose": says["purpose"],
        }
    if says["purpose"]:
        return _(
            "On %(day)s, what this Sayso had recorded about the person with the pseudonym below "
            "for the purpose %(purpose)s was erased."
        ) % {"day": done, "purpose": says["purpose"]}
    return _(
        "On %(day)s, everything that this Sayso had recorded about the person with the pseudonym "
        "below was erased. The proofs of their decisions were kept."
    ) % {"day": done}


def _recall(number: int) -> str:
    """Say how many releases are called back, what that does, and what it cannot do."""
    if not number:
        return _("No release that was out held any of it, so none is called back.")
    return ngettext(
        "%(n)s release held some of it and is called back in a weekly round, which names nobody. "
        "Whoever holds it must drop the person's rows, or all of it, and later releases are "
        "built without it. A model that was trained on it before keeps what it has learned.",
        "%(n)s releases held some of it and are called back in a weekly round, which names nobody. "
        "Whoever holds them must drop the person's rows, or all of it, and later releases are "
        "built without it. A model that was trained on them before keeps what it has learned.",
        number,
    ) % {"n": dates.number(number)}


def _recalled(releases: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    said = _("Release %(number)s for the purpose %(purpose)s")
    return tuple(
        said % {"number": dates.number(one["release"]), "purpose": one["purpose"]}
        for one in releases
    )


def _answers(answers: Mapping[str, object] | None) -> str:
    if not answers:
        return ""
    said = _("It answers the request %(request)s (%(ground)s).")
    if answers["in_part"]:
        said = _("It answers the request %(request)s (%(ground)s) in part.")
    return said % {"request": answers["request"], "ground": answers["ground"]}


def _held(hold: Mapping[str, Any], done: str) -> str:
    said = _(
        "On %(day)s, what a legal hold had kept sealed about the person with the pseudonym below, "
        "for %(matter)s since %(placed)s, was erased with its key."
    ) % {"day": done, "matter": holds.matter(hold["ground"]), "placed": _day(hold["placed"])}
    if "opened" not in hold:  # a certificate of before it was noted
        return said
    opened = _("It was never opened.")
    if days := ", ".join(map(_day, hold["opened"])):
        opened = _("It was opened on these days: %(days)s.") % {"days": days}
    return f"{said} {opened}"


def _kept(says: Mapping[str, Any]) -> tuple[str, ...]:
    answers = says.get("answers")
    row = _("The row in the company's directory: it says who works or worked here.")
    asked = _("The request itself and its answer, as proof that it was answered.")
    proofs = _("The proofs of what the person decided.")
    account = _("This certificate and earlier ones, as proof.")
    kept = [row, asked] if answers else [row]
    if not says["everything"]:
        code = answers["kept"] if answers else None
        kept.append(str(PART[code]) + "." if code in PART else proofs)
    return (*holds.retained(says.get("retained", [])), *kept, account)


def _day(text: str) -> str:
    return dates.day(date.fromisoformat(text))
