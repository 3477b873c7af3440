"""The one way to a release's files: asks the door, and is on the record each time."""

import io
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from governance import clock
from governance.audit.acts import Act, Outcome, Role
from governance.audit.record import About, Actor, record
from governance.directory.actors import actor_of
from governance.directory.models import User
from governance.reads import gate
from training.models import Release, ReleaseState
from training.releases import files, recipe
from training.releases.errors import Closed, NoSuchFile
from training.releases.manifest import name_of

ZIP = "all.zip"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Served:
    """A file on its way: `size` is None where it is made while it is sent."""

    name: str
    parts: Iterator[bytes]
    size: int | None


def names(release: Release) -> list[str]:
    """Return the names of what can be taken, all of it as one ZIP first."""
    return [ZIP, files.MANIFEST, *(one.path for one in files.listed(release.manifest))]


def hand_out(release_id: uuid.UUID, name: str, user: User) -> Served:
    """Hand out one file of a release, or all of them.

    Call it outside a transaction, so that the entry of a refusal stays.

    Raises:
        NoSuchFile: the release has none of that name.
        governance.reads.gate.ReadRefused: the purpose is not in force or does not name the use.
        Closed: the release is not ready, is recalled, or is of a version that is over.
        training.releases.errors.Suspended: nothing is read for this purpose now.
    """
    release = Release.objects.get(pk=release_id)
    if release.manifest is not None and name not in names(release):
        raise NoSuchFile
    actor = actor_of(user, Role.STEWARD)
    chosen = recipe.from_row(release.purpose, release.version, release.recipe)
    permit = gate.ask(release.purpose, chosen.use, actor)
    home = files.folder(release.pk)
    ready = release.state == ReleaseState.READY and home.exists()
    in_time = release.ends_on is None or clock.today() < release.ends_on
    if not ready or not in_time or permit.version != release.version:
        _note(release, name, actor, Outcome.REFUSED)
        raise Closed
    recipe.refuse_while_suspended(release.purpose)
    _note(release, name, actor, Outcome.DONE)
    return _served(release, home, name)


@transaction.atomic
def _note(release: Release, name: str, actor: Actor, outcome: Outcome) -> None:
    details = {"release": str(release.pk), "file": name}
    about = About(purpose=release.purpose, details=details)
    record(Act.RELEASE_DOWNLOADED, actor, about, outcome)


def _served(release: Release, home: Path, name: str) -> Served:
    if name == ZIP:
        paths = [files.MANIFEST, *(one.path for one in files.listed(release.manifest))]
        return Served(f"{name_of(release)}.zip", _zipped(home, name_of(release), paths), None)
    path = home / name
    return Served(f"{name_of(release)}-{path.name}", _chunks(path), path.stat().st_size)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(files.CHUNK):
            yield chunk


class _Passing(io.RawIOBase):
    """Where the ZIP is written to, and taken away from at once."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        """Say that one can write here; seeking one cannot."""
        return True

    def write(self, data: object) -> int:
        """Hold what is written."""
        part = bytes(memoryview(data))  # type: ignore[arg-type]
        self._held += part
        return len(part)

    def take(self) -> bytes:
        """Take what is held."""
        part = bytes(self._held)
        self._held.clear()
        return part


def _zipped(home: Path, folder: str, paths: list[str]) -> Iterator[bytes]:
    target = _Passing()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in paths:
            info = zipfile.ZipInfo(f"{folder}/{path}", FIRST_DAY)
            with archive.open(info, "w", force_zip64=True) as member:
                for chunk in _chunks(home / path):
                    member.write(chunk)
                    yield target.take()
            yield target.take()
    yield target.take()
