"""Grow whole postal addresses, and lists of partners, out of the findings between them.

A street, a flat or a box is an anchor; what stands beside it and looks like a part of an address
(house numbers, codes of states, towns, other findings) goes with it. Rules alone left the house
number or the town in four addresses of ten.
"""

import re

from redaction.engine.kinds import Kind
from redaction.engine.merge import Finding

_PARTS = frozenset(
    (Kind.ADDRESS, Kind.LOCATION, Kind.PERSON, Kind.TEXT, Kind.NUMBER, Kind.ID, Kind.ORGANISATION,
     Kind.PHONE, Kind.DATE, Kind.NATIONAL_ID)
)  # fmt: skip
_NAMES = frozenset((Kind.PERSON, Kind.LOCATION, Kind.TEXT, Kind.ORGANISATION))
# What may stand between two parts without being one.
_LOOSE = (
    r"\d{1,6}[A-Za-z]?(?:[-/]\d{1,4})?|[A-Z]{1,3}(?![a-z])|[Nn]an|[Aa]pt|[Ss]uite|[Ff]lat|[Uu]nit|[Bb]ox|[Ss]te"
    r"|[Ss]tr?|[Uu]l|[Aa]vda|[Uu]|[Rr]d|[Aa]ve|P|O|(?:of|de|del|la|di|da|the|na|am|an|bei)(?= )"
)
_GAP = re.compile(rf"[ \t,.\n()]{{0,4}}(?:(?:{_LOOSE})[ \t,.\n()]{{1,4}}){{0,5}}")
_NUMBER_BEFORE = re.compile(r"(?<![\w.,:/-])(?:\d{1,6}[A-Za-z]?,? ){1,2}$")
_NUMBER_AFTER = re.compile(r",? \d{1,4}[A-Za-z]?(?![\w:%]|[.,]\d)")
_WORD_AFTER = re.compile(r"(?: ?[A-Z][\w'-]{1,30}){1,2}(?=\s*(?:,|\n|$|\d))")
_REACH = 60
_AND = re.compile(r" (?:and|&) ")


def grow(findings: list[Finding], text: str) -> list[Finding]:
    """Join the parts of addresses and the names of firms; findings are sorted and apart."""
    if len(findings) < 2 and not any(one.kind == Kind.ADDRESS for one in findings):
        return [_with_house_number(one, text) for one in findings]
    grown: list[Finding] = []
    for one in findings:
        last = grown[-1] if grown else None
        if last and _belong(last, one, text):
            grown[-1] = _joined(last, one, Kind.ADDRESS)
        else:
            grown.append(_with_house_number(one, text))
    return _partners(_backwards(grown, text), text)


def _joined(left: Finding, right: Finding, kind: Kind) -> Finding:
    start, end = min(left.start, right.start), max(left.end, right.end)
    return Finding(start, end, kind, 1.0, "addresses")


def _belong(left: Finding, right: Finding, text: str) -> bool:
    if right.start <= left.end:
        return True
    if left.kind not in _PARTS or right.kind not in _PARTS or right.start - left.end > _REACH:
        return False
    gap = text[left.end : right.start]
    if "\n\n" in gap or not _GAP.fullmatch(gap):
        return False
    if left.kind == Kind.ADDRESS:
        return True
    # A name in the line above a street is who lives there.
    return right.kind == Kind.ADDRESS and "\n" not in gap and not gap.startswith(".")


def _backwards(findings: list[Finding], text: str) -> list[Finding]:
    """Give an address the number and the town that stand before it."""
    apart: list[Finding] = []
    for one in findings:
        if one.kind == Kind.ADDRESS:
            before = _NUMBER_BEFORE.search(text, max(0, one.start - 16), one.start)
            start = before.start() if before else one.start
            after = _WORD_AFTER.match(text, one.end) if "\n" in text[one.start : one.end] else None
            one = Finding(start, after.end() if after else one.end, one.kind, 1.0, one.stage)  # noqa: PLW2901
        if apart and one.start < apart[-1].end:
            apart[-1] = _joined(apart[-1], one, Kind.ADDRESS)
        else:
            apart.append(one)
    return apart


def _with_house_number(one: Finding, text: str) -> Finding:
    """A name with a short number behind it, `Allika 46`, reads like a street."""
    if one.kind not in _NAMES:
        return one
    match = _NUMBER_AFTER.match(text, one.end)
    if match is None:
        return one
    before = _NUMBER_BEFORE.search(text, max(0, one.start - 16), one.start)
    kind = Kind.ADDRESS if before or "\n" in text[match.end() : match.end() + 2] else one.kind
    return Finding(one.start, match.end(), kind, one.strength, one.stage)


def _partners(findings: list[Finding], text: str) -> list[Finding]:
    """`Jones, Mitchell and Williams` is one firm."""
    joined: list[Finding] = []
    for one in findings:
        if joined and one.kind in _NAMES and joined[-1].kind in _NAMES:
            last = joined[-1]
            between = text[last.end : one.start]
            if _AND.fullmatch(between) and ", " in text[last.start : last.end]:
                joined[-1] = _joined(last, one, Kind.ORGANISATION)
                continue
        joined.append(one)
    return joined
