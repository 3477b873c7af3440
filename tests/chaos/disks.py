"""Small disks that can be full: a tmpfs, mounted as root or in a namespace of one's own."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

HOLD = 'mount "$@" && echo mounted && exec sleep infinity'


@dataclass(frozen=True)
class Disk:
    """A disk of some megabytes.

    Attributes:
        here: where the processes of this user find it.
        mounted: whether that is its own place, or one that only leads to it (which SQLite would
            take for the place itself).
    """

    here: Path
    mounted: bool

    def fill(self) -> None:
        """Take what room is left, to the last byte."""
        with (self.here / "ballast").open("ab") as file:
            for size in (1_000_000, 4096, 1):
                try:
                    while True:
                        os.write(file.fileno(), bytes(size))
                except OSError:
                    continue

    def free(self) -> None:
        """Give the room back."""
        (self.here / "ballast").unlink()


@contextmanager
def small_disk(megabytes: int) -> Iterator[Disk]:
    """Mount a disk for the time of a test; skip where nobody may."""
    folder = Path(tempfile.mkdtemp(prefix="sayso-disk-"))
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", str(folder)]
    mounted = subprocess.run(["mount", *options], capture_output=True, check=False).returncode == 0
    try:
        if mounted:
            yield Disk(folder, mounted=True)
        else:
            with _apart(folder, options) as disk:
                yield disk
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


@contextmanager
def _apart(folder: Path, options: list[str]) -> Iterator[Disk]:
    """Mount it in a namespace that one process holds; the others reach it by way of that one."""
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", HOLD, "sh", *options]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert holder.stdout is not None
        if holder.stdout.readline() != b"mounted\n":
            pytest.skip("no right to mount a small disk, and none to a namespace of one's own")
        yield Disk(Path(f"/proc/{holder.pid}/root{folder}"), mounted=False)
    finally:
        holder.kill()
        holder.communicate()
