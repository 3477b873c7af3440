"""Subjects that withhold: the worst secrets are ordinary words.

Where a typed text or a title speaks of health, union, belief, orientation, leaving, complaint,
law, salary or dismissal, the episode's typed texts and titles are dropped whole.
"""

from collections.abc import Sequence
from pathlib import Path

import yaml

from redaction.engine.errors import EngineUnready
from redaction.engine.fold import fold, keys_of

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
            words = tuple(keys_of(fold(str(phrase)).text))
            self._phrases.setdefault(words[0], []).append(words)

    def touched(self, words: Sequence[str]) -> bool:
        """Say whether folded words speak of a listed subject."""
        return any(
            tuple(words[place : place + len(phrase)]) == phrase
            for place, word in enumerate(words)
            for phrase in self._phrases.get(word, ())
        )
