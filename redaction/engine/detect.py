"""Find what must go: rules, names, model; again until nothing new is found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.nlp_engine import NoOpNlpEngine

from redaction.engine.addresses import grow
from redaction.engine.directory import Directory
from redaction.engine.fold import Folded
from redaction.engine.gate import Gate
from redaction.engine.kinds import Strength
from redaction.engine.lists import Words
from redaction.engine.merge import Finding, merge, unglue
from redaction.engine.model import Model
from redaction.engine.placeholders import Blanked, blank, standing
from redaction.engine.policy import Limits
from redaction.engine.reading import Reading
from redaction.engine.segment import pieces

_LANGUAGE = "en"
_ROUNDS = 4


class _Registry(RecognizerRegistry):
    """All recognisers, always: choosing them anew for each text cost a fifth of the time."""

    def get_recognizers(self, *_: object, **__: object) -> list[EntityRecognizer]:
        """Return all."""
        return list(self.recognizers)


class _Frame(AnalyzerEngine):
    """Presidio's engine without context words, which no recogniser here asks for."""

    def _enhance_using_context(
        self, _text: str, raw_results: list[RecognizerResult], *_: object
    ) -> list[RecognizerResult]:
        return raw_results


@dataclass(slots=True)
class Document:
    """One text to read: typed text that events split is joined before it comes here.

    Attributes:
        text: the text.
        caption: True for names and titles.
        folded: the text without the tricks of Unicode.
        findings: what must go, in code points of the text, sorted, without overlap.
        settled: False where something new was found in every round.
        tongue: the language whose lists and model read it.
    """

    text: str = field(repr=False)
    caption: bool
    folded: Folded = field(repr=False)
    findings: list[Finding] = field(default_factory=list)
    settled: bool = True
    tongue: str = "en"


@dataclass(slots=True)
class _Work:
    """A document under way: folded, with what was found so far in the folded text."""

    document: Document
    folded: Folded
    kept: list[tuple[int, int]]
    found: list[Finding]
    blanked: Blanked = field(default=Blanked("", ()))

    def look(self) -> None:
        """Blank what is removed already."""
        holes = sorted(self.kept + [(one.start, one.end) for one in self.found])
        self.blanked = blank(self.folded.text, holes)


@dataclass(slots=True)
class _Piece:
    """A part of a document with its reading and what was found in it."""

    work: _Work
    offset: int
    reading: Reading
    found: list[Finding]


@dataclass(frozen=True, slots=True)
class Tongue:
    """What reads one language."""

    model: Model
    lists: Words
    gate: Gate


