"""The language model: pinned, checked, and asked about many texts at once."""

import hashlib
import importlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import spacy

from redaction.engine.errors import EngineUnready
from redaction.engine.kinds import Kind
from redaction.engine.recognizers.base import Found

_KINDS = {
    "PERSON": Kind.PERSON,
    "PER": Kind.PERSON,
    "GPE": Kind.LOCATION,
    "LOC": Kind.LOCATION,
    "FAC": Kind.LOCATION,
    "ORG": Kind.ORGANISATION,
    "NORP": Kind.LOCATION,
}
_BATCH = 128
# In this model `ner` has its own tok2vec; the shared one is a third of the cost for nothing.
_NEEDLESS = (
    "tok2vec", "tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer"
)  # fmt: skip


class Model:
    """Named entities by spaCy."""

    def __init__(self, package: str, pins: Mapping[str, str]) -> None:
        """Load an installed model after its files were compared with their pinned hashes.

        Args:
            package: import name of the model's package.
            pins: SHA-256 by path inside the model's folder; `ner/model` is among them.

        Raises:
            EngineUnready: not installed, or a file is not the pinned one.
        """
        folder = self.folder = _folder(package)
        for name, wanted in pins.items():
            _compare(folder / name, name, wanted)
        try:
            self._nlp = spacy.load(folder, exclude=list(_NEEDLESS))
        except (OSError, ValueError, KeyError):
            raise EngineUnready(f"The model {package} cannot be loaded.") from None

    def entities(self, texts: Iterable[str]) -> list[list[Found]]:
        """Find entities in texts; sorted by length inside, answered in the order given."""
        known = list(texts)
        order = sorted(range(len(known)), key=lambda place: len(known[place]))
        found: list[list[Found]] = [[] for _ in known]
        sorted_texts = (known[place] for place in order)
        for place, doc in zip(order, self._nlp.pipe(sorted_texts, batch_size=_BATCH), strict=True):
            found[place] = [
                (entity.start_char, entity.end_char, _KINDS[entity.label_])
                for entity in doc.ents
                if entity.label_ in _KINDS
            ]
        return found


def _folder(package: str) -> Path:
    try:
        module = importlib.import_module(package)
    except ImportError:
        raise EngineUnready(f"The model {package} is not installed.") from None
    root = Path(str(module.__file__)).parent
    inner = [path.parent for path in root.glob("*/config.cfg")]
    if len(inner) != 1:
        raise EngineUnready(f"The model {package} has no folder of its own.")
    return inner[0]


def _compare(path: Path, name: str, wanted: str) -> None:
    try:
        actual = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        raise EngineUnready(f"The model has no file {name}.") from None
    if actual != wanted:
        raise EngineUnready(f"The model's file {name} is not the pinned one.")
