"""Subjects that withhold: the worst secrets are ordinary words.

Where a typed text or a title speaks of health, union, belief, orientation, leaving, complaint,
law, salary or dismissal, the episode's typed texts and titles are dropped whole.
"""

from collections.abc import Iterable
from pathlib import Path

import yaml

from redaction.engine.errors import EngineUnready
from redaction.engine.fold import fold, plain_key, words_of

_FILE = Path(__file__).parent / "data" / "topics.yaml"


class Topics:
    """The phrases of all languages by their first word; which one matched is not told."""

    def __init__(self, path: Path = _FILE) -> None:
        """Read the list.

        Raises:
            EngineUnready: it cannot be read.
        """
        self._phrases: dict[str, list[tuple[str, ...]]] = {}
        try:
            tree = yaml.safe_load(path.read_text(encoding="utf-8"))
            phrases = [
                one for topics in tree.values() for found in topics.values() for one in found
            ]
        except (OSError, yaml.YAMLError, AttributeError, UnicodeDecodeError):
            raise EngineUnready("The list of topics cannot be read.") from None
        for phrase in phrases:
            words = tuple(_words(str(phrase)))
            self._phrases.setdefault(words[0], []).append(words)

    def touched(self, texts: Iterable[str]) -> bool:
        """Say whether any of the texts speaks of a listed subject."""
        return any(self._touches(text) for text in texts)

    def _touches(self, text: str) -> bool:
        words = _words(text)
        return any(
            tuple(words[place : place + len(phrase)]) == phrase
            for place, word in enumerate(words)
            for phrase in self._phrases.get(word, ())
        )


def _words(text: str) -> list[str]:
    return [plain_key(word) for word in words_of(fold(text).text)]
