"""Redacts stored bodies once more."""

from collections.abc import Sequence

from redaction import engines
from redaction.engine import EpisodeTexts, RedactedTexts, RedactionFailed
from redaction.redacting import WITHHELD, texts_of
from training import masks
from training.body import TEXT_FIELDS, Body, Step

OUT_OF_TIME = "SoftTimeLimitExceeded"


def redact(bodies: Sequence[Body]) -> list[Body]:
    """Return each body as it is to be stored now.

    Where the engine fails on one of them, the others go on and all texts of that one go: it was
    stored as redacted, and nobody can say any more that it is.

    Raises:
        redaction.engine.RedactionFailed: the time is over; everything stays for the next run.
    """
    try:
        return _at_once(bodies)
    except RedactionFailed as failed:
        if OUT_OF_TIME in str(failed):
            raise
    return [_alone(body) for body in bodies]


def _alone(body: Body) -> Body:
    try:
        return _at_once([body])[0]
    except RedactionFailed as failed:
        if OUT_OF_TIME in str(failed):
            raise
    return _with(body, {text.slot: WITHHELD for text in texts_of(body.steps)})


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
