"""Two temporary PostgreSQL clusters for the tests: the main database and the key store."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

from operations.launch.words import CannotStart

OWNER = "sayso"
PATIENCE = 120.0  # seconds until a cluster must answer
FAST = (
    *("fsync=off", "full_page_writes=off", "synchronous_commit=off"),
    *("autovacuum=off", "listen_addresses="),
)
"""Nothing here outlives the tests, so nothing needs to reach the disk; no TCP.

Its own vacuum would come to a test by chance: while it looks at a table, no key can be pressed out.
"""
LASTING = ("listen_addresses=",)
"""As an installation runs it: each commit reaches the disk. What measures takes this one."""


class Account(TypedDict, total=False):
    """As whom PostgreSQL runs, in the words of `subprocess`; empty for the caller."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass
class Cluster:
    """One server process with a folder of its own."""

    folder: Path
    binaries: Path
    account: Account
    settings: tuple[str, ...] = FAST
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """Address of its first database, over the Unix socket."""
        return f"postgresql://{OWNER}@{quote(str(self.folder), safe='')}/postgres"

    def start(self) -> None:
        """Make the cluster and wait until it answers.

        Raises:
            CannotStart: PostgreSQL refused.
        """
        self._run("initdb", "-A", "trust", "-U", OWNER, "-E", "UTF8", "--locale=C", "--no-sync")
        self.serve()

    def serve(self) -> None:
        """Start the server on what is in its folder and wait until it answers.

        Raises:
            CannotStart: PostgreSQL refused.
        """
        settings = [part for setting in self.settings for part in ("-c", setting)]
        self.process = subprocess.Popen(
            [
                str(self.binaries / "postgres"),
                "-D",
                str(self._data),
                "-k",
                str(self.folder),
                *settings,
            ],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **self.account,
        )
        end = time.monotonic() + PATIENCE
        while self._ask() != 0:
            if time.monotonic() > end or self.process.poll() is not None:
                raise CannotStart("PostgreSQL did not start.", f"Look into {self.folder}.")
            time.sleep(0.2)

    def stop(self) -> None:
        """End the server, without waiting for its clients."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=PATIENCE)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _ask(self) -> int:
        """Return 0 when the server accepts connections."""
        command = [str(self.binaries / "pg_isready"), "-q", "-h", str(self.folder)]
        return subprocess.run(command, check=False).returncode

    def _run(self, program: str, *options: str) -> None:
        """Run one of PostgreSQL's programs on the cluster's data."""
        done = subprocess.run(
            [str(self.binaries / program), "-D", str(self._data), *options],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            **self.account,
        )
        if done.returncode != 0:
            raise CannotStart(f"PostgreSQL's {program} failed.", done.stderr.strip())


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs, the newest version's.

    Raises:
        CannotStart: there is none.
    """
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if found:
        return found[-1].parent
    if program := shutil.which("initdb"):
        return Path(program).resolve().parent
    raise CannotStart("PostgreSQL is missing.", "Install it, for example: apt install postgresql")


def account() -> Account:
    """Return whom PostgreSQL runs as: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise CannotStart("PostgreSQL does not run as root.", "Run the tests as an ordinary user.")


@contextmanager
def clusters(*names: str, settings: tuple[str, ...] = FAST) -> Iterator[list[Cluster]]:
    """Run clusters with folders of these names; yields them."""
    programs, whom = binaries(), account()
    home = Path(tempfile.mkdtemp(prefix="sayso-pg-"))
    made: list[Cluster] = []
    try:
        home.chmod(0o755)
        for name in names:
            folder = home / name
            folder.mkdir(mode=0o755)
            if whom:
                os.chown(folder, whom["user"], whom["group"])
            made.append(Cluster(folder, programs, whom, settings))
            made[-1].start()
        yield made
    finally:
        for cluster in made:
            cluster.stop()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def two_clusters(settings: tuple[str, ...] = FAST) -> Iterator[dict[str, str]]:
    """Run two clusters; yields the variables that tell the tests of them."""
    with clusters("main", "keys", settings=settings) as (main, keys):
        yield {"SAYSO_TEST_POSTGRES_URL": main.url, "SAYSO_TEST_POSTGRES_KEYS_URL": keys.url}
