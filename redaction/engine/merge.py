"""One list of spans out of what the stages found."""

from collections.abc import Iterable
from dataclasses import dataclass

from redaction.engine.kinds import RANK

_JOINTS = frozenset((" ", "", "-", "_", "."))


@dataclass(frozen=True, slots=True)
class Finding:
    """A span of a folded text, its kind, how sure it is, and which stage found it."""

    start: int
    end: int
    kind: str
    strength: float
    stage: str = ""


def merge(findings: Iterable[Finding], text: str) -> list[Finding]:
    """Unite what overlaps; the surest finding names the kind, then the rank.

    Digits and letters that are glued to a finding go with it: `mverhoeven2`.
    """
    merged: list[Finding] = []
    for finding in sorted(findings, key=lambda found: (found.start, -found.end)):
        if (merged and finding.start < merged[-1].end) or (
            merged and _same_name(merged[-1], finding, text)
        ):
            merged[-1] = _union(merged[-1], finding)
        else:
            merged.append(finding)
    return unglue([_grown(finding, text) for finding in merged])


def _union(left: Finding, right: Finding) -> Finding:
    best = min((left, right), key=lambda found: (-found.strength, RANK.get(found.kind, 0)))
    end = max(left.end, right.end)
    return Finding(left.start, end, best.kind, best.strength, best.stage)


def _same_name(left: Finding, right: Finding, text: str) -> bool:
    return left.kind == right.kind and text[left.end : right.start] in _JOINTS


def _grown(finding: Finding, text: str) -> Finding:
    start, end = finding.start, finding.end
    while end < len(text) and text[end].isalnum() and end - finding.end < 64:
        end += 1
    while start and text[start - 1].isdigit() and finding.start - start < 64:
        start -= 1
    return Finding(start, end, finding.kind, finding.strength, finding.stage)


def unglue(findings: list[Finding]) -> list[Finding]:
    """Unite what overlaps in a list that is sorted by its starts."""
    apart: list[Finding] = []
    for finding in findings:
        if apart and finding.start < apart[-1].end:
            apart[-1] = _union(apart[-1], finding)
        else:
            apart.append(finding)
    return apart
