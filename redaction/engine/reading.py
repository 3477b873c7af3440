"""What is read of a text once, for all recognisers.

Presidio hands its NLP artefacts to each recogniser; a `Reading` takes their place and carries the
words, what the text can hold at all (the cheap triggers), and the directory.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from presidio_analyzer.nlp_engine import NlpArtifacts

from redaction.engine.directory import Directory
from redaction.engine.fold import plain_key
from redaction.engine.lists import Words

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_STOPS = frozenset((".", "!", "?", ",", ";"))
_SHORTEST_HUMP = 3
_POSSESSIVE = frozenset(("'s", "'S"))
_ELIDED = re.compile(r"(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)(?=')", re.IGNORECASE)


@dataclass(slots=True)
class Word:
    """One word of a folded text: where it stands, and its key for look-up."""

    start: int
    end: int
    key: str
    capital: bool
    accented: bool = False


class Reading(NlpArtifacts):
    """A folded text, read once.

    Attributes:
        text: the folded text with placeholders blanked.
        caption: True for names and titles, and for what looks like one.
        directory: who must never appear.
        lists: which words are ordinary, and which are names as well.
        words: its words, humps of CamelCase apart.
        shouting: True where every letter is a capital, so that capitals say nothing.
        titled: True where most words have a capital, as in a headline.
        prose: True where it reads like a sentence, so that a capital inside means a name.
    """

    def __init__(self, text: str, *, caption: bool, directory: Directory, lists: Words) -> None:
        """Read a text that was folded and whose placeholders are blank."""
        # Presidio's own fields stay empty: no recogniser here reads them.
        super().__init__([], None, [], [], None, "en")  # type: ignore[arg-type]
        self.text = text
        self.directory = directory
        self.lists = lists
        self.lower = text.lower() if text.isascii() else text.casefold()
        self.has_digit = any(char.isdigit() for char in text)
        self.shouting = text.isupper()
        self.words = list(_words(text, lists))
        self.keys = frozenset(word.key for word in self.words)
        capitals = sum(word.capital for word in self.words)
        self.titled = capitals * 2 > len(self.words)
        self.caption = caption or self._looks_like_caption()
        small = len(self.words) - capitals
        enough = small * 2 >= len(self.words) if self.caption else small >= 2
        self.prose = enough and not self.shouting

    def unknown(self, word: str) -> bool:
        """Say whether a word is not ordinary, or is in the directory."""
        key = plain_key(word)
        if key in self.directory.words:
            return True
        return key not in self.lists and not self.lists.derived(key, capital=word[0].isupper())

    def said(self, key: str) -> bool:
        """Say whether the place of a word explains its capital: applications, menus, grammar."""
        lists = self.lists
        if key in lists.interface or key in lists.closed:
            return True
        return self.caption and key in lists.menu

    def _looks_like_caption(self) -> bool:
        """Tell a caption where the caller did not: few words, most with a capital, no full stop."""
        return self.titled and len(self.words) <= 5 and self.text[-1:] not in _STOPS


def _words(text: str, lists: Words) -> Iterator[Word]:
    for match in _WORD.finditer(text):
        start, end, word = match.start(), match.end(), match[0]
        if lists.french and (elided := _ELIDED.match(word)):
            cut = start + elided.end()
            yield Word(start, cut, plain_key(elided[0]), capital=False)
            start, word = cut + 1, word[elided.end() + 1 :]
        if len(word) > 3 and word[-2:] in _POSSESSIVE:
            end, word = end - 2, word[:-2]
        key = plain_key(word)
        if _plainly_written(word):
            accented = not word.isascii() and key != word.casefold()
            yield Word(start, end, key, word[0].isupper(), accented)
            continue
        humps = [] if key in lists else _humps(word, start)
        if humps:
            yield from humps
        else:
            # wHaT tHiS says is one word; its capitals say nothing.
            yield Word(start, end, key, capital=False)


def _plainly_written(word: str) -> bool:
    if word.islower() or word.isupper() or word.istitle():
        return True
    return "'" in word and all(one.islower() or one.istitle() for one in word.split("'") if one)


def _humps(word: str, start: int) -> list[Word]:
    """Split CamelCase; none where a part is too short to be a word of its own."""
    humps, begin = [], 0
    for place in range(1, len(word) + 1):
        at_hump = place < len(word) and word[place].isupper() and not word[place - 1].isupper()
        if place == len(word) or at_hump:
            piece = word[begin:place]
            if len(piece) < _SHORTEST_HUMP or not (piece.istitle() or piece.islower()):
                return []
            humps.append(Word(start + begin, start + place, plain_key(piece), piece[0].isupper()))
            begin = place
    return humps
