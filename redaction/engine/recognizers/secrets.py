"""Passwords, tokens, keys: by prefix, by the word before or after them, by their look."""

import re
from collections.abc import Iterator
from itertools import pairwise

from redaction.engine.cues import cue
from redaction.engine.kinds import Kind
from redaction.engine.reading import Reading
from redaction.engine.recognizers.base import Found, Recognizer

_PREFIXED = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:AKIA|ASIA|AROA)[0-9A-Z]{12,40}|gh[pousr]_\w{16,255}"
    r"|github_pat_\w{20,255}"
    r"|glpat-[\w-]{16,64}|xox[abeprs]-[\w-]{10,255}|sk[-_](?:live|test|proj|ant)?[-_]?[\w-]{16,255}"
    r"|AIza[\w-]{30,50}|ya29\.[\w-]{20,255}|SG\.[\w.-]{20,255}|npm_\w{20,64}|pypi-[\w-]{20,255}"
    r"|hf_\w{20,64}|dop_v1_\w{20,80}|eyJ[\w-]{6,4000}(?:\.[\w-]{2,4000}){1,2})"
)
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}KEY( BLOCK)?-----.*", re.DOTALL)
_IN_URL = re.compile(r"(?<=://)[^\s/@:]{0,64}:([^\s/@]{1,128})@")
_NAMES = (
    r"pass ?words?|pass ?codes?|pass ?phrases?|passwd|pwd|pswd|psw|pw|passwort|kennwort"
    r"|mot de passe|mdp"
    r"|contrase(?:ñ|n)a|clave|senha|wachtwoord|pin(?:[- ]?code)?|pass"
    r"|secret(?:[ _-]?key)?|api[ _-]?key|access[ _-]?key(?:[ _-]?id)?|private[ _-]?key"
    r"|licen[cs]e key"
    r"|client[ _-]?secret|(?:auth|access|refresh|bearer)?[ _-]?token|bearer|credentials?|creds"
    r"|(?:verification|security|access|door|entry|login|one[- ]time|confirmation|recovery|backup"
    r"|auth"
    r"|sms|2fa|otp|alarm|gate|unlock)[ -]?codes?|zugangscode|geheimzahl|otp|cvv|cvc|cvv2|tan"
    r"|seed phrase|パスワード|密码"
)
_NAMED = re.compile(rf"(?<![^\W_])(?=[ _-]?[^\W_])(?:{_NAMES})(?![^\W_])", re.I)
_SIGNS = (
    "pass", "pwd", "psw", "pw", "kennwort", "mdp", "mot de", "contrase", "clave", "senha",
    "wachtwoord", "pin", "secret", "key", "token", "bearer", "cred", "code", "otp", "cvv", "cvc",
    "tan", "geheimzahl", "seed", "パス", "密码",
)  # fmt: skip
# From the word to the value: `: x`, `= x`, `is x`, `for the door is x`, `changed to x`.
_JOINED = re.compile(r"[\"']?[ \t]{0,3}(?:[:=]|->|=>)[ \t]{0,4}[\"'(]?(\S{1,128})")
_SAID = re.compile(
    r"(?:[ \t]{1,3}[\w'@.-]{1,24}){0,6}?[ \t]{1,3}(?:is|was|are|to|ist|war|lautet|est|es|era|will be|be|as)"
    r"(?:[ \t]{1,3}(?:now|still|set to|currently|just|simply|jetzt|going to be|probably|this))?"
    r"[ \t]{0,2}:?[ \t]{1,3}[\"'(]?(\S{1,128})",
    re.I,
)
_BESIDE = re.compile(r"[ \t]{1,3}[\"'(]?(\S{1,128})")
_BEFORE = re.compile(
    r"(?:(?<=\s)|^)[\"']?([^\s\"']{3,64})[\"']?[ \t]{1,2}(?:is|as|was|for|ist|als|est|es)[ \t]{1,2}"
    r"(?:(?:my|the|your|our|his|her|their|a|das|mein|dein|le|la|mi|new|old|wifi|default"
    r"|temporary|admin)"
    r"[ \t]{1,2}){0,3}$",
    re.I,
)
_BEFORE_REACH = 110
# What may follow "the password is" without being one.
_STATES = cue("states_of_secrets")
_ADMIN = re.compile(r"^(?:admin|root|user|guest|sa|administrator)$", re.I)
_LONG = re.compile(r"(?<![\w+/=-])[\w+/=-]{16,4000}")
_SOME_LONG = re.compile(r"(?<![\w+/=-])[\w+/=-]{14}|-----BEGIN|\w\.[\w-]{20}")
_MARK = re.compile(r"[!@#$%^&*?~]")
_MIXED = re.compile(r"(?<!\S)[A-Za-z0-9!@#$%^&*?~+._-]{6,64}(?!\S)")
_MARK_INSIDE = re.compile(r"[A-Za-z0-9][!@#$%^&*?~]+[A-Za-z0-9]|^[!@#$%^&*?~]\w|\w[!@#$^*~]+$")
_CELL = re.compile(r"^'?\w+'?!\$?[A-Z]{1,3}")


