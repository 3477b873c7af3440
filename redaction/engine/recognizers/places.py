"""Streets, flats and post codes. Whole addresses are grown from these in `merge`."""

import re
from collections.abc import Iterator

from redaction.engine.kinds import Kind
from redaction.engine.reading import Reading
from redaction.engine.recognizers.base import Found, Recognizer

_W = r"[^\W\d_][\w'.-]{0,30}"
_ENGLISH = (
    r"street|st|lane|ln|road|rd|avenue|ave|drive|dr|court|ct|place|pl|square|sq|boulevard|blvd"
    r"|terrace"
    r"|way|close|crescent|highway|hwy|parkway|pkwy|circle|trail|alley|row|walk|grove|gardens"
    r"|mews|hill"
    r"|quay|wharf|parade|esplanade|path|loop|pike|creek|cliffs|dale|glen|ridge|valley|park|heights"
)
_NUMBER = r"\d{1,6}[a-zA-Z]?(?:[-/]\d{1,4}[a-zA-Z]?)?"
_STREET = re.compile(
    rf"(?<![\w.])(?:{_NUMBER},? ){{1,2}}(?:{_W} ){{1,4}}(?:{_ENGLISH})\b\.?(?: (?:north|south"
    rf"|east|west|[NSEW]{{1,2}})\b)?",
    re.IGNORECASE,
)
_STREET_NAME = re.compile(
    r"(?<!\w)(?:[A-Z][\w'-]{1,30} ){1,3}(?:Street|Lane|Road|Avenue|Boulevard|Crescent|Terrace)\b"
)
_GLUED = re.compile(
    r"(?<![\w-])(?:[^\W\d_][\w'.]{0,30} ){0,2}[^\W\d_][\w-]{1,30}?(?:straße|strasse|str\.|weg"
    r"|platz|allee|gasse|ring|damm"
    r"|ufer|steig|chaussee|straat|laan|plein|gracht|vägen|gatan|vej|gade|vegen|gata|katu|tie"
    r"|utca|kuja"
    rf"|polku|torget),? ?{_NUMBER}",
    re.IGNORECASE,
)
_WAY = (
    r"(?:rue|avenue|boulevard|place|chemin|impasse|quai|allée|calle|avenida|plaza|paseo|carrer"
    r"|camino|via|viale"
    r"|piazza|corso|largo|rua|praça|ul\.|ulica|al\.|os\.|ulitsa)"
)
_OF = r"(?:(?:de|du|des|la|le|del|della|di|da|do|l'|d'|los|las) ?){0,3}"
_BEFORE = re.compile(
    rf"(?<!\w)(?:{_NUMBER},? (?:bis |ter )?{_WAY} {_OF}{_W}(?: {_W}){{0,2}}"
    rf"|{_WAY} {_OF}{_W}(?: {_W}){{0,2}},? {_NUMBER})",
    re.IGNORECASE,
)
_FLAT = re.compile(
    r"(?<!\w)(?:flat|apt|apartment|suite|ste|p\.? ?o\.? box|postfach)"
    r"\.? ?#?\d{1,6}[a-z]?(?!\w)",
    re.IGNORECASE,
)
_POST_CODE = re.compile(
    r"(?<!\w)(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{4} ?[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d"
    r"|\d{2}-\d{3}|\d{3} \d{2})(?!\w)"
)
_POST_CODE_NAMED = re.compile(
    r"(?<!\w)(?:zip(?: ?code)?|post ?code|postal code|plz"
    r"|cp)\W{1,3}([A-Z0-9]{2,5}(?:[ -]?[A-Z0-9]{2,4})?)(?!\w)",
    re.I,
)
_CORNER = re.compile(
    r"(?<!\w)(?:the )?corner of (?:[\w.'-]{1,30} ){1,6}?and (?:\d{1,5}"
    r" )?(?:[^\W\d_][\w.'-]{0,30} ?){1,2}(?:\d{1,4}(?!\w))?",
    re.I,
)
_MILITARY = re.compile(
    r"(?<!\w)(?:(?:unit|psc) \d{1,5},? (?:box \d{1,5})|uss \w{1,20}|usn[sv] \w{1,20}"
    r"|uscgc \w{1,20})\s{1,2}"
    r"(?:[adf]po,? a[aep] \d{5})",
    re.I,
)
_STREET_WORDS = ("Street", "Lane", "Road", "Avenue", "Boulevard", "Crescent", "Terrace")
_GLUED_SIGNS = (
    "stra", "str.", "weg", "platz", "allee", "gasse", "ring", "damm", "ufer", "steig", "chauss",
    "laan", "plein", "gracht", "vägen", "gatan", "vej", "gade", "gata", "katu", "tie", "utca",
    "kuja", "polku", "torget",
)  # fmt: skip
_WAY_SIGNS = (
    "rue ", "avenue ", "boulevard ", "place ", "chemin ", "impasse ", "quai ", "allée ", "calle ",
    "avenida ", "plaza ", "paseo ", "carrer ", "camino ", "via ", "viale ", "piazza ", "corso ",
    "largo ", "rua ", "praça ", "ul. ", "ulica ", "al. ", "os. ", "ulitsa ",
)  # fmt: skip
_NUMBER_WORD = re.compile(r"\d[a-zA-Z]?,? [^\W\d_]")
_FLAT_SIGN = re.compile(r"[^\W\d_]\.? ?#?\d")
_CODE_NAME = re.compile(r"zip|post|plz|cp", re.IGNORECASE)
_CODE_SIGN = re.compile(r"\d ?[A-Z]|[A-Z]\d|\d-\d|\d \d")


class Places(Recognizer):
    """Parts of postal addresses."""

    kinds = (Kind.ADDRESS,)

    def find(self, reading: Reading) -> Iterator[Found]:
        """Yield streets, flats and post codes, each pattern behind a cheap sign of its own."""
        text = reading.text
        if any(word in text for word in _STREET_WORDS):
            yield from _all(_STREET_NAME, text)
        if "corner of" in reading.lower:
            yield from _all(_CORNER, text)
        if not reading.has_digit:
            return
        for signs, pattern in _TOLD:
            if any(sign in reading.lower for sign in signs):
                yield from _all(pattern, text)
        for sign, pattern in _SIGNED:
            if sign.search(text):
                yield from _all(pattern, text)


_TOLD = ((_GLUED_SIGNS, _GLUED), (_WAY_SIGNS, _BEFORE))
_SIGNED = (
    (_NUMBER_WORD, _STREET),
    (_FLAT_SIGN, _FLAT),
    (_FLAT_SIGN, _MILITARY),
    (_CODE_SIGN, _POST_CODE),
    (_CODE_NAME, _POST_CODE_NAMED),
)


def _all(pattern: re.Pattern[str], text: str) -> Iterator[Found]:
    for match in pattern.finditer(text):
        group = match.lastindex or 0
        yield match.start(group), match.end(group), Kind.ADDRESS
