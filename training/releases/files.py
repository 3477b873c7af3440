"""The folder of a release: written under a name of its own, then renamed, then never changed."""

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from governance import signing

PARQUET = "data/train-00000-of-00001.parquet"
JSONL = "data/train-00000-of-00001.jsonl"
CARD = "README.md"
MANIFEST = "manifest.json"
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Written:
    """A file of a release as the manifest names it."""

    path: str
    bytes: int
    sha256: str


def folder(release_id: uuid.UUID) -> Path:
    """Return where the files of a release lie."""
    return Path(settings.RELEASES_DIR) / str(release_id)


def draft(release_id: uuid.UUID, claim: uuid.UUID) -> Path:
    """Make the folder in which one process writes a release."""
    path = path_of_draft(release_id, claim)
    _made(path.parent)
    shutil.rmtree(path, ignore_errors=True)
    _made(path / "data")
    path.chmod(0o700)
    return path


def publish(release_id: uuid.UUID, claim: uuid.UUID) -> None:
    """Give the written folder its name."""
    target = folder(release_id)
    shutil.rmtree(target, ignore_errors=True)
    path_of_draft(release_id, claim).rename(target)
    _settle(target.parent)


def discard(release_id: uuid.UUID, claim: uuid.UUID) -> None:
    """Delete what one process wrote."""
    shutil.rmtree(path_of_draft(release_id, claim), ignore_errors=True)


def delete(release_id: uuid.UUID) -> bool:
    """Delete the files of a release; return whether there were any."""
    found = folder(release_id).exists()
    shutil.rmtree(folder(release_id), ignore_errors=True)
    return found


def remove(path: Path) -> None:
    """Delete a folder that belongs to nothing."""
    shutil.rmtree(path, ignore_errors=True)


def every() -> Iterator[tuple[Path, uuid.UUID, uuid.UUID | None]]:
    """Yield each folder, its release, and for a draft the claim of its writer."""
    home = Path(settings.RELEASES_DIR)
    for path in home.iterdir() if home.exists() else ():
        release, _dot, claim = path.name.removeprefix(".").partition(".")
        try:
            yield path, uuid.UUID(release), uuid.UUID(claim) if claim else None
        except ValueError:
            continue


def listed(manifest: dict[str, str] | None) -> list[Written]:
    """Return the files that a signed manifest names."""
    if manifest is None:
        return []
    named = json.loads(signing.decode(manifest["payload"]))["files"]
    return [Written(one["path"], one["bytes"], one["sha256"]) for one in named]


def write_text(home: Path, name: str, text: str) -> Written:
    """Write one file."""
    return _write(home, name, [text.encode()])


def write_jsonl(home: Path, lines: Iterable[bytes]) -> Written:
    """Write the rows as lines of JSON."""
    return _write(home, JSONL, (line + b"\n" for line in lines))


def measured(home: Path, name: str) -> Written:
    """Return size and hash of a file that is there, and make sure that it lasts."""
    digest, size = hashlib.sha256(), 0
    path = home / name
    path.chmod(0o600)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
        os.fsync(file.fileno())
    return Written(name, size, digest.hexdigest())


def _write(home: Path, name: str, parts: Iterable[bytes]) -> Written:
    with (home / name).open("wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    return measured(home, name)


def path_of_draft(release_id: uuid.UUID, claim: uuid.UUID) -> Path:
    """Return where one process writes a release."""
    return Path(settings.RELEASES_DIR) / f".{release_id}.{claim}"


def _made(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)


def _settle(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
