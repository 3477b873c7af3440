"""A witness that says what a test tells it: for what a true one would never say."""

import base64
import hashlib
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance import clock
from governance.audit import witnesses

Said = tuple[int, str]
PATIENT = httpx.Timeout(60.0)
"""A witness in the test's own process answers when the machine lets it."""


class ScriptedWitness:
    """Answers each push by a function of (old size, path, note); it cosigns if none is given."""

    def __init__(self, name: str = "witness.example") -> None:
        self.name, self.private = name, Ed25519PrivateKey.generate()
        self.asked: list[tuple[int, list[str], str]] = []
        self.answers: Callable[[int, list[str], str], Said] = self.cosigned
        self.hasty = witnesses.TIMEOUT
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> Self:
        witnesses.TIMEOUT = PATIENT
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        witnesses.TIMEOUT = self.hasty

    @property
    def key(self) -> str:
        raw = b"\x04" + self.private.public_key().public_bytes_raw()
        return f"{self.name}+{self.mark().hex()}+{base64.b64encode(raw).decode()}"

    @property
    def setting(self) -> str:
        return f"{self.key} {self.address}"

    def mark(self) -> bytes:
        raw = b"\x04" + self.private.public_key().public_bytes_raw()
        return hashlib.sha256(self.name.encode() + b"\n" + raw).digest()[:4]

    def cosigned(self, _old: int, _path: list[str], note: str) -> Said:
        return 200, self.line(note)

    def line(self, note: str, by: Ed25519PrivateKey | None = None) -> str:
        at = int(clock.now().timestamp())
        text = note.split("\n\n", 1)[0] + "\n"
        signature = (by or self.private).sign(f"cosignature/v1\ntime {at}\n{text}".encode())
        raw = self.mark() + at.to_bytes(8) + signature
        return f"\u2014 {self.name} {base64.b64encode(raw).decode()}\n"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                head, _, note = body.partition("\n\n")
                old, *path = head.split("\n")
                asked = (int(old.removeprefix("old ")), path, note)
                outer.asked.append(asked)
                status, text = outer.answers(*asked)
                self.send_response(status)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        return Handler
