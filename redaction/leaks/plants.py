"""What is planted: people, numbers and secrets that nobody has, made anew for each run.

People come from parts of a list of names put together by chance, and from syllables; numbers and
secrets from their formats, with the checks that they carry. One part of a name in ten is an
ordinary word as well (Will, Grant), which is where masks fail first.
"""

import string
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from secrets import SystemRandom

import yaml

from redaction.engine.fold import keys_of
from redaction.engine.lists import Words

_ORDINARY_SHARE = 0.1
_INVENTED_SHARE = 0.2
_TRIES = 20
_PARTS = yaml.safe_load((Path(__file__).parent / "data" / "plants.yaml").read_text("utf-8"))
_DOMAINS = ("example.com", "example.org", "mail.example", "host.local", "northfen.corp", "test")


class Sort(StrEnum):
    """What is planted, as the result counts it."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    ACCOUNT = "account"
    NUMBER = "number"
    PASSWORD = "password"  # noqa: S105 - the name of a sort
    TOKEN = "token"  # noqa: S105 - as above


@dataclass(slots=True)
class Planter:
    """Makes values.

    Attributes:
        draw: chance that nobody can foresee, so that no two runs are alike.
        language: two letters; names of Japanese and Chinese texts are half in their script.
        words: the lists of the engine.
        taken: words of the company's directory, which no planted name may hold.
    """

    draw: SystemRandom
    language: str
    words: Words
    taken: Collection[str] = frozenset()
    _names: list[str] = field(default_factory=list)
    _ordinary: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Sort the list of names by whether they are ordinary words too."""
        for name in sorted(self.words.names):
            if len(name) > 2 and name.isalpha():
                both = name in self.words.ordinary and name not in self.words.closed
                (self._ordinary if both else self._names).append(name)

    def make(self, sort: Sort) -> str:
        """Return a fresh value of a sort."""
        return _MADE[sort](self)

    def name(self) -> str:
        """Return the name of nobody: full or a part, as people write it."""
        if self.language in _PARTS["ideograms"] and self.draw.random() < 0.5:
            return self._ideograms()
        given, family = self._part(), self._part()
        whole, short = f"{given} {family}", f"{given[0]}. {family}"
        forms = (whole, family, given, whole.lower(), short, f"{family}, {given}")
        return self.draw.choices(forms, (50, 15, 15, 10, 5, 5))[0]

    def email(self) -> str:
        """Return an address at a domain that belongs to nobody."""
        given, family = self._part().lower(), self._part().lower()
        local = self.draw.choice((f"{given}.{family}", f"{given[0]}{family}", f"{family}_{given}"))
        domain = f"{self._syllables().lower()}.{self.draw.choice(_DOMAINS)}"
        if self.draw.random() < 0.1:
            return f"{local} at {domain}".replace(".", " dot ")
        return f"{local}@{domain}"

    def phone(self) -> str:
        """Return a number as it is dialled, with any separator."""
        sep = self.draw.choice((" ", "-", ".", ""))
        form = self.draw.choice(
            ("+## ## #### ####", "0## #### ####", "(0##) ### ####", "### ### ####")
        )
        return self._digits(form).replace(" ", sep) if "(" not in form else self._digits(form)

    def account(self) -> str:
        """Return a card or an account that passes its check."""
        if self.draw.random() < 0.5:
            digits = self._digits(self.draw.choice(("4", "5")) + "#" * 14)
            card = digits + next(d for d in string.digits if _luhn(digits + d))
            return self._in_fours(card)
        country, length = self.draw.choice((("DE", 18), ("AT", 16), ("BE", 12), ("FI", 14)))
        return self._in_fours(_iban(country, self._digits("#" * length)))

    def number(self) -> str:
        """Return a number of a customer, a case, a person or an order."""
        forms = (
            "#######",
            "########",
            "##-######",
            "@@-###-####",
            "@@ ## ## ## @",
            "###-##-####",
            "@######",
        )
        return self._digits(self.draw.choice(forms))

    def password(self) -> str:
        """Return a password; a third of them are ordinary words."""
        words: list[str] = _PARTS["words"]
        word, other = self.draw.choice(words), self.draw.choice(words)
        if self.draw.random() < 1 / 3:
            return self.draw.choice((word, word + other))
        mark = self.draw.choice("!#$%&*?-_")
        shown = (
            f"{word.capitalize()}{self._digits('##')}{mark}",
            f"{word}{mark}{other}{self._digits('#')}",
        )
        return self.draw.choice((*shown, self._mixed(10)))

    def token(self) -> str:
        """Return a key of a machine."""
        hexadecimal = "".join(self.draw.choices("0123456789abcdef", k=40))
        prefix = self.draw.choice(("ghp_", "sk-", "xoxb-", "AKIA", ""))
        return self.draw.choice((hexadecimal, prefix + self._mixed(32)))

    def _part(self) -> str:
        for _ in range(_TRIES):
            part = self._any_part()
            if not any(key in self.taken for key in keys_of(part)):
                return part
        return self._syllables()

    def _any_part(self) -> str:
        luck = self.draw.random()
        if luck < _ORDINARY_SHARE and self._ordinary:
            return self.draw.choice(self._ordinary).capitalize()
        if luck < _ORDINARY_SHARE + _INVENTED_SHARE or not self._names:
            return self._syllables()
        return self.draw.choice(self._names).capitalize()

    def _syllables(self) -> str:
        starts, ends = _PARTS["starts"], _PARTS["ends"]
        choice = self.draw.choice
        made: str = choice(starts) + choice(starts) + choice(ends)
        return made.capitalize()

    def _ideograms(self) -> str:
        family: str
        given: str
        family, given = _PARTS["ideograms"][self.language]
        step = 2 if self.language == "ja" else 1
        first = self.draw.randrange(0, len(family), step)
        return family[first : first + step] + "".join(self.draw.choices(given, k=2))

    def _digits(self, form: str) -> str:
        made = (
            self.draw.choice(string.digits) if char == "#"
            else self.draw.choice(string.ascii_uppercase) if char == "@" else char
            for char in form
        )  # fmt: skip
        return "".join(made)

    def _mixed(self, length: int) -> str:
        """Letters and digits, of both sorts in any case."""
        chars = self.draw.choices(string.ascii_letters + string.digits, k=length - 3)
        chars += [
            self.draw.choice(string.ascii_lowercase),
            self.draw.choice(string.ascii_uppercase),
        ]
        chars.append(self.draw.choice(string.digits))
        self.draw.shuffle(chars)
        return "".join(chars)

    def _in_fours(self, plain: str) -> str:
        sep = self.draw.choice((" ", "", "-"))
        return sep.join(plain[at : at + 4] for at in range(0, len(plain), 4))


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _iban(country: str, rest: str) -> str:
    letters = "".join(str(ord(char) - 55) for char in country)
    return f"{country}{98 - int(rest + letters + '00') % 97:02d}{rest}"


_MADE: dict[Sort, Callable[[Planter], str]] = {
    Sort.NAME: Planter.name,
    Sort.EMAIL: Planter.email,
    Sort.PHONE: Planter.phone,
    Sort.ACCOUNT: Planter.account,
    Sort.NUMBER: Planter.number,
    Sort.PASSWORD: Planter.password,
    Sort.TOKEN: Planter.token,
}
