"""A log without the product, and a witness of it as a process: for tests of `verify.py witness`."""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.architecture.tree import ROOT
from tests.governance.audit import naive_tree
from tests.stack import PATIENCE

ODD = Path(__file__).with_name("odd_witness.py")
ORIGIN = "log.example/of-a-test"


def mark(name: str, kind: int, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def text_key(name: str, kind: int, public: bytes) -> str:
    raw = base64.b64encode(bytes([kind]) + public).decode()
    return f"{name}+{mark(name, kind, public).hex()}+{raw}"


class Log:
    """Signs checkpoints over whatever leaves it is told, as whoever has the key of a log can."""

    def __init__(self, origin: str = ORIGIN) -> None:
        self.origin, self.private = origin, Ed25519PrivateKey.generate()
        self.public = self.private.public_key().public_bytes_raw()
        self.key = text_key(origin, 1, self.public)

    def note(self, leaves: list[bytes]) -> str:
        return self.sign(len(leaves), naive_tree.mth(leaves))

    def sign(self, size: int, root: bytes) -> str:
        text = f"{self.origin}\n{size}\n{base64.b64encode(root).decode()}\n"
        raw = mark(self.origin, 1, self.public) + self.private.sign(text.encode())
        return f"{text}\n\u2014 {self.origin} {base64.b64encode(raw).decode()}\n"


def push(old: int, leaves: list[bytes], note: str) -> bytes:
    """Return the body of a push with the proof that leaves continue those of an old size."""
    path = naive_tree.proof(old, leaves) if 0 < old < len(leaves) else []
    lines = "".join(f"{base64.b64encode(one).decode()}\n" for one in path)
    return f"old {old}\n{lines}\n{note}".encode()


def leaves(count: int, of: str = "") -> list[bytes]:
    return [hashlib.sha256(f"{of}{n}".encode()).digest() for n in range(count)]


class Witness:
    """verify.py in a folder of its own, with other figures where some are given."""

    def __init__(self, folder: Path, log: Log, figures: dict[str, int] | None = None) -> None:
        self.folder, self.figures = folder, figures or {}
        folder.mkdir(exist_ok=True)
        shutil.copy(ROOT / "verify.py", folder / "verify.py")
        self.words = ["witness", "--folder", "kept", "--log", log.key]
        self.words += ["--name", "witness.example", "--listen", "127.0.0.1:0"]

    def start(self, dies: int = 0) -> "Witness":
        odd = [str(ODD), json.dumps(self.figures), str(dies)]
        begin = odd if dies or self.figures else ["-I", "verify.py"]
        self.process = subprocess.Popen(
            [sys.executable, *begin, *self.words],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.key = self.process.stdout.readline().split(": ")[1].strip()
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])
        self.address = f"http://127.0.0.1:{self.port}"
        return self

    def __enter__(self) -> "Witness":
        return self.start()

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def add(self, body: bytes) -> httpx.Response:
        return httpx.post(f"{self.address}/add-checkpoint", content=body, timeout=PATIENCE)

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.address}{path}", timeout=PATIENCE)
