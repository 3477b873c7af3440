"""Secrets that a word announces: "password", "pin", "token", in five languages."""

import re
from collections.abc import Iterator

from redaction.engine.cues import cue
from redaction.engine.kinds import Kind
from redaction.engine.reading import Reading
from redaction.engine.recognizers.base import Found, Recognizer

_STRONG = (
    r"pass ?words?|pass ?codes?|passwd|pwd|pswd|psw|pw|passwort|kennwort|mot de passe|mdp"
    r"|contrase(?:ñ|n)a|senha|wachtwoord|パスワード|密码"
)
_PHRASES = r"pass ?phrases?|(?:seed|recovery|mnemonic)[ _-]phrase"
_OTHERS = (
    r"pin(?:[- ]?code)?|pass|clave|secret(?:[ _-]?key)?|api[ _-]?key|access[ _-]?key(?:[ _-]?id)?"
    r"|(?:private|licen[cs]e|recovery|bitlocker|encryption|product|activation|serial|wifi"
    r"|network|security)[ _-]?key|(?:security|secret|recovery) answer"
    r"|client[ _-]?secret|(?:auth|access|refresh|bearer)?[ _-]?token|bearer|credentials?|creds"
    r"|(?:verification|security|access|door|entry|login|one[- ]time|confirmation|recovery"
    r"|backup|auth|sms|2fa|otp|alarm|gate|unlock|safe)[ -]?codes?"
    r"|code(?= (?:for|to|of) (?:the|my|our))"
    r"|zugangscode|geheimzahl|otp|cvv|cvc|cvv2|tan"
)
_NAMED = re.compile(
    rf"(?<![^\W_])(?=[ _-]?[^\W_])(?:(?P<strong>{_STRONG})|(?P<phrase>{_PHRASES})|{_OTHERS})"
    r"(?![^\W_])",
    re.IGNORECASE,
)
_SIGNS = (
    "pass", "pwd", "psw", "pw", "kennwort", "mdp", "mot de", "contrase", "clave", "senha",
    "wachtwoord", "pin", "secret", "key", "token", "bearer", "cred", "code", "otp", "cvv", "cvc",
    "tan", "geheimzahl", "phrase", "answer", "パス", "密码",
)  # fmt: skip
_VALUE = r"[\"'(]?(?P<value>\S{1,128})"
_NEXT_WORD = re.compile(r"[ \t]{1,2}([^\W\d_]{2,20})(?![\w:=])")
# From the word to the value: `: x`, `= x`, `-> x`, `for the portal: x`.
_JOINED = re.compile(
    r"[\"']?(?:[ \t]{1,2}[\w'.-]{1,24}){0,4}?[ \t]{0,3}(?:[:=]|[-=]>|\u2192|(?<=[ \t])-(?=[ \t]))"
    rf"[ \t]{{0,4}}{_VALUE}"
)
# `is x`, `for the door is x`, `changed to x`, `I forgot it, it was x`.
_SAID = re.compile(
    r",?(?:[ \t]{1,3}[\w'@.-]{1,24},?){0,6}?[ \t]{1,3}"
    r"(is|was|are|to|ist|war|lautet|est|es|era|will be|be|as)"
    r"(?:[ \t]{1,3}(?:now|still|set to|currently|just|simply|jetzt|going to be|probably|this))?"
    rf"[ \t]{{0,2}}:?[ \t]{{1,3}}{_VALUE}",
    re.IGNORECASE,
)
_BESIDE = re.compile(rf"[ \t]{{1,3}}{_VALUE}")
_LINE = re.compile(r"[ \t]{0,3}(?:[:=]|is|was|ist|->)[ \t]{1,3}([^\n.;]{1,200})", re.IGNORECASE)
_OWNERS = (
    r"(?:(?:my|the|your|our|his|her|their|a|das|mein|dein|le|la|mi|new|old|wifi|default|temporary"
    r"|admin)[ \t]{1,2}){0,3}$"
)
_BEFORE = re.compile(
    r"(?:(?<=\s)|^)[\"']?([^\s\"']{3,64})[\"']?[ \t]{1,2}(?:is|as|was|for|ist|als|est|es)[ \t]{1,2}"
    + _OWNERS,
    re.IGNORECASE,
)
_USED = re.compile(
    r"(?:(?<=\s)|^)(?:try|type|enter|use|put in)[ \t]{1,2}[\"']?([^\s\"']{3,64})[\"']?[ \t]{1,2}"
    r"(?:if|at|as|for|in|on|into|when|with)[ \t]{1,2}(?:[\w']{1,20}[ \t]{1,2}){0,4}$",
    re.IGNORECASE,
)
_PAIR = re.compile(r"(?<!\S)[\w.@-]{2,40} ?/ ?([^\s/]{3,64})(?![^\s.,;])")
_PAIR_SIGNS = ("cred", "login", "log in", "sign in")
_BEFORE_REACH = 110
_STATES = cue("states_of_secrets")  # what may follow "the password is" without being one
_FOLLOWERS = cue("followers_of_secrets")  # what stands beside "password" in sentences and menus
_SUBJECTS = cue("no_secrets")  # what may stand before "is my password" without being it
_OTHER_THINGS = cue("things_named_after_secrets")
_NO_VALUES = _STATES | _SUBJECTS
_USERS = frozenset(("admin", "root", "user", "guest", "sa", "administrator"))
_TAIL = ".,;:)\"'?!"


