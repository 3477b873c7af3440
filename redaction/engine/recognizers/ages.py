"""Ages and full dates in words. Weekdays, months and bare years stay: they name nobody."""

import re
from collections.abc import Iterator

from redaction.engine.kinds import Kind
from redaction.engine.reading import Reading
from redaction.engine.recognizers.base import Found, Recognizer

_AGE = re.compile(
    r"(?<![\w.])(\d{1,3})(?:[- ]?(?:years?|yrs?|yo|y\.o\.|jahre|ans|años|months?"
    r"|weeks?)(?:[- ](?:old|alt)|(?= of age))"
    r"|[- ]?(?:yo|y/o|y\.o\.)(?!\w))"
    r"|(?:(?<!\w)(?:aged?|turn(?:s|ed|ing)?(?: just)?|just turned|age is|age of"
    r"|alter)[: ]{1,2}(?:is )?)(\d{1,3})(?![\w.:,]\d|%|\w)"
    r"|(?<!\w)(?:i'?m|i am|he is|he's|she is|she's|they are|is now|who is|who's|was)(?: now"
    r"| only| just| about| almost)? (\d{1,3})"
    r"(?=\s?(?:[.,;!?]|$|and|but|now|today))",
    re.IGNORECASE,
)
_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
_DATE = re.compile(
    rf"(?<!\w)(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -](?:{_MONTHS})\.?,?[ -]\d{{2,4}}"
    rf"|(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})(?!\w)",
    re.IGNORECASE,
)


_MONTH = re.compile(rf"(?<![^\W\d_])(?:{_MONTHS})", re.IGNORECASE)
_AGE_SIGN = re.compile(
    r"(?<!\w)(?:age|turn|i'?m |i am|he|she|they|is |who|was|alter)|\d[- ]?(?:y|ja|an|añ|mo|we)",
    re.IGNORECASE,
)


class Ages(Recognizer):
    """How old somebody is, and dates with day, month and year."""

    kinds = (Kind.AGE, Kind.DATE)

    def find(self, reading: Reading) -> Iterator[Found]:
        """Yield ages and dates."""
        if not reading.has_digit:
            return
        ages = _AGE.finditer(reading.text) if _AGE_SIGN.search(reading.text) else ()
        for match in ages:
            group = match.lastindex or 1
            if int(match[group]) <= 120:
                yield match.start(group), match.end(group), Kind.AGE
        dates = _DATE.finditer(reading.text) if _MONTH.search(reading.text) else ()
        for match in dates:
            yield match.start(), match.end(), Kind.DATE
