"""Replace findings by typed placeholders, numbered in reading order within one episode."""

from collections.abc import Iterable

from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import OperatorConfig, RecognizerResult

from redaction.engine.fold import fold, plain_key
from redaction.engine.merge import Finding
from redaction.engine.placeholders import PLACEHOLDER


class Numbers:
    """The numbers of one episode: the same folded value has the same number."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Begin after the placeholders that the texts hold already."""
        self._next: dict[str, int] = {}
        self._known: dict[tuple[str, str], str] = {}
        for text in texts:
            for match in PLACEHOLDER.finditer(text) if "<" in text else ():
                if match[1]:
                    self._next[match[1]] = max(self._next.get(match[1], 0), int(match[2]))

    def name(self, kind: str, value: str) -> str:
        """Return the placeholder of a value, a new one the first time."""
        key = (kind, " ".join(plain_key(fold(value).text).split()))
        if key not in self._known:
            self._next[kind] = self._next.get(kind, 0) + 1
            self._known[key] = f"<{kind}_{self._next[kind]}>"
        return self._known[key]


class Replacer:
    """Presidio's anonymizer with one operator per finding."""

    def __init__(self) -> None:
        """Make the anonymizer once."""
        self._anonymizer = AnonymizerEngine()  # type: ignore[no-untyped-call]

    def replace(self, text: str, findings: list[Finding], names: list[str]) -> str:
        """Put a placeholder in the place of each finding.

        The anonymizer works from the end of the text: so the names are given beforehand, one per
        finding in reading order, and each finding is an entity of its own.
        """
        if not findings:
            return text
        results, operators = [], {}
        for place, (one, name) in enumerate(zip(findings, names, strict=True)):
            results.append(RecognizerResult(str(place), one.start, one.end, 1.0))
            operators[str(place)] = OperatorConfig("replace", {"new_value": name})
        done = self._anonymizer.anonymize(
            text,
            results,
            operators,
            merge_entities_with_spaces=False,
        )
        return str(done.text)
