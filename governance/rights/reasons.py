"""Reasons for an extension, a question, a refusal or an answer in part, by stable code.

Names follow the W3C DPV 2.3 where it has one: `eu-gdpr:JustificationA12Complexity` and so on.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.packs.load import pack

EXTEND: dict[str, Promise] = {
    "complexity": _("The request is complex"),
    "high_volume": _("There are many requests"),
}
QUESTION: dict[str, Promise] = {
    "identity": _("We cannot tell yet who asks"),
    "clarification": _("We need to know what is meant"),
}
REFUSE: dict[str, Promise] = {
    "identity_failure": _("Who asked could not be confirmed"),
    "unfounded": _("The request is manifestly unfounded"),
    "excessive": _("The request is manifestly excessive"),
    "legal_claims": _("The data is needed for legal claims"),
    "legally_required": _("A law requires that the data is kept"),
}
PART: dict[str, Promise] = {
    "legal_claims": _("The proofs of what was decided are needed for legal claims"),
    "legally_required": _("A law requires that the proofs of what was decided are kept"),
}
BY_MOVE: dict[str, dict[str, Promise]] = {
    "extend": EXTEND,
    "ask_person": QUESTION,
    "refuse": REFUSE,
    "answer_in_part": PART,
}
BY_LAW = frozenset({"refuse", "answer_in_part"})
"""Moves whose reasons a law may narrow (`refusal_codes` of its pack)."""


def allowed(move: str, jurisdiction: str) -> dict[str, Promise]:
    """Return the reasons of a move that count in a jurisdiction."""
    known = BY_MOVE.get(move, {})
    if move not in BY_LAW:
        return known
    codes = pack(jurisdiction).refusal_codes
    return {code: words for code, words in known.items() if code in codes}


REASONS: dict[str, Promise] = {**EXTEND, **QUESTION, **REFUSE}
"""All reasons; an answer in part has words of its own in `BY_MOVE`."""
