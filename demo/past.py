"""What happened in the company before today: each an act of the product, with its day."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from demo.company import proposal
from demo.described import Company, Persona, PurposeLine, Word
from governance import clock
from governance.accountability import figures
from governance.audit.acts import Role
from governance.consent import decisions
from governance.directory.actors import actor_of
from governance.directory.models import Employee, Unit, User
from governance.directory.people import leave
from governance.holds import acts as holds
from governance.purposes import approvals, opinions, queries, suspensions, versions
from governance.purposes.kinds import Kind
from governance.purposes.models import PurposeVersion, Suspension
from governance.reads import gate
from governance.rights import links, requests

LAST_WEEK = 7
HOURS = 0.1  # of a day
Find = Callable[[Persona], Employee]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened some days ago."""

    days: float
    do: Callable[[], object]


@dataclass(frozen=True, slots=True)
class _Past:
    """Looks people up by their keys, when it happens and not before."""

    described: Company
    find: Find

    def person(self, key: str) -> Employee:
        return self.find(self.described.persona(key))

    def user(self, key: str) -> User:
        user = self.person(key).user
        if user is None:
            raise User.DoesNotExist
        return user


def everything(described: Company, find: Find) -> Iterator[Happening]:
    """Yield all that happened, in no order."""
    past = _Past(described, find)
    for line in described.purposes:
        yield from _purpose(past, line)
    yield from _suspension(past)
    yield from _decisions(past)
    yield from _hold(past)
    yield from _departure(past)
    yield Happening(described.refused_read.days, lambda: _ask_for_data(past))
    yield Happening(LAST_WEEK, figures.make)


def _purpose(past: _Past, line: PurposeLine) -> Iterator[Happening]:
    proposed, said = proposal(line), line.opinion

    def version() -> PurposeVersion:
        return PurposeVersion.objects.filter(purpose=proposed.slug).latest("number")

    def propose() -> None:
        versions.propose(proposed.slug, proposed.facts, past.user(line.author))

    def advise() -> None:
        opinions.give(version(), past.user(said.by), said.text)

    def decide(word: Word) -> None:
        user = past.user(word.by)
        approvals.decide(version(), user, word.role, word.verdict, word.note)

    yield Happening(line.proposed, propose)
    yield Happening(said.days + HOURS, advise)
    for word in line.words:
        yield Happening(word.days, partial(decide, word))


def _suspension(past: _Past) -> Iterator[Happening]:
    told, role = past.described.suspended, Role.REPRESENTATIVE

    def suspend() -> None:
        unit = Unit.objects.get(name=told.unit)
        suspensions.suspend(None, unit, told.reason, past.user(told.by), role)

    def lift() -> None:
        suspensions.resume(Suspension.objects.get(lifted_at=None), past.user(told.by), role)

    yield Happening(told.days, suspend)
    yield Happening(told.lifted, lift)


def _decisions(past: _Past) -> Iterator[Happening]:
    def decide(act: Callable[[Employee, str], None], key: str, slug: str) -> None:
        act(past.person(key), slug)

    for play in past.described.plays:
        for slug in play.purposes:
            yield Happening(play.allowed, partial(decide, allow, play.person, slug))
    refused = past.described.refused_all
    for slug in refused.purposes:
        yield Happening(refused.days, partial(decide, refuse, refused.person, slug))


def allow(person: Employee, slug: str) -> None:
    """Let somebody allow every kind that a purpose offers."""
    for kind in _kinds(slug):
        decisions.give(person, slug, kind, person.language)


def refuse(person: Employee, slug: str) -> None:
    """Let somebody refuse every kind that a purpose offers."""
    for kind in _kinds(slug):
        decisions.refuse(person, slug, kind, person.language)


def _kinds(slug: str) -> tuple[Kind, ...]:
    version = queries.of(slug)
    return version.facts.kinds if version is not None else ()


def _hold(past: _Past) -> Iterator[Happening]:
    """An officer proposed a legal hold; another one places it once its person was recorded."""
    held = past.described.held

    def propose() -> None:
        asked = holds.Proposal(held.matter, held.outside, held.reference, list(held.purposes))
        holds.propose(past.person(held.person), asked, past.user(held.proposed.by))

    yield Happening(held.proposed.days, propose)


def _departure(past: _Past) -> Iterator[Happening]:
    """Somebody left, asked for erasure, and got no answer in time."""
    left = past.described.left

    def go() -> None:
        hr = next(p for p in past.described.people if Role.HR in p.roles)
        actor = actor_of(past.user(hr.key), Role.HR)
        leave(past.person(left.person), clock.now(), actor)

    def ask() -> None:
        person = past.person(left.person)
        links.begin(person.email, person.language)
        [waiting] = links.unsent()
        token = links.new_token()  # its letter came and was thrown away
        links.settle(waiting, token)
        requests.ask(links.find(token), person.name, left.statement, person.jurisdiction)

    yield Happening(left.last_day, go)
    yield Happening(left.asked, ask)


def _ask_for_data(past: _Past) -> None:
    """Ask for what no purpose may be used for: the refusal is on the record."""
    asked = past.described.refused_read
    actor = actor_of(past.user(asked.by), asked.role)
    with suppress(gate.ReadRefused):
        gate.ask(asked.purpose, asked.use, actor)
