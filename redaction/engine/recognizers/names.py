"""Names by the lexicon and the directory: a word that is not ordinary is removed.

A word that is both ordinary and a name (Will, Grant, May) counts as a name beside another name,
after a title of address, or capitalised inside a sentence.
"""

from collections.abc import Iterator
from enum import IntEnum

from redaction.engine.cues import cue
from redaction.engine.directory import LONGEST_ALIAS
from redaction.engine.kinds import Kind, Strength
from redaction.engine.reading import Reading, Word
from redaction.engine.recognizers.base import Found, Recognizer

_JOINTS = frozenset((" ", "_", ".", "-", ". ", "'", ", ", "  ", " & "))
_TITLES = cue("titles_of_address")
_CALLS = cue("calls")
_DOINGS = cue("doings")
_PARTICLES = cue("particles")
_ENDS = frozenset('.!?:;|>"([]-')


class _State(IntEnum):
    PLAIN = 0
    MAYBE = 1  # ordinary, and a name as well
    NAME = 2


class Names(Recognizer):
    """Words that are not ordinary, and ordinary words that stand where a name stands."""

    kinds = (Kind.PERSON,)
    strength = Strength.WORD

    def find(self, reading: Reading) -> Iterator[Found]:
        """Yield names, neighbours joined."""
        words = reading.words
        if not words:
            return
        states = [_state_of(word, reading) for word in words]
        _mark_phrases(reading, states)
        _mark_by_place(reading, states)
        _spread(reading, states)
        yield from _joined(reading, states)


def _state_of(word: Word, reading: Reading) -> _State:
    lists, key = reading.lists, word.key
    capital = word.capital and not reading.shouting
    if key in reading.directory.words:
        # A colleague called Will must not empty every sentence that says "will".
        return _State.MAYBE if key in lists.ordinary and not capital else _State.NAME
    if key in lists.closed:
        return _State.PLAIN
    if key in lists:
        if word.accented and capital and not lists.french:
            return _State.NAME
        return _State.MAYBE if len(key) > 1 and lists.also_name(key) else _State.PLAIN
    return _State.PLAIN if lists.derived(key, capital=capital) else _State.NAME


def _mark_phrases(reading: Reading, states: list[_State]) -> None:
    """Mark full names of the directory, and aliases, whatever their words are."""
    directory, words = reading.directory, reading.words
    if not directory.phrases and directory.aliases is None:
        return
    for place, word in enumerate(words):
        for phrase in directory.phrases.get(word.key, ()):
            if tuple(other.key for other in words[place : place + len(phrase)]) == phrase:
                states[place : place + len(phrase)] = [_State.NAME] * len(phrase)
        if directory.aliases is not None:
            for length in range(1, LONGEST_ALIAS + 1):
                piece = words[place : place + length]
                if len(piece) == length and directory.aliases.holds(w.key for w in piece):
                    states[place : place + length] = [_State.NAME] * length


def _gap(reading: Reading, left: int) -> str:
    return reading.text[reading.words[left].end : reading.words[left + 1].start]


def _first_in_sentence(reading: Reading, place: int) -> bool:
    if place == 0:
        return True
    gap = _gap(reading, place - 1)
    return "\n" in gap or gap.rstrip()[-1:] in _ENDS


def _mark_by_place(reading: Reading, states: list[_State]) -> None:
    """Decide about words that may be names by what stands before them and by their capital."""
    words = reading.words
    for place, state in enumerate(states):
        word = words[place]
        before = words[place - 1].key if place else ""
        maybe = state is _State.MAYBE
        if before in _TITLES and _gap(reading, place - 1) in (" ", ". ", "."):
            called = word.end - word.start > 1 and (word.capital or maybe)
        else:
            called = maybe and (before in _CALLS or _acts(reading, place))
        if called or (state is not _State.NAME and _capital_inside(reading, place)):
            states[place] = _State.NAME


def _capital_inside(reading: Reading, place: int) -> bool:
    """Say whether a capital stands where only a name has one; in captions it says nothing."""
    word = reading.words[place]
    if not word.capital or not reading.prose or word.key in reading.lists.interface:
        return False
    if reading.titled and not reading.lists.also_name(word.key):
        return False
    if len(word.key) < 2 or word.key in reading.lists.closed or place == 0:
        return False
    return _gap(reading, place - 1) in (" ", ", ", "  ")


