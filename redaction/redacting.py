"""Redacts the texts of a batch, all at once, and writes the bodies that are stored."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from governance.purposes.facts import Facts
from redaction import edition, engines
from redaction.admitted import pattern_of
from redaction.content import KIND_OF, Action, Content, Episode
from redaction.engine import EpisodeTexts, RedactedText, RedactedTexts, Text
from redaction.roles import role_of
from training.body import TEXT_FIELDS, Body, Step

WITHHELD = "<WITHHELD>"


@dataclass(frozen=True, slots=True)
class Redacted:
    """A redacted episode with what the fence compares."""

    purpose: str
    epoch: uuid.UUID
    version: int
    facts: Facts
    body: Body


def redact(content: Content, facts: Mapping[tuple[str, int], Facts]) -> list[Redacted]:
    """Redact a batch. No lock is held meanwhile.

    Raises:
        redaction.engine.RedactionFailed: the batch must be tried again or put aside.
        redaction.engine.EngineUnready: the engine is not what is pinned.
    """
    texts = [
        EpisodeTexts(tuple(texts_of(one.actions)), one.language[:2]) for one in content.episodes
    ]
    answers = engines.engine().redact_batch(texts, engines.directory())
    return [
        _redacted(episode, answer, facts[(episode.purpose, episode.version)])
        for episode, answer in zip(content.episodes, answers, strict=True)
    ]


def policy_id() -> str:
    """Return by what this process redacts; ask before, so that a later change finds the rows."""
    return edition.policy_id()


def texts_of(actions: Iterable[object]) -> Iterator[Text]:
    """Yield what is to be redacted of actions, or of the steps that are stored of them."""
    for place, action in enumerate(actions):
        for name in TEXT_FIELDS:
            value = getattr(action, name, None)
            if value:
                typed, title = name == "text", name == "title"
                yield Text(f"{place}.{name}", value, caption=not typed, title=title)


def _redacted(episode: Episode, answer: RedactedTexts, facts: Facts) -> Redacted:
    by_slot = {text.slot: text for text in answer.texts}
    steps = [_step(place, action, by_slot) for place, action in enumerate(episode.actions)]
    body = Body(
        application=episode.application,
        site=pattern_of(episode.site, facts.sites) if episode.site else None,
        language=episode.language,
        day=episode.day,
        part=episode.part,
        steps=tuple(steps),
    )
    return Redacted(episode.purpose, episode.epoch, episode.version, facts, body)


def _step(place: int, action: Action, by_slot: Mapping[str, RedactedText]) -> Step:
    """Write one step; a text for which no answer came is a fault, never passed on."""
    values = action.model_dump()
    for name in TEXT_FIELDS:
        if values.get(name):
            value = by_slot[f"{place}.{name}"].value
            values[name] = WITHHELD if value is None else value
    if values.get("role"):
        values["role"] = role_of(values["role"])
    return Step(kind=KIND_OF[action.do], **values)
