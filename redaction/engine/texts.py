"""What goes into the engine and what comes out."""

from dataclasses import dataclass, field
from enum import StrEnum


class Withheld(StrEnum):
    """Why a text is dropped whole. None of them says which list or word was the cause."""

    LANGUAGE = "language"
    TOO_LONG = "too_long"
    TOPIC = "topic"
    RESIDUE = "residue"


@dataclass(frozen=True, slots=True)
class Text:
    """One text of an episode.

    Attributes:
        slot: the caller's own key for it; comes back unchanged.
        value: the text.
        caption: True for names of elements and titles of windows, False for what was typed.
        title: True for the title of a window; it goes with typed text where a topic withholds.
        continues: True where an event split a typed text and this piece follows the one before.
    """

    slot: str
    value: str = field(repr=False)
    caption: bool
    title: bool = False
    continues: bool = False


@dataclass(frozen=True, slots=True)
class EpisodeTexts:
    """The texts of one episode in the order of reading.

    Attributes:
        texts: names, titles and typed text.
        language: two letters, as the employee's profile has it; a hint, the text decides.
    """

    texts: tuple[Text, ...]
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Span:
    """What was removed.

    Attributes:
        start: first code point of the input.
        end: one past the last.
        type: the kind, as the placeholder names it.
        stage: which recogniser found it; for development, never stored.
    """

    start: int
    end: int
    type: str
    stage: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class RedactedText:
    """One text after redaction.

    Attributes:
        slot: the caller's key.
        value: the text with placeholders; None where it was withheld.
        spans: what was removed, sorted, without overlap.
        withheld: why nothing of it stays, or None.
    """

    slot: str
    value: str | None = field(repr=False)
    spans: tuple[Span, ...]
    withheld: Withheld | None


@dataclass(frozen=True, slots=True)
class RedactedTexts:
    """The redacted texts of one episode, in the order in which they came."""

    texts: tuple[RedactedText, ...]