def _acts(reading: Reading, place: int) -> bool:
    """Say whether a word at the beginning does what people do: "Rose is late"."""
    words = reading.words
    if not words[place].capital or not reading.prose or place + 1 == len(words):
        return False
    if words[place].key in reading.lists.interface:
        return False
    return words[place + 1].key in _DOINGS and _gap(reading, place) in (" ", "'")


def _spread(reading: Reading, states: list[_State]) -> None:
    """Take neighbours of names that may be names too: first forwards, then backwards."""
    last = len(states) - 1
    for place in range(1, last + 1):
        if states[place] is not _State.NAME and states[place - 1] is not _State.PLAIN:
            _take(reading, states, place, place - 1)
    for place in range(last - 1, -1, -1):
        if states[place] is not _State.NAME and states[place + 1] is _State.NAME:
            _take(reading, states, place, place + 1)


def _take(reading: Reading, states: list[_State], place: int, beside: int) -> None:
    word, neighbour = reading.words[place], reading.words[beside]
    gap = _gap(reading, min(place, beside))
    if gap not in _JOINTS:
        return
    both_capital = word.capital and neighbour.capital and not reading.shouting
    if states[beside] is _State.NAME:
        if states[place] is _State.MAYBE:
            taken = word.capital == neighbour.capital or reading.shouting
        else:
            taken = both_capital and gap == " " and _surname(reading, place, beside)
        if taken:
            states[place] = _State.NAME
    elif states[place] is states[beside] is _State.MAYBE and both_capital:
        interface = reading.lists.interface
        said = word.key in interface and neighbour.key in interface
        if gap in (" ", "_", ".") and not said:
            states[place] = states[beside] = _State.NAME


def _surname(reading: Reading, place: int, beside: int) -> bool:
    """Say whether an ordinary word with a capital beside a name belongs to it."""
    if not reading.prose and not (place > beside and _fills_segment(reading, beside, place)):
        return False
    word = reading.words[place]
    if reading.said(word.key) or len(word.key) < 2:
        return False
    return not _first_in_sentence(reading, place)


def _fills_segment(reading: Reading, first: int, last: int) -> bool:
    """Say whether two words are all of a part of a title: `Isaac Heath - Outlook`."""
    text = reading.text
    before = text[: reading.words[first].start].rstrip(" ")[-1:]
    after = text[reading.words[last].end :].lstrip(" ")[:1]
    return not before.isalnum() and not after.isalnum()


def _joined(reading: Reading, states: list[_State]) -> Iterator[Found]:
    """Yield spans over neighbours, with initials and particles between and before them."""
    words, count = reading.words, len(states)
    place = 0
    while place < count:
        if states[place] is not _State.NAME:
            place += 1
            continue
        first = _with_title(reading, _first_of_name(reading, states, place))
        last = _last_of_name(reading, states, place)
        yield words[first].start, words[last].end, Kind.PERSON
        place = last + 1


def _belongs(reading: Reading, place: int) -> bool:
    word = reading.words[place]
    return (word.capital and word.end - word.start == 1) or word.key in _PARTICLES


def _first_of_name(reading: Reading, states: list[_State], place: int) -> int:
    first = place
    while (
        first > 0
        and states[first - 1] is not _State.NAME
        and _belongs(reading, first - 1)
        and _gap(reading, first - 1) in _JOINTS
    ):
        first -= 1
    return first


def _with_title(reading: Reading, first: int) -> int:
    """Take the title of address with the name: it says sex and marriage."""
    if (
        first
        and reading.words[first - 1].key in _TITLES
        and _gap(reading, first - 1) in (" ", ". ")
    ):
        return first - 1
    return first


def _last_of_name(reading: Reading, states: list[_State], place: int) -> int:
    last = here = place
    while here + 1 < len(states) and _gap(reading, here) in _JOINTS:
        here += 1
        if states[here] is _State.NAME:
            last = here
        elif not (_belongs(reading, here) or len(reading.words[here].key) == 1):
            break
    return last
