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
    r"\d{1,6}[A-Za-z]?(?:[-/]\d{1,4})?|[A-Z]{1,3}(?![a-z])|[Nn]an|[Aa]pt|[Ss]uite|[Ff]lat|[Uu]nit"
    r"|[Bb]ox|[Ss]te|[Ss]tr?|[Uu]l|[Aa]vda|[Uu]|[Rr]d|[Aa]ve|P|O"
    r"|(?:of|de|del|la|di|da|do|dos|das|du|des|the|na|am|an|bei)(?= )"
    r"|(?:United|New|North|South|East|West|Upper|Lower|Great|Saint|San|Grand|Fort|Port|Mount|Lake"
    r"|Los|Las|El)(?= )"
)
_GAP = re.compile(
    rf"[ \t,.\n()]{{0,4}}(?:(?:{_LOOSE})[ \t,.\n()]{{1,4}}){{0,5}}(?:[A-Z][A-Za-z]{{1,20}}-)?"
    r"|, [a-z]{2} "
)
_NUMBER_BEFORE = re.compile(r"(?<![\w.,:/-])(?:\d{1,6}[A-Za-z]?,? ){1,2}$")
# Words for a way that stand between a name and its number: Wesselényi u. 94, Luite tee 87.
_KIND_OF_WAY = r"(?: (?:u\.|út|útja|tee|tn\.?|mnt|pst|krt\.?|tér|g\.|pr\.|iela|gatvė|cad\.|sk\.))?"
_NUMBER_AFTER = re.compile(rf"{_KIND_OF_WAY},? \d{{1,4}}[A-Za-z]?(?![\w:%]|[.,]\d)", re.IGNORECASE)
_STATE_AFTER = re.compile(r",? [A-Z]{2}(?![\w'-])")
_WORD_AFTER = re.compile(
    r"(?: ?[A-Z][\w'-]{1,30}){1,2}(?=\s{0,4}(?:,|\n|$|\d))"
    r"|\n ?[A-Z][\w'-]{1,30} [A-Z][\w'-]{1,30}(?=\s{0,4}(?:,|\n|\d))|\n ?[A-Z][\w'-]{1,30}(?= \d)"
)
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
    return _partners(_rounded(grown, text), text)


def _joined(left: Finding, right: Finding, kind: Kind) -> Finding:
    start, end = min(left.start, right.start), max(left.end, right.end)
    return Finding(start, end, kind, 1.0, "addresses")


def _belong(left: Finding, right: Finding, text: str) -> bool:
    if right.start <= left.end:
        return True
    if left.kind not in _PARTS or right.kind not in _PARTS or right.start - left.end > _REACH:
        return False
    gap = text[left.end : right.start]
    if right.kind == Kind.ADDRESS and gap == " and ":
        return True  # the corner of two streets
    if "\n\n" in gap or not _GAP.fullmatch(gap):
        return False
    if left.kind == Kind.ADDRESS:
        return True
    # A name in the line above a street is who lives there.
    return right.kind == Kind.ADDRESS and "\n" not in gap and not gap.startswith(".")


def _rounded(findings: list[Finding], text: str) -> list[Finding]:
    """Give an address the number and the town that stand before and after it."""
    apart: list[Finding] = []
    for one in findings:
        whole = _ends(one, text) if one.kind == Kind.ADDRESS else one
        if apart and whole.start < apart[-1].end:
            apart[-1] = _joined(apart[-1], whole, Kind.ADDRESS)
        else:
            apart.append(whole)
    return apart


def _ends(one: Finding, text: str) -> Finding:
    before = _NUMBER_BEFORE.search(text, max(0, one.start - 16), one.start)
    start, end = before.start() if before else one.start, one.end
    after = [_NUMBER_AFTER, _STATE_AFTER]
    if "\n" in text[start:end]:
        after.append(_WORD_AFTER)
    for pattern in after:
        if match := pattern.match(text, end):
            end = match.end()
    return Finding(start, end, one.kind, 1.0, one.stage)


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
