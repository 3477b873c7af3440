"""The person's own exclusions: applications, sites, words. A file on the device, and only there.

Nothing sends it, and nothing lets an administrator see or lift it. While the file cannot be
read as it was written, everything is excluded.
"""

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from capture.agent.events import WindowFacts
from capture.agent.matching import host_fits
from capture.protocol.content import Action

FILE: Final = "exclusions.json"

Entry = Annotated[str, Field(min_length=1, max_length=200)]
Entries = Annotated[tuple[Entry, ...], Field(max_length=1000)]


class Exclusions(BaseModel):
    """What this person never wants recorded.

    Attributes:
        applications: window class, name of the program or name in the lease, in any case.
        sites: host, together with all below it.
        words: a title with one excludes the window; a text or name with one is dropped.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    applications: Entries = ()
    sites: Entries = ()
    words: Entries = ()

    def exclude_window(self, window: WindowFacts, site: str | None) -> bool:
        """Return whether nothing in this window may be recorded."""
        wanted = {_fold(entry) for entry in self.applications}
        program = PurePosixPath(window.executable).name
        if not wanted.isdisjoint(map(_fold, (window.wm_class, window.executable, program))):
            return True
        if site is not None and any(_below(site, entry) for entry in self.sites):
            return True
        return self.exclude_text(window.title) or self.exclude_text(window.frame_name)

    def exclude_application(self, name: str) -> bool:
        """Return whether the application that a lease lists under this name is excluded."""
        return _fold(name) in {_fold(entry) for entry in self.applications}

    def exclude_text(self, text: str | None) -> bool:
        """Return whether a text holds one of the words, whatever the case or width of signs."""
        if not text or not self.words:
            return False
        folded = _fold(text)
        return any(_fold(word) in folded for word in self.words)

    def exclude_action(self, action: Action) -> bool:
        """Return whether any text of an action holds one of the words."""
        return bool(self.words) and any(map(self.exclude_text, _texts(action)))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _below(site: str, entry: str) -> bool:
    host = entry.removeprefix("*.")
    return host_fits(site, host) or host_fits(site, f"*.{host}")


def _texts(action: Action) -> Iterator[str]:
    for name in type(action).model_fields:
        value = getattr(action, name)
        if name != "do" and isinstance(value, str):
            yield value


class ExclusionsUnreadable(Exception):
    """The file is there but is not what was written; the text names no content."""

    def __init__(self) -> None:
        super().__init__("the list of your own exclusions cannot be read")


def load(folder: Path) -> Exclusions:
    """Return what the file says; no file means no exclusions.

    Raises:
        ExclusionsUnreadable: the file cannot be read or is damaged.
    """
    try:
        return Exclusions.model_validate_json((folder / FILE).read_bytes())
    except FileNotFoundError:
        return Exclusions()
    except (OSError, ValidationError):
        raise ExclusionsUnreadable from None


def save(folder: Path, exclusions: Exclusions) -> None:
    """Write the file whole, readable by its person alone (mode 0600)."""
    target = folder / FILE
    fresh = folder / f".{FILE}.new"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(exclusions.model_dump_json(indent=2).encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(target)


class OwnExclusions:
    """The file as it is at this moment: read anew whenever it changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp: tuple[int, int, int] | None = None
        self._current: Exclusions | None = None

    def current(self) -> Exclusions | None:
        """Return the exclusions, None while the file cannot be read: then nothing is recorded."""
        stamp = self._look()
        if self._current is None or stamp != self._stamp:
            self._stamp = stamp
            try:
                self._current = load(self._folder)
            except ExclusionsUnreadable:
                self._current = None
        return self._current

    def _look(self) -> tuple[int, int, int]:
        try:
            found = (self._folder / FILE).stat()
        except OSError:
            return (0, 0, 0)
        return (found.st_mtime_ns, found.st_size, found.st_ino)
