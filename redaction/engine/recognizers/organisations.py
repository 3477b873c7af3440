"""Organisations by the form of company in their name, or by the words around them."""

import re
from collections.abc import Iterator

from redaction.engine.kinds import Kind
from redaction.engine.reading import Reading
from redaction.engine.recognizers.base import Found, Recognizer

_NAME = r"(?:(?:[A-Z0-9][\w&'.+-]{0,30}|of|and|&|the|for|de|und|et) ){1,5}"
_FORM = re.compile(
    rf"(?<!\w){_NAME}(?:Inc|LLC|Ltd|Limited|GmbH|AG|KG|SE|Corp|Corporation|Company|Co|PLC|plc"
    rf"|LLP|LP|SA|SAS|SARL|BV|NV"
    r"|SpA|Srl|AB|AS|Oy|Group|Holdings?|Partners|Associates|Industries|Enterprises|Bank"
    r"|University|Institute"
    r"|Orchestra|Foundation|Hospital|College|Council|Ministry|Union|Society|Association"
    r"|Solutions|Systems"
    r"|Factoring|Insurance|Consulting|Logistics|Pharma|Technologies)\b\.?"
)
_BETWEEN = re.compile(
    r"(?:work(?:s|ed|ing)? (?:for|at)|employ(?:ed|er is|ee of|ees of)(?: by| at)?|job at"
    r"|hired by|interview (?:at|with)"
    r"|position at|customer of|contract with|invoice from|joined|by the name of|CEO of"
    r"|founder of|director of"
    r"|headquarters of|offices? of|on behalf of) (?:the )?((?:[A-Z0-9][\w&'.+-]{0,30} ?){1,5})"
)
_OFFICE = re.compile(
    r"(?<!\w)[Tt]he ((?:[A-Z][\w&'.+-]{1,30} ){1,4})(?:office|offices|headquarters|branch|board)\b"
)


class Organisations(Recognizer):
    """Names of companies and institutions."""

    kinds = (Kind.ORGANISATION,)

    def find(self, reading: Reading) -> Iterator[Found]:
        """Yield organisations; a text without capitals has no sign of one."""
        if reading.shouting or not any(word.capital for word in reading.words):
            return
        text = reading.text
        for match in _FORM.finditer(text):
            yield match.start(), match.end(), Kind.ORGANISATION
        for pattern in (_BETWEEN, _OFFICE):
            for match in pattern.finditer(text):
                yield match.start(1), match.start(1) + len(match[1].rstrip(" .")), Kind.ORGANISATION
