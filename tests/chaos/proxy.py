"""A door before a PostgreSQL server that can be slow, silent, closed, or garble what it says."""

import os
import shutil
import socket
import tempfile
import threading
import time
from contextlib import suppress
from enum import Enum
from pathlib import Path
from urllib.parse import quote

SOCKET = ".s.PGSQL.5432"
SLOW = 0.25  # seconds for each piece that the server says


class Does(Enum):
    """What the door does with a connection."""

    PASS = "pass"
    REFUSE = "refuse"
    SLOW = "slow"
    SILENT = "silent"
    GARBLE = "garble"


class Door:
    """Listens in a folder of its own and leads to the socket of a server."""

    def __init__(self, server: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sd-"))
        self.came = 0  # connections so far
        self._server, self._does = server, Does.PASS
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.folder / SOCKET))
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Address of the first database behind the door."""
        return f"postgresql://sayso@{quote(str(self.folder), safe='')}/postgres"

    def turn(self, does: Does, server: Path | None = None) -> None:
        """Do something else from now on, with the connections that are open, too.

        One that passed until now is cut where the door closes or leads elsewhere.
        """
        elsewhere = server is not None and server != self._server
        self._does, self._server = does, server or self._server
        if does in (Does.REFUSE, Does.PASS) or elsewhere:
            self.cut()

    def cut(self) -> None:
        """End every connection."""
        with self._lock:
            for side in self._open:
                with suppress(OSError):
                    side.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End everything."""
        self._listener.close()
        self.cut()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                self.came += 1
                threading.Thread(target=self._join, args=(client,), daemon=True).start()

    def _join(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        try:
            if self._does is Does.REFUSE:
                return
            server.connect(str(self._server / SOCKET))
            with self._lock:
                self._open |= {client, server}
            asking = threading.Thread(target=self._ask, args=(client, server), daemon=True)
            asking.start()
            self._tell(server, client)
            asking.join()
        except OSError:
            return
        finally:
            with self._lock:
                self._open -= {client, server}
            client.close()
            server.close()

    @staticmethod
    def _ask(client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while said := client.recv(65536):
                server.sendall(said)
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)

    def _tell(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while said := server.recv(65536):
                match self._does:
                    case Does.SLOW:
                        time.sleep(SLOW)
                    case Does.SILENT:
                        continue
                    case Does.GARBLE:
                        said = os.urandom(len(said))
                client.sendall(said)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)
