"""Account numbers, national numbers, and codes that mix letters and digits."""

import re
from collections.abc import Iterator

from redaction.engine.kinds import Kind
from redaction.engine.reading import Reading
from redaction.engine.recognizers.base import Found, Recognizer

# Length of an IBAN by country (ISO 13616 registry).
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22,
    "BR": 29, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20,
    "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18,
    "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27,
    "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27,
    "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24,
    "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19,
    "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "XK": 20,
}  # fmt: skip
_IBAN = re.compile(r"(?<![A-Z0-9])([A-Z]{2})\d{2}(?:[ .-]?[A-Z0-9]){10,30}", re.I)
_NATIONAL = re.compile(
    r"(?<![\w-])(?:\d{3}[-_ .]\d{2}[-_ .]\d{4}(?![\w-])"  # US SSN
    r"|[A-Z]{2}[ .-]?\d{2}[ .-]?\d{2}[ .-]?\d{2}[ .-]?[A-Z]"  # UK NI number
    r"|[A-Z]{5}\d{4}[A-Z]|\d{8}[ -]?[A-HJ-NP-TV-Z]|[XYZ][ -]?\d{7}[ -]?[A-Z]"  # PAN, DNI, NIE
    r"|[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]"  # codice fiscale
    r"|[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d{2} ?\d{3} ?\d{3} ?\d{2})(?!\w)",  # French NIR
    re.I,
)
_NATIONAL_WORDS = re.compile(
    r"(?<!\w)(?:ssn|social security(?: number| no\.?)?|nhs(?: number| no\.?)?|ni number|nino"
    r"|national insurance(?: number)?|steuer-?id(?:nr)?|steuernummer|tax id|tin"
    r"|passport(?: number| no\.?)?"
    r"|driver'?s? licen[cs]e(?: number| no\.?)?|driving licen[cs]e|identity card|id card|dni|nie"
    r"|nif|bsn|pesel"
    r"|aadhaar|pan|sin|vat(?: number| id| no\.?)?|reisepass|personalausweis)"
    r"(?: is| ist|:|=|#|\s)+\W{0,2}([A-Z]{0,3}[ -]?\d(?:[ ./-]{0,2}(?:\d|[A-Z](?![A-Z]))){0,24})",
    re.I,
)
_PREFIXED = re.compile(
    r"(?<![\w-])[A-Z]{1,6}(?:[-_/#.]|[ ]?#)[A-Z]{0,4}\d{3,14}(?:[-_/]\w{1,12}){0,4}(?!\w)"
)
_UUID = re.compile(r"(?<!\w)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?!\w)", re.I)
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*")
_PLAIN_CODE = re.compile(
    r"[A-Za-z]\d{1,3}|\d{1,4}(?:st|nd|rd|th|s|x|k|m|h|w|d|y|px|pt|mb|gb|kb|tb|kg|km|cm|mm|am|pm"
    r"|ms|hz|ghz"
    r"|mhz|min|hrs?|mins?|secs?|bit|fps|dpi|p|v|c|f|g|lb|lbs|ft|in|yo)|v\d{1,4}|[xh]\d{2,3}"
    r"|mp[34]|utf8"
    r"|utf16|sha\d{1,3}|md5|base64|win32|x86|x64|i18n|l10n|b2[bc]|3d|2d|4k|co2|h2o|wpa2|ipv[46]"
    r"|oauth2",
    re.I,
)
_WORD_AND_NUMBER = re.compile(
    r"(?<![A-Za-z])([A-Za-z]{2,30})_?(\d{1,4})|(?<!\d)(\d{1,4})_?([A-Za-z]{2,30})"
)
_YEAR = re.compile(r"(?:19|20)\d{2}")


_SHAPES = ((_NATIONAL, Kind.NATIONAL_ID), (_PREFIXED, Kind.ID), (_UUID, Kind.ID))
_NATIONAL_SIGNS = (
    "ssn", "security", "nhs", "ni ", "nin", "insurance", "steuer", "tax", "tin", "pass", "licen",
    "card", "dni", "nie", "nif", "bsn", "pesel", "aadhaar", "pan", "sin", "vat", "personal",
)  # fmt: skip


class Codes(Recognizer):
    """What names one account, one person or one thing."""

    kinds = (Kind.IBAN, Kind.NATIONAL_ID, Kind.ID)

    def find(self, reading: Reading) -> Iterator[Found]:
        """Yield codes; without a digit there is none."""
        if not reading.has_digit:
            return
        text = reading.text
        yield from _ibans(text)
        for pattern, kind in _SHAPES:
            for match in pattern.finditer(text):
                yield match.start(), match.end(), kind
        if any(word in reading.lower for word in _NATIONAL_SIGNS):
            yield from _after_words(text)
        for match in _TOKEN.finditer(text):
            if _is_code(match[0], reading):
                yield match.start(), match.end(), Kind.ID


def _after_words(text: str) -> Iterator[Found]:
    for match in _NATIONAL_WORDS.finditer(text):
        if any(char.isdigit() for char in match[1]):
            yield match.start(1), match.end(1), Kind.NATIONAL_ID


def _ibans(text: str) -> Iterator[Found]:
    for match in _IBAN.finditer(text):
        length = _IBAN_LENGTHS.get(match[1].upper())
        end = _end_of(match[0], length) if length else None
        if end is not None and iban_is_valid(match[0][:end]):
            yield match.start(), match.start() + end, Kind.IBAN
        elif sum(char.isdigit() for char in match[0]) >= 8:
            stop = end or _last_digit(match[0])
            yield match.start(), match.start() + stop, Kind.ID


def _end_of(run: str, length: int) -> int | None:
    seen = 0
    for place, char in enumerate(run):
        seen += char.isalnum()
        if seen == length:
            return place + 1
    return None


def _last_digit(run: str) -> int:
    return max(place for place, char in enumerate(run) if char.isdigit()) + 1


def iban_is_valid(run: str) -> bool:
    """Check the two digits of an IBAN (ISO 7064, MOD 97-10)."""
    plain = "".join(char for char in run.upper() if char.isalnum())
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def _is_code(token: str, reading: Reading) -> bool:
    if token.isalpha() or token.isdigit() or not any(char.isdigit() for char in token):
        return False
    if _PLAIN_CODE.fullmatch(token):
        return False
    if "_" in token:
        return any(_is_code(piece, reading) for piece in token.split("_"))
    match = _WORD_AND_NUMBER.fullmatch(token)
    if match is None:
        return len(token) > 3
    word, number = (match[1], match[2]) if match[1] else (match[4], match[3])
    short = len(number) <= 3 or bool(_YEAR.fullmatch(number))
    return not short or reading.unknown(word)
