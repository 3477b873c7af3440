"""Where things lie, and what the processes of Sayso are told about it."""

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from operations.launch.words import CannotStart

LONGEST_SOCKET_PATH = 100  # bytes; the kernel takes 107, Valkey adds a few while it starts


@dataclass(frozen=True, slots=True)
class Places:
    """The folders and files of one installation."""

    root: Path
    var: Path

    @classmethod
    def here(cls, environment: Mapping[str, str] = os.environ) -> "Places":
        """Return the places of this checkout; SAYSO_VAR moves the state elsewhere."""
        root = Path(__file__).resolve().parents[2]
        var = Path(environment.get("SAYSO_VAR") or root / "var").expanduser()
        return cls(root, (root / var).resolve())

    @property
    def venv(self) -> Path:
        """Folder of the Python environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """Python of the environment."""
        return self.venv / "bin" / "python"

    @property
    def logs(self) -> Path:
        """Folder of the log files."""
        return self.var / "log"


def make_state(places: Places) -> None:
    """Make the state folder for its owner alone.

    Raises:
        CannotStart: the folder cannot be written.
    """
    try:
        places.var.mkdir(mode=0o700, parents=True, exist_ok=True)
        places.var.chmod(0o700)
        places.logs.mkdir(mode=0o700, exist_ok=True)
        probe = places.var / f".probe-{os.getpid()}"
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as problem:
        raise CannotStart(
            f"Sayso cannot write to {places.var} ({problem.strerror}).",
            "Make room or make it writable, or choose another folder: SAYSO_VAR=/path ./run",
        ) from problem


def kept_secret(places: Places, name: str) -> str:
    """Return the random text of this name, made on first use and readable by its owner alone."""
    path = places.var / name
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48 if name == "secret_key" else 18))
        fresh.rename(path)
    return path.read_text().strip()


def valkey_socket(places: Places, environment: Mapping[str, str] = os.environ) -> Path:
    """Return where Valkey listens: in the state folder, unless the kernel finds that too long."""
    near = places.var / "valkey.sock"
    if len(os.fsencode(near)) <= LONGEST_SOCKET_PATH:
        return near
    base = Path(environment.get("XDG_RUNTIME_DIR") or "/tmp")  # noqa: S108 - owner is checked
    mark = hashlib.sha256(os.fsencode(places.var)).hexdigest()[:12]
    folder = base / f"sayso-{os.getuid()}-{mark}"
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    if folder.is_symlink() or facts.st_uid != os.getuid() or facts.st_mode & 0o077:
        raise CannotStart(f"{folder} belongs to somebody else.", "Remove it, then start again.")
    return folder / "valkey.sock"


def environment_of(places: Places, given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the environment of every process of this installation.

    What the caller has set stays as it is. DEMO=1 is the default of `./run` alone.
    """
    told = dict(given)
    told["SAYSO_VAR"] = str(places.var)
    told["DJANGO_SETTINGS_MODULE"] = told.get("DJANGO_SETTINGS_MODULE") or "config.settings"
    told.setdefault("DEMO", "1")
    told.setdefault("SAYSO_PORT", "8000")
    told.setdefault("SAYSO_WAITING_PORT", "8001")
    if not told.get("DJANGO_SECRET_KEY"):
        told["DJANGO_SECRET_KEY"] = kept_secret(places, "secret_key")
    if told["DEMO"] == "1" and not told.get("SAYSO_DEMO_KEY"):
        told["SAYSO_DEMO_KEY"] = kept_secret(places, "demo_key")
    if not told.get("VALKEY_SOCKET"):
        told["VALKEY_SOCKET"] = str(valkey_socket(places, given))
    return told
