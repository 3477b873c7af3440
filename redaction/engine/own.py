"""A customer's own recognisers: YAML as Presidio has it, tried before they are accepted.

Presidio skips a pattern that runs out of time and reports success; here that fails the batch.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Annotated

import regex  # type: ignore[import-untyped]
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from redaction.engine.errors import RecognizerRefused
from redaction.engine.kinds import Kind
from redaction.engine.reading import Reading
from redaction.engine.recognizers.base import Found, Recognizer

_SECONDS = 0.5
_TRIAL_LENGTH = 20_000
_TRIAL_SECONDS = 0.25
_ALWAYS_TRIED = ("a", "A", "1", " ", "a ", "a.", "1-", "a1", "@", "aA1 -")


class _Pattern(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    regex: str
    score: Annotated[float, Field(ge=0, le=1)] = 1.0


class _Own(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Annotated[str, Field(pattern=r"^[A-Za-z][\w -]{0,60}$")]
    supported_entity: Kind
    supported_language: str = "en"
    patterns: tuple[_Pattern, ...] = ()
    deny_list: tuple[str, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    recognizers: tuple[_Own, ...]


class OwnRecognizer(Recognizer):
    """Patterns and words of the customer's."""

    kinds = tuple(Kind)

    def __init__(self, own: _Own) -> None:
        """Compile, and try on repeated input.

        Raises:
            RecognizerRefused: a pattern is no pattern, or needs more than linear time.
        """
        super().__init__()
        self.name: str = own.name
        self._kind = own.supported_entity
        sources = [pattern.regex for pattern in own.patterns]
        if own.deny_list:
            words = "|".join(
                re.escape(word) for word in sorted(own.deny_list, key=len, reverse=True)
            )
            sources.append(rf"(?<!\w)(?:{words})(?!\w)")
        try:
            self._patterns = [regex.compile(source, regex.IGNORECASE) for source in sources]
        except regex.error:
            raise RecognizerRefused(f"{own.name}: a pattern cannot be read.") from None
        for source, pattern in zip(sources, self._patterns, strict=True):
            _try(own.name, source, pattern)

    def find(self, reading: Reading) -> Iterator[Found]:
        """Yield matches; running out of time fails the batch, never the finding alone."""
        for pattern in self._patterns:
            for match in pattern.finditer(reading.text, timeout=_SECONDS):
                if match.end() > match.start():
                    yield match.start(), match.end(), self._kind


def load(folder: Path) -> list[OwnRecognizer]:
    """Read every `*.yaml` of a folder.

    Raises:
        RecognizerRefused: with the file's name and what is wrong in it.
    """
    if not folder.is_dir():
        raise RecognizerRefused("The folder of own recognisers is not there.")
    found = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            tree = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError):
            raise RecognizerRefused(f"{path.name} is not a list of recognisers.") from None
        found += [OwnRecognizer(own) for own in tree.recognizers]
    return found


def tokens_of(pattern: str) -> list[str]:
    """Make short inputs from a pattern's own alphabet, which repeated are the worst case."""
    plain = re.sub(r"\\.|[\[\](){}|?*+^$]", " ", pattern)
    words = [word for word in plain.split() if len(word) <= 20]
    marks = sorted({char for char in pattern if not char.isalnum() and char.isprintable()})
    return [*dict.fromkeys([*_ALWAYS_TRIED, *words, *marks, *(f"a{mark}" for mark in marks)])]


def _try(name: str, source: str, pattern: "regex.Pattern[str]") -> None:
    tokens = tokens_of(source)
    # The end holds every letter of the pattern, so that no look ahead ends the search early.
    end = "\x01" + "".join(tokens)
    for token in tokens:
        text = (token * (_TRIAL_LENGTH // len(token) + 1))[:_TRIAL_LENGTH] + end
        begun = process_time()
        try:
            for _ in pattern.finditer(text, timeout=_TRIAL_SECONDS):
                pass
        except TimeoutError:
            raise RecognizerRefused(f"{name}: a pattern is too slow on repeated input.") from None
        if process_time() - begun > _TRIAL_SECONDS:
            raise RecognizerRefused(f"{name}: a pattern is too slow on repeated input.")
