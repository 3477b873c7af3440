"""A person says that words should have been masked: they go at once, everywhere in their data.

Compliance learns the kind and nothing else.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.core.cache import cache
from django.db import transaction
from django.db.models import F

from governance import clock
from governance.accountability.rounding import LEAST
from governance.audit.acts import Act, Role
from governance.audit.record import About, Actor, record
from governance.consent import fence
from governance.consent.models import Consent
from governance.keys import owners
from redaction.engine.fold import fold
from redaction.models import Missed
from redaction.redacting import WITHHELD
from training import masks, own, store
from training.body import TEXT_FIELDS, Body, Step

LONGEST: Final = 1_000
WHOLE_WORDS: Final = 4
"""Shorter than this, a word counts where it stands alone: `Ann` is not in `Annual`."""
NUMBERS: Final = 999
WEEK: Final = 8 * 86_400


class Sort(StrEnum):
    """What a person can say it is; the values are the names of the engine's placeholders."""

    PERSON = "PERSON"
    LOCATION = "LOCATION"
    NUMBER = "NUMBER"
    SECRET = "SECRET"  # noqa: S105 (the name of a kind)
    TEXT = "TEXT"


Find = Callable[[str], list[tuple[int, int]]]


def finder(words: str) -> Find | None:
    """Return what finds some words in a text, however written; None where they say nothing."""
    parts = _alike(words[:LONGEST]).split()
    if not any(char.isalnum() for part in parts for char in part):
        return None
    pattern = r"\s+".join(map(re.escape, parts))
    if len("".join(parts)) < WHOLE_WORDS:
        pattern = rf"(?<!\w){pattern}(?!\w)"
    found = re.compile(pattern)

    def find(text: str) -> list[tuple[int, int]]:
        folded = fold(text)
        spans = [match.span() for match in found.finditer(_small(folded.text))]
        return [folded.back(start, end) for start, end in spans]

    return find


def count(owner: str, words: str) -> int:
    """Count the episodes of a person in which some words stand."""
    find = finder(words)
    return sum(_holds(view.body, find) for view in own.every(owner)) if find else 0


@transaction.atomic
def mask(owner: str, words: str, sort: Sort) -> int:
    """Mask words in all episodes of a person; return how many held them.

    Releases that hold one of them are recalled, and no older copy opens what went.
    """
    find = finder(words)
    if find is None:
        return 0
    # With all consents held no batch of theirs is stored meanwhile, so none is missed.
    fence.hold(owner, Consent.objects.filter(owner=owner).values_list("purpose", flat=True))
    ids = [view.id for view in own.every(owner) if _holds(view.body, find)]
    gone = store.rewrite(owner, ids, lambda body: _masked(body, find, sort), recalled=True)
    if gone:
        record(Act.DATA_MASKED, Actor(Role.EMPLOYEE, owner), About(owner, details={"count": gone}))
        transaction.on_commit(lambda: _report(owner, sort))
    return gone


def reported() -> dict[Sort, int | None]:
    """Return how many people said so in the last whole week, in tens; None for fewer than ten."""
    week = clock.week_of(clock.today() - timedelta(days=7))
    rows = dict(Missed.objects.filter(week=week).values_list("kind", "people"))
    found = {sort: rows.get(sort, 0) for sort in Sort}
    return {sort: n // 10 * 10 if n >= LEAST else None for sort, n in found.items()}


def _report(owner: str, sort: Sort) -> None:
    """Count a person once a week for a kind; who it was is remembered in the cache alone."""
    week = clock.week_of(clock.today())
    remembered = "marked:" + owners.keyed("marked", f"{week}|{owner}|{sort}")
    if not cache.add(remembered, 1, WEEK):
        return
    with transaction.atomic():
        row, _made = Missed.objects.get_or_create(week=week, kind=sort)
        Missed.objects.filter(pk=row.pk).update(people=F("people") + 1)


def _holds(body: Body, find: Find) -> bool:
    pieces = (piece for step in body.steps for text in step.texts for piece in masks.pieces(text))
    return any(find(piece.text) for piece in pieces if not piece.masked)


def _masked(body: Body, find: Find, sort: Sort) -> Body:
    """Put one placeholder in the place of the words, everywhere in a body."""
    every = [text for step in body.steps for text in step.texts]
    number = masks.highest(every, sort) + 1
    name = f"<{sort}_{number}>" if number <= NUMBERS else WITHHELD

    def without(text: str) -> str:
        for start, end in reversed(find(text)):
            text = text[:start] + name + text[end:]
        return text

    steps = tuple(_step(step, lambda text: masks.outside(text, without)) for step in body.steps)
    return body if steps == body.steps else body.model_copy(update={"steps": steps})


def _step(step: Step, change: Callable[[str], str]) -> Step:
    texts = {name: change(text) for name in TEXT_FIELDS if (text := getattr(step, name))}
    return step.model_copy(update=texts) if texts else step


def _alike(text: str) -> str:
    return _small(fold(text).text)


def _small(text: str) -> str:
    """Write small, sign for sign, so that places stay the same."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
