"""The redaction engine: text in, redacted text out. Free of Django and of the other floors."""

from redaction.engine.directory import Aliases, Directory
from redaction.engine.engine import Engine
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

__all__ = [
    "Aliases", "Directory", "Engine", "EngineUnready", "EpisodeTexts", "Kind", "PolicyInvalid",
    "RedactedText", "RedactedTexts", "RedactionFailed", "Span", "Text", "Withheld",
]  # fmt: skip
