"""Words that tell what stands beside them, by the name of their list."""

from redaction.engine.errors import EngineUnready
from redaction.engine.lists import DATA

_FILE = "cues.txt"


def _read() -> dict[str, frozenset[str]]:
    try:
        lines = (DATA / _FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise EngineUnready(f"The word list {_FILE} cannot be read.") from None
    found: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        if line.startswith("["):
            name = line.strip("[]")
        elif not line.startswith("#"):
            found.setdefault(name, []).extend(line.split())
    return {key: frozenset(words) for key, words in found.items()}


_CUES = _read()


def cue(name: str) -> frozenset[str]:
    """Return a list; an unknown name is a fault of the code and raises KeyError."""
    return _CUES[name]
