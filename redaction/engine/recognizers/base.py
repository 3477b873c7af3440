"""What all recognisers share: a Presidio recogniser that reads a `Reading`."""

from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from redaction.engine.kinds import Kind, Strength
from redaction.engine.reading import Reading

Found = tuple[int, int, Kind]


class Recognizer(EntityRecognizer):
    """One kind of thing to find. To add a kind, copy a module of this folder.

    A subclass names its kinds and yields spans. Patterns must be linear: bound every quantifier
    over characters that a neighbour may also take, and begin with a look-behind. A test runs
    each pattern over 40,000 repeated characters of its own alphabet.
    """

    kinds: ClassVar[tuple[Kind, ...]]
    strength: ClassVar[float] = Strength.RULE

    def __init__(self) -> None:
        """Register under the class's own name."""
        super().__init__(supported_entities=[str(kind) for kind in self.kinds])

    def load(self) -> None:
        """Do nothing: patterns are compiled with the module."""

    @abstractmethod
    def find(self, reading: Reading) -> Iterable[Found]:
        """Yield (start, end, kind) in the folded text."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts
    ) -> list[RecognizerResult]:
        """Answer Presidio; the reading stands where NLP artefacts stand otherwise."""
        del text, entities
        if not isinstance(nlp_artifacts, Reading):
            raise TypeError("A reading is needed.")
        return [
            RecognizerResult(str(kind), start, end, self.strength)
            for start, end, kind in self.find(nlp_artifacts)
        ]
