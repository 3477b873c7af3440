"""More people for the company: some who work at their computers, or very many for measuring."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import cache
from itertools import count, islice
from pathlib import Path

import yaml
from django.db import transaction

from demo import device, past, play
from demo.described import Described, Persona, Play
from demo.models import DemoMark
from demo.seed import NoDemonstration, enter
from governance import clock
from governance.directory.models import Employee
from governance.rights import requests

FILE = Path(__file__).parent / "newcomers.yaml"
CAME = timedelta(days=-60)
ALLOWED = timedelta(days=-6)
PLAYS_MOST = 8
"""As many computers may be enrolled from one address in ten minutes, beside the first ones."""
CHUNK = 100
SHARE_ALLOWS = 3
SHARE_ASKS = 20


class Place(Described):
    """Where somebody works."""

    unit: str
    jurisdiction: str
    language: str
    place: str
    phone: str


class Newcomers(Described):
    """What newcomers are made of."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    places: tuple[Place, ...]
    goods: tuple[str, ...]
    scenes: tuple[str, ...]
    purpose: str


@cache
def newcomers() -> Newcomers:
    """Read what newcomers are made of."""
    return Newcomers.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def add(people: int) -> list[Persona]:
    """Add people who allow the customs purpose, and play on their computers. Sayso must run.

    Raises:
        NoDemonstration: the database has no mark of the demonstration.
        NoAnswer: the server did not answer in time.
    """
    _refuse_real_people()
    device.wait_until(play.server_answers, 0.5)
    added = list(islice(_unknown(), min(people, PLAYS_MOST)))
    for persona in added:
        _bring(persona, allows=True)
    with ExitStack() as stage:
        play.play_all([_play(persona) for persona in added], added, stage)
    return added


def grow(people: int) -> int:
    """Make the company this large, by the acts of the product; return how many came.

    Every third one allows the customs purpose, every twentieth one asks for erasure.

    Raises:
        NoDemonstration: the database has no mark of the demonstration.
    """
    _refuse_real_people()
    missing = max(0, people - Employee.objects.count())
    coming = islice(_unknown(), missing)
    number = 0
    while chunk := list(islice(coming, CHUNK)):
        with transaction.atomic():
            for persona in chunk:
                number += 1
                person = _bring(persona, allows=number % SHARE_ALLOWS == 0)
                if number % SHARE_ASKS == 0:
                    _ask(person, days=number % 45)
    return number


def _refuse_real_people() -> None:
    if not DemoMark.objects.exists():
        raise NoDemonstration


def _bring(persona: Persona, *, allows: bool) -> Employee:
    with clock.shifted(CAME):
        person = enter(persona)
    if allows:
        with clock.shifted(ALLOWED):
            past.allow(person, newcomers().purpose)
    return person


def _ask(person: Employee, days: int) -> None:
    with clock.shifted(timedelta(days=-days)):
        requests.ask_signed_in(person, "")


def _unknown() -> Iterator[Persona]:
    """Yield people who are not in the directory, in a fixed order."""
    known = set(Employee.objects.values_list("email", flat=True))
    return (persona for persona in map(_persona, count()) if persona.email not in known)


def _persona(number: int) -> Persona:
    told = newcomers()
    round_, given = divmod(number, len(told.given))
    name = f"{told.given[given]} {told.family[(given + 7 * round_) % len(told.family)]}"
    place = told.places[number % len(told.places)]
    key = f"{name.lower().replace(' ', '.')}{round_ or ''}"
    return Persona(
        key=key,
        name=name,
        email=f"{key}@kestrel.example",
        unit=place.unit,
        jurisdiction=place.jurisdiction,
        language=place.language,
    )


def _play(persona: Persona) -> Play:
    told = newcomers()
    place = next(place for place in told.places if place.unit == persona.unit)
    given, family = persona.name.split()
    goods = told.goods[len(persona.name) % len(told.goods)]
    values = {
        "goods": goods,
        "place": place.place,
        "consignor": f"{family[:4]}a {given}ova",
        "email": f"post@{family.lower()}-trade.example",
        "phone": f"{place.phone}{len(given):02d}",
        "reference": "4111 1111 1111 1111",
        "secret": f"{given}-{family}-{len(goods)}7",
    }
    return Play(
        person=persona.key,
        computer=f"desk-{family.lower()}",
        purposes=(told.purpose,),
        allowed=6,
        scenes=told.scenes,
        values=values,
    )