class Detector:
    """All stages that find something, over many texts at once."""

    def __init__(
        self,
        recognizers: Sequence[EntityRecognizer],
        tongues: Mapping[str, Tongue],
        limits: Limits,
    ) -> None:
        """Put the recognisers into Presidio's frame, without its default model."""
        self._analyzer = _Frame(
            registry=_Registry(recognizers=list(recognizers)),
            nlp_engine=NoOpNlpEngine([{"lang_code": _LANGUAGE, "model_name": "none"}]),
        )
        self._entities = sorted({e for one in recognizers for e in one.supported_entities})
        self._tongues, self._limits = tongues, limits

    def detect(self, documents: Iterable[Document], directory: Directory) -> None:
        """Fill in the findings of each document, beginning with those that it has."""
        works = [_begin(document) for document in documents]
        for _ in range(_ROUNDS):
            for work in works:
                work.look()
            works = self._round(works, directory)
            if not works:
                return
        for work in works:
            work.document.settled = False

    def across(self, documents: Sequence[Document], directory: Directory) -> list[Document]:
        """Find what only the joined texts of an episode show: a card typed into four fields.

        Returns the documents that changed. The model and the lexicon look at single texts only.
        """
        if len(documents) < 2:
            return []
        works = [_begin(document) for document in documents]
        for work in works:
            work.look()
        edges = list(accumulate((len(work.blanked.text) + 1 for work in works), initial=0))
        text = " ".join(work.blanked.text for work in works)
        if len(text) > self._limits.characters:
            return []  # each of them was read alone; this is the second look
        lists = self._tongues[_LANGUAGE].lists  # the rules that count here ask no list
        reading = Reading(text, caption=False, directory=directory, lists=lists)
        found = [one for one in self._rules(reading) if one.strength == Strength.RULE]
        changed: list[Document] = []
        for work, edge in zip(works, edges, strict=False):
            end = edge + len(work.blanked.text)
            part = _Piece(work, 0, reading, _crossing(found, edge, end))
            if part.found and _add(part):
                _settle(work)
                changed.append(work.document)
        return changed

    def _round(self, works: list[_Work], directory: Directory) -> list[_Work]:
        """Run all stages once; return the documents in which something new was found."""
        parts = [part for work in works for part in self._pieces(work, directory)]
        for part in parts:
            part.found = self._rules(part.reading)
        for name, tongue in self._tongues.items():
            _ask(tongue, [part for part in parts if part.work.document.tongue == name])
        changed: dict[int, _Work] = {}
        for part in parts:
            part.found = grow(merge(part.found, part.reading.text), part.reading.text)
            if _add(part):
                changed[id(part.work)] = part.work
        for work in changed.values():
            _settle(work)
        return list(changed.values())

    def _pieces(self, work: _Work, directory: Directory) -> list[_Piece]:
        limits, caption = self._limits, work.document.caption
        lists = self._tongues[work.document.tongue].lists
        return [
            _Piece(
                work,
                offset,
                Reading(piece, caption=caption, directory=directory, lists=lists),
                [],
            )
            for offset, piece in pieces(work.blanked.text, limits.piece, limits.overlap)
        ]

    def _rules(self, reading: Reading) -> list[Finding]:
        results = self._analyzer.analyze(
            reading.text, _LANGUAGE, entities=self._entities, nlp_artifacts=reading
        )
        return [
            Finding(
                result.start,
                result.end,
                result.entity_type,
                result.score,
                result.recognition_metadata["recognizer_name"],
            )
            for result in results
        ]


def _ask(tongue: Tongue, parts: Sequence[_Piece]) -> None:
    """Ask a language's model about all pieces that its gate lets through."""
    asked = [part for part in parts if tongue.gate.open(part.reading, part.found)]
    answers = tongue.model.entities(part.reading.text for part in asked)
    for part, entities in zip(asked, answers, strict=True):
        for start, end, kind in entities:
            span = tongue.gate.believe(part.reading, start, end, kind)
            if span:
                part.found.append(Finding(*span, kind, Strength.MODEL, "model"))


def _crossing(found: Iterable[Finding], start: int, end: int) -> list[Finding]:
    """Cut findings that reach over an edge of [start, end) to their part in it."""
    return [
        Finding(
            max(one.start, start) - start,
            min(one.end, end) - start,
            one.kind,
            one.strength,
            "across",
        )
        for one in found
        if one.start < end and one.end > start and (one.start < start or one.end > end)
    ]


def _begin(document: Document) -> _Work:
    folded = document.folded
    work = _Work(document, folded, standing(folded.text), [])
    if document.findings:
        work.found = _folded_findings(document.findings, folded)
    return work


def _folded_findings(findings: Iterable[Finding], folded: Folded) -> list[Finding]:
    if folded.starts is None or folded.ends is None:
        return list(findings)
    moved = []
    for one in findings:
        inside = [
            place
            for place, (start, end) in enumerate(zip(folded.starts, folded.ends, strict=True))
            if start < one.end and end > one.start
        ]
        if inside:
            moved.append(Finding(inside[0], inside[-1] + 1, one.kind, one.strength, one.stage))
    return moved


def _add(part: _Piece) -> bool:
    """Put what a piece holds into its document; say whether anything in it is new."""
    new = False
    for finding in part.found:
        start, end = finding.start + part.offset, finding.end + part.offset
        for left, right in part.work.blanked.back(start, end):
            if any(char.isalnum() for char in part.work.folded.text[left:right]):
                one = Finding(left, right, finding.kind, finding.strength, finding.stage)
                part.work.found.append(one)
                new = True
    return new


def _settle(work: _Work) -> None:
    """Unite what overlaps (pieces do) and write the findings in code points of the input."""
    work.found = merge(work.found, work.folded.text)
    moved = []
    for one in work.found:
        start, end = work.folded.back(one.start, one.end)
        moved.append(Finding(start, end, one.kind, one.strength, one.stage))
    # Two findings may share a character that folding takes apart, such as a fraction.
    work.document.findings = unglue(moved)
