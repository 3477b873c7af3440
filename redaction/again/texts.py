"""Redacts stored bodies once more."""

import hashlib
from collections.abc import Sequence
from typing import Final

from django.core.cache import cache

from governance.keys import owners
from redaction import engines
from redaction.engine import EpisodeTexts, RedactedTexts, RedactionFailed
from redaction.redacting import WITHHELD, texts_of
from training import masks
from training.body import TEXT_FIELDS, Body, Step

OUT_OF_TIME: Final = "SoftTimeLimitExceeded"
TRIES: Final = 3
REMEMBERED: Final = 86_400


def redact(bodies: Sequence[Body]) -> list[Body]:
    """Return each body as it is to be stored now.

    Where the engine fails on one of them, or the process that asked ended over it three times,
    the others go on and all texts of that one go: it was stored as redacted, and nobody can say
    any more that it is.

    Raises:
        redaction.engine.RedactionFailed: the time is over; everything stays for the next run.
    """
    return _tried("piece", bodies) or [_alone(body) for body in bodies]


def _alone(body: Body) -> Body:
    if found := _tried("alone", [body]):
        return found[0]
    return _with(body, {text.slot: WITHHELD for text in texts_of(body.steps)})


def _tried(what: str, bodies: Sequence[Body]) -> list[Body] | None:
    """Redact at once; None where that failed, or has been begun three times and never ended."""
    name = _name(what, bodies)
    cache.add(name, 0, REMEMBERED)
    if cache.incr(name) > TRIES:
        return None
    try:
        found = _at_once(bodies)
    except RedactionFailed as failed:
        if OUT_OF_TIME in str(failed):
            raise
        found = None
    cache.delete(name)
    return found


def _name(what: str, bodies: Sequence[Body]) -> str:
    """Return under what name a try is remembered; nobody computes it without the key store."""
    whole = hashlib.sha256(b"\0".join(body.to_bytes() for body in bodies)).hexdigest()
    return "redact-again:" + owners.keyed(f"again-{what}", whole)


def _at_once(bodies: Sequence[Body]) -> list[Body]:
    asked = [EpisodeTexts(tuple(texts_of(one.steps)), one.language[:2]) for one in bodies]
    answers = engines.engine().redact_batch(asked, engines.directory())
    return [
        _with(body, _values(texts, answer))
        for body, texts, answer in zip(bodies, asked, answers, strict=True)
    ]


def _values(asked: EpisodeTexts, answer: RedactedTexts) -> dict[str, str]:
    before = {text.slot: text.value for text in asked.texts}
    return {
        text.slot: text.value
        if text.value is not None and masks.only_lost(before[text.slot], text.value)
        else WITHHELD
        for text in answer.texts
    }


def _with(body: Body, values: dict[str, str]) -> Body:
    steps = tuple(_step(place, step, values) for place, step in enumerate(body.steps))
    return body if steps == body.steps else body.model_copy(update={"steps": steps})


def _step(place: int, step: Step, values: dict[str, str]) -> Step:
    """Write a step anew; a text for which no answer came is a fault, never passed on."""
    texts = {name: values[f"{place}.{name}"] for name in TEXT_FIELDS if getattr(step, name)}
    return step.model_copy(update=texts) if texts else step
