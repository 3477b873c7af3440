"""Gaps of stored episodes: masked texts, read through the one way out and kept for the run alone.

Only of purposes whose version in force lets masks be checked, and so told people about it; the
door writes each reading down. Few people's texts are left unread, so that nothing is told by
whether they were there.
"""

import secrets
from collections.abc import Iterator
from itertools import islice

from governance.audit.record import SYSTEM
from governance.purposes import queries as purposes
from governance.reads import gate
from governance.reads.gate import MASK_REVIEW, ReadRefused
from redaction.leaks.carriers import Frame
from training import masks, outlet
from training.body import TEXT_FIELDS, Body

PEOPLE = 10
"""So many must have texts with masks, or none is used."""
_PEOPLE_AT_MOST = 100
_EPISODES_EACH = 3
_WITHHELD = "<WITHHELD>"


def read(language: str) -> list[tuple[Frame, ...]]:
    """Return the texts of some stored episodes in a language that hold masks.

    Call it outside a transaction, so that the entry of a refusal stays.
    """
    found: dict[str, list[tuple[Frame, ...]]] = {}
    for version in purposes.in_force():
        if version.facts.review_sample:
            for owner, frames in _of(version.purpose_id, language):
                found.setdefault(owner, []).append(frames)
    if len(found) < PEOPLE:
        return []
    return [frames for some in found.values() for frames in some]


def _of(purpose: str, language: str) -> Iterator[tuple[str, tuple[Frame, ...]]]:
    try:
        permit = gate.ask(purpose, MASK_REVIEW, SYSTEM)
    except ReadRefused:
        return
    people = outlet.owners(permit)
    secrets.SystemRandom().shuffle(people)
    for owner in people[:_PEOPLE_AT_MOST]:
        reading = outlet.of_person(permit, owner)
        framed = (_frames(one.body, language) for one in reading.episodes) if reading else ()
        for frames in islice((one for one in framed if one), _EPISODES_EACH):
            yield owner, frames


def _frames(body: Body, language: str) -> tuple[Frame, ...]:
    """Return an episode's texts; none without a mask, or where it is in another language."""
    if body.language[:2] != language:
        return ()
    frames = tuple(
        Frame(value, caption=name != "text", title=name == "title")
        for step in body.steps
        for name in TEXT_FIELDS
        if (value := getattr(step, name)) and value != _WITHHELD
    )
    return frames if masks.counts(frame.text for frame in frames) else ()