class Secrets(Recognizer):
    """Secrets, however they are announced."""

    kinds = (Kind.SECRET,)

    def find(self, reading: Reading) -> Iterator[Found]:
        """Yield secrets."""
        text = reading.text
        if _SOME_LONG.search(text):
            yield from _by_look(text)
        if "://" in text:
            for match in _IN_URL.finditer(text):
                yield match.start(1), match.end(1), Kind.SECRET
        if any(sign in reading.lower for sign in _SIGNS):
            for match in _NAMED.finditer(text):
                yield from _after(match.end(), match[0], reading)
                yield from _before(match.start(), text)
        if reading.has_digit and _MARK.search(text):
            yield from _mixed(text)


def _by_look(text: str) -> Iterator[Found]:
    for match in _PREFIXED.finditer(text):
        yield match.start(), match.end(), Kind.SECRET
    if "KEY" in text:
        for match in _PRIVATE_KEY.finditer(text):
            yield match.start(), match.end(), Kind.SECRET
    for match in _LONG.finditer(text):
        if _random(match[0]):
            yield match.start(), match.end(), Kind.SECRET


def _random(token: str) -> bool:
    """Say whether a long token looks drawn by lot: letters and digits mixed more than once."""
    digits = sum(char.isdigit() for char in token)
    if digits < 2 or digits == len(token):
        return False
    changes = sum(a.isdigit() != b.isdigit() for a, b in pairwise(token))
    both_cases = token != token.lower() and token != token.upper()
    return changes >= (3 if both_cases else 4)


def _after(end: int, name: str, reading: Reading) -> Iterator[Found]:
    text = reading.text
    match = _JOINED.match(text, end)
    if match and _is_value(match[1], strict=False):
        yield _span(match)
        return
    match = _SAID.match(text, end)
    if match and _is_value(match[1], strict=True):
        yield _span(match)
        return
    match = _BESIDE.match(text, end)
    if match and _looks_secret(match[1], reading, name):
        yield _span(match)


def _before(start: int, text: str) -> Iterator[Found]:
    left = max(0, start - _BEFORE_REACH)
    match = _BEFORE.search(text[left:start])
    if match and _is_value(match[1], strict=True) and match[1].casefold() not in _PLAIN_SUBJECTS:
        yield left + match.start(1), left + match.end(1), Kind.SECRET


_PLAIN_SUBJECTS = cue("no_secrets")


def _span(match: re.Match[str]) -> Found:
    value = match[1].rstrip(".,;:)\"'")
    return match.start(1), match.start(1) + max(1, len(value)), Kind.SECRET


def _is_value(value: str, *, strict: bool) -> bool:
    plain = value.rstrip(".,;:)\"'?!").casefold()
    if not any(char.isalnum() for char in value):
        return False
    return not strict or plain not in _STATES


def _looks_secret(value: str, reading: Reading, name: str) -> bool:
    """Without a word between, only what is no ordinary word counts: `pin 4471`, `pwd hunter2`."""
    plain = value.rstrip(".,;:)\"'?!")
    if not plain or _ADMIN.match(plain):
        return False
    has_digit = any(char.isdigit() for char in plain)
    if name.casefold() in ("tan", "pass", "key", "clave", "pw") and not has_digit:
        return False
    unknown = plain.isalpha() and plain.islower() and reading.unknown(plain)
    return has_digit or unknown or bool(re.search(r"\w[!#$%^&*?~]\w", plain))


def _mixed(text: str) -> Iterator[Found]:
    for match in _MIXED.finditer(text):
        token = match[0]
        if token.isalnum() or _CELL.match(token):
            continue
        letters, digits = any(c.isalpha() for c in token), any(c.isdigit() for c in token)
        if letters and digits and _MARK_INSIDE.search(token):
            yield match.start(), match.end(), Kind.SECRET
