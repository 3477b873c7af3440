"""Looks for planted secrets wherever they could have been left, in any usual disguise."""

import base64
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import redis


def disguises(secret: str) -> Iterator[bytes]:
    """Yield a secret as UTF-8, UTF-16, JSON escape, and base64 at each alignment."""
    plain = secret.encode()
    yield plain
    yield secret.encode("utf-16-le")
    yield json.dumps(secret)[1:-1].encode()
    yield "".join(f"\\u{ord(sign):04x}" for sign in secret).encode()
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + plain)
        inner = coded[-(-shift * 4 // 3) : len(coded) - 4]
        if len(inner) >= 8:
            yield inner


def found_in_files(secrets: Iterable[str], *folders: Path) -> list[str]:
    """Return the files that hold one of the secrets; one that goes meanwhile holds none."""
    wanted = [form for secret in secrets for form in disguises(secret)]
    found = []
    for path, content in _contents(folders):
        if any(form in content for form in wanted):
            found.append(str(path))
    return found


def _contents(folders: Iterable[Path]) -> Iterator[tuple[Path, bytes]]:
    """Yield each file with what is in it; processes may make and delete some while it looks."""
    for folder in folders:
        for place, _below, names in os.walk(folder):
            for path in (Path(place, name) for name in names):
                with suppress(FileNotFoundError):
                    if path.is_file():
                        yield path, path.read_bytes()


def found_in_valkey(secrets: Iterable[str], socket: str) -> list[str]:
    """Return the keys of Valkey whose name or value holds one of the secrets."""
    wanted = [form for secret in secrets for form in disguises(secret)]
    with redis.Redis(unix_socket_path=socket) as client:
        dumped = {key: client.dump(key) or b"" for key in client.scan_iter()}
    return [
        repr(key)
        for key, value in dumped.items()
        if any(form in value or form in key for form in wanted)
    ]
