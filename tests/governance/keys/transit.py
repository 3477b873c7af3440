"""A small HTTP server that speaks Vault's transit engine as its documentation says.

`POST /v1/MOUNT/encrypt/KEY` (`plaintext`), `.../decrypt/KEY` and `.../rewrap/KEY` (`ciphertext`);
answers `{"data": {...}}`; errors `{"errors": [...]}` with 400, 403 (token) or 503 (sealed).
"""

import base64
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from governance.keys.wrapping import vault

PATIENT = 60
"""Seconds: a Vault in the test's own process answers when the machine lets it."""
TOKEN = "hvs.of-the-tests"


class Transit(ThreadingHTTPServer):
    """One key with versions; `sealed` makes Vault refuse everything."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.versions = [AESGCM(secrets.token_bytes(32))]
        self.sealed = False
        self.hasty, vault.TIMEOUT = vault.TIMEOUT, PATIENT
        self.asked: list[tuple[str, dict[str, str]]] = []
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def rotate(self) -> None:
        """Do what `POST /v1/transit/keys/KEY/rotate` does."""
        self.versions.append(AESGCM(secrets.token_bytes(32)))

    def encrypt(self, raw: bytes) -> str:
        nonce = secrets.token_bytes(12)
        sealed = nonce + self.versions[-1].encrypt(nonce, raw, None)
        return f"vault:v{len(self.versions)}:{base64.b64encode(sealed).decode()}"

    def decrypt(self, text: str) -> bytes:
        _, version, sealed = text.split(":", 2)
        raw = base64.b64decode(sealed)
        return self.versions[int(version[1:]) - 1].decrypt(raw[:12], raw[12:], None)

    def end(self) -> None:
        self.shutdown()
        self.server_close()
        vault.TIMEOUT = self.hasty


class _Handler(BaseHTTPRequestHandler):
    server: Transit

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, told))
        if self.server.sealed:
            return self._say(503, {"errors": ["Vault is sealed"]})
        if self.headers.get("X-Vault-Token") != TOKEN:
            return self._say(403, {"errors": ["permission denied"]})
        try:
            return self._say(200, {"data": self._answer(told)})
        except (InvalidTag, ValueError, IndexError, KeyError):
            return self._say(400, {"errors": ["invalid ciphertext"]})

    do_PUT = do_POST  # noqa: N815 (http.server's word)

    def _answer(self, told: dict[str, str]) -> dict[str, str]:
        act = self.path.removeprefix("/v1/transit/").removesuffix("/sayso")
        if act == "encrypt":
            return {"ciphertext": self.server.encrypt(base64.b64decode(told["plaintext"]))}
        raw = self.server.decrypt(told["ciphertext"])
        if act == "rewrap":
            return {"ciphertext": self.server.encrypt(raw)}
        assert act == "decrypt"
        return {"plaintext": base64.b64encode(raw).decode()}

    def _say(self, status: int, body: dict[str, object]) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""
