from pathlib import Path

import pytest

from redaction.engine import Directory, Engine, EpisodeTexts, RedactedText, Text

DATA = Path(__file__).parent / "data"
NOBODY = Directory.of((), "none")


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine.load()


@pytest.fixture
def redact(engine):
    """Redact one typed text; return what came of it."""

    def one(
        text: str, directory: Directory = NOBODY, *, caption: bool = False, language: str = "en"
    ) -> RedactedText:
        episode = EpisodeTexts((Text("only", text, caption=caption),), language)
        return engine.redact_batch([episode], directory)[0].texts[0]

    return one
