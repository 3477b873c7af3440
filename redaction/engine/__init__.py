"""The redaction engine: text in, redacted text out. Free of Django and of the other floors.

Presidio and spaCy come with `Engine` alone, and only when somebody asks for it: processes that
know the tasks but redact nothing (web, schedule, the head of the workers) stay small.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from redaction.engine.directory import Aliases, Directory
from redaction.engine.errors import EngineUnready, PolicyInvalid, RedactionFailed
from redaction.engine.kinds import Kind
from redaction.engine.texts import (
    EpisodeTexts,
    RedactedText,
    RedactedTexts,
    Span,
    Text,
    Withheld,
)

if TYPE_CHECKING:
    from redaction.engine.engine import Engine

__all__ = [
    "Aliases", "Directory", "Engine", "EngineUnready", "EpisodeTexts", "Kind", "PolicyInvalid",
    "RedactedText", "RedactedTexts", "RedactionFailed", "Span", "Text", "Withheld",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """Load the engine at its first use (PEP 562)."""
    if name == "Engine":
        return import_module("redaction.engine.engine").Engine
    raise AttributeError(name)
