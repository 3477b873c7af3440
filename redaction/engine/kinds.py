"""What can be removed from a text, and which kind wins where two findings meet."""

from enum import StrEnum


class Kind(StrEnum):
    """The type that a placeholder names; the value stands in the text as `<VALUE_n>`.

    The order is the order of rank: the first wins where findings of the same strength overlap.
    """

    SECRET = "SECRET"  # noqa: S105 - the name of a kind
    EMAIL = "EMAIL"
    URL = "URL"
    CARD = "CARD"
    IBAN = "IBAN"
    NATIONAL_ID = "NATIONAL_ID"
    DEVICE = "DEVICE"
    PHONE = "PHONE"
    ADDRESS = "ADDRESS"
    ID = "ID"
    DATE = "DATE"
    NUMBER = "NUMBER"
    PERSON = "PERSON"
    ORGANISATION = "ORGANISATION"
    LOCATION = "LOCATION"
    AGE = "AGE"
    TEXT = "TEXT"


RANK: dict[str, int] = {kind: place for place, kind in enumerate(Kind)}


class Strength:
    """How sure a stage is; Presidio carries it as the score of a result.

    A rule has seen the shape of the thing, the model has read the sentence, the lexicon only
    knows that a word is not ordinary: so the lexicon and the directory give way in the type, and
    nobody can read off a placeholder which of them had the word.
    """

    RULE = 1.0
    MODEL = 0.8
    WORD = 0.6