class Announced(Recognizer):
    """Secrets by the word before or after them."""

    kinds = (Kind.SECRET,)

    def find(self, reading: Reading) -> Iterator[Found]:
        """Yield what the words announce."""
        text, lower = reading.text, reading.lower
        if any(sign in lower for sign in _SIGNS):
            for match in _NAMED.finditer(text):
                yield from _after(match, reading)
                yield from _before(match.start(), text)
        if "/" in text and any(sign in lower for sign in _PAIR_SIGNS):
            for match in _PAIR.finditer(text):
                yield match.start(1), match.end(1), Kind.SECRET


def _after(named: re.Match[str], reading: Reading) -> Iterator[Found]:
    text, end = reading.text, named.end()
    if named["phrase"]:
        line = _LINE.match(text, end)
        if line:
            yield line.start(1), line.end(1), Kind.SECRET
            return
    strong = bool(named["strong"])
    match = None if _speaks_of_another(text, end) else _joined_or_said(text, end, strong=strong)
    if match is None:
        match = _BESIDE.match(text, end)
        if match is None or not _looks_secret(match["value"], reading, strong=strong):
            return
    yield _span(match)


def _joined_or_said(text: str, end: int, *, strong: bool) -> re.Match[str] | None:
    match = _JOINED.match(text, end)
    if match and any(char.isalnum() for char in match["value"]):
        return match
    match = _SAID.match(text, end)
    if match is None or _plain(match["value"]) in _NO_VALUES or not _plain(match["value"]):
        return None
    pinned = match[1].casefold() == "to" and not strong  # "Pin to taskbar"
    return None if pinned and match["value"].isalpha() else match


def _speaks_of_another(text: str, end: int) -> bool:
    """Say whether the word only begins another one: "password policy", "access code review"."""
    match = _NEXT_WORD.match(text, end)
    return match is not None and match[1].casefold() in _OTHER_THINGS


def _before(start: int, text: str) -> Iterator[Found]:
    left = max(0, start - _BEFORE_REACH)
    for pattern in (_BEFORE, _USED):
        match = pattern.search(text[left:start])
        if match and _plain(match[1]) not in _NO_VALUES:
            yield left + match.start(1), left + match.end(1), Kind.SECRET


def _plain(value: str) -> str:
    return value.rstrip(_TAIL).casefold()


def _span(match: re.Match[str]) -> Found:
    start, value = match.start("value"), match["value"].rstrip(".,;:)\"'")
    return start, start + max(1, len(value)), Kind.SECRET


def _looks_secret(value: str, reading: Reading, *, strong: bool) -> bool:
    """Decide about what stands right beside the word: `pin 4471`, `password sunshine`.

    Beside a word that means nothing else ("password") any word counts that does not commonly
    follow it; beside the others only what is no ordinary word.
    """
    plain = value.rstrip(_TAIL)
    if not any(char.isalnum() for char in plain) or plain.casefold() in _USERS:
        return False
    if any(char.isdigit() for char in plain) or re.search(r"\w[!#$%^&*?~]\w", plain):
        return True
    if not strong or reading.caption:
        return plain.isalpha() and plain.islower() and reading.unknown(plain)
    key = plain.casefold()
    return key.isalpha() and key not in _FOLLOWERS and key not in _STATES
