"""Which texts the engine can read: English, and French where the policy says so.

The rest is withheld unless it is a known caption.
The text decides, by its script and by its words; the employee's profile is a hint.
"""

import re
from collections.abc import Sequence
from enum import Enum

from redaction.engine.cues import cue
from redaction.engine.directory import LONGEST_ALIAS, Aliases, Directory
from redaction.engine.errors import EngineUnready
from redaction.engine.lists import DATA, Words

READ_WHOLE = "en"
_FILE = "captions.txt"
_TRIM = re.compile(r"[\s:.…*_&]+")
_SHORTCUT = re.compile(r"\s{0,4}\(_?[A-Za-z]\)|\t[^\n]{0,40}$|_(?=\w)|&(?=\w)")
_FOREIGN_LETTERS = 30
_FEWEST_WORDS = 6
_LONGEST_CAPTION = 8
_FOREIGN_SHARE = 0.25
_ORDINARY_SHARE = 0.7
_SMALL_SHARE = 0.2
# Small words of languages that the English lists would take apart word by word.
_FOREIGN_WORDS = cue("foreign_words")


class Verdict(Enum):
    """What is to be done with a text."""

    READ = "read"
    READ_FRENCH = "read-french"
    KEEP = "keep"
    WITHHOLD = "withhold"


class Languages:
    """Decides per text."""

    def __init__(self, words: Words, french: Words | None = None) -> None:
        """Read the list of captions; French is read where its words are given.

        Raises:
            EngineUnready: it cannot be read.
        """
        self._words, self._french = words, french
        try:
            lines = (DATA / _FILE).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            raise EngineUnready("The list of captions cannot be read.") from None
        self._captions = frozenset(
            _caption_key(line) for line in lines if line[:1] not in ("", "#")
        )

    def judge(
        self, text: str, words: Sequence[str], language: str, directory: Directory
    ) -> Verdict:
        """Say whether to read, keep or withhold a text.

        Args:
            text: folded.
            words: the keys of its words.
            language: two letters of the profile or of the caller's choice.
            directory: who must never appear; wins over the list of captions.
        """
        if len(words) <= _LONGEST_CAPTION and _caption_key(text) in self._captions:
            named = _names_somebody(text, words, directory)
            return Verdict.WITHHOLD if named else Verdict.KEEP
        if language.lower().partition("-")[0] == READ_WHOLE:
            english = not _is_foreign(text, words)
        else:
            english = self._is_english(text, words)
        if english:
            return Verdict.READ
        return Verdict.READ_FRENCH if self._is_french(text, words) else Verdict.WITHHOLD

    def _is_french(self, text: str, words: Sequence[str]) -> bool:
        lists = self._french
        if lists is None or any(char > "\u024f" and char.isalpha() for char in text):
            return False
        words = [part for word in words for part in word.split("'") if part]
        small = sum(word in lists.closed for word in words)
        known = sum(word in lists for word in words)
        return small >= max(2, _SMALL_SHARE * len(words)) and known >= _ORDINARY_SHARE * len(words)

    def _is_english(self, text: str, words: Sequence[str]) -> bool:
        if not words:
            # Figures and signs alone are read by the rules, which know no language.
            return not any(char.isalpha() for char in text)
        lists = self._words
        if all(
            word in lists.menu or word in lists.interface or word in lists.closed for word in words
        ):
            return True
        # The lists hold foreign words too; the small words of grammar are English alone.
        small = sum(word in lists.closed for word in words)
        foreign = sum(word in _FOREIGN_WORDS for word in words)
        ordinary = sum(word in lists for word in words)
        return (
            small > foreign
            and small >= _SMALL_SHARE * len(words)
            and ordinary >= _ORDINARY_SHARE * len(words)
        )


def _caption_key(text: str) -> str:
    plain = _SHORTCUT.sub("", text)
    return " ".join(_TRIM.sub(" ", plain).casefold().split())


def _names_somebody(text: str, words: Sequence[str], directory: Directory) -> bool:
    if not directory.words.isdisjoint(words) or _names_alias(words, directory.aliases):
        return True
    others = directory.other_scripts
    return bool(others) and any(name in text for char in set(text) for name in others.get(char, ()))


def _names_alias(words: Sequence[str], aliases: Aliases | None) -> bool:
    if aliases is None:
        return False
    runs = (
        words[place : place + length]
        for length in range(1, LONGEST_ALIAS + 1)
        for place in range(len(words) - length + 1)
    )
    return any(aliases.holds(run) for run in runs)


def _is_foreign(text: str, words: Sequence[str]) -> bool:
    if not text.isascii():
        foreign = sum(char.isalpha() and char > "\u024f" for char in text)
        letters = sum(char.isalpha() for char in text)
        if foreign >= _FOREIGN_LETTERS and foreign * 2 > letters:
            return True
    if len(words) < _FEWEST_WORDS:
        return False
    small = sum(word in _FOREIGN_WORDS for word in words)
    return small >= _FOREIGN_SHARE * len(words)
