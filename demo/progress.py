"""How far the company has got with its work: a small file that the web processes read."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

from demo.models import DemoMark

FILE = "demo-progress.json"


@dataclass(frozen=True, slots=True)
class Progress:
    """Stays that have been played and sent, of how many; a sum over all people."""

    played: int
    total: int

    @property
    def done(self) -> bool:
        """Whether everything has been played."""
        return self.played >= self.total


def write(progress: Progress) -> None:
    """Keep it, in one step."""
    fresh = _file().with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(asdict(progress)))
    fresh.replace(_file())


def read() -> Progress | None:
    """Return how far it is; None where nothing has been played yet."""
    try:
        return Progress(**json.loads(_file().read_text()))
    except (OSError, ValueError, TypeError):
        return None


def context(_request: HttpRequest) -> dict[str, object]:
    """Let the first pages say that the company is still working (a context processor)."""
    if not settings.DEMO:
        return {}
    found = read()
    unfinished = found is not None and not found.done
    return {"demo_progress": found} if unfinished and DemoMark.objects.exists() else {}


def _file() -> Path:
    return Path(settings.VAR) / FILE
