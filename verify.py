#!/usr/bin/env python3
"""Checks what Sayso signed, offline: one file, Python 3.11 or newer, and the package cryptography.

    verify.py checkpoint FILE --key KEY [--older OLD --proof FILE]
    verify.py proof FILE --key KEY
    verify.py certificate FILE --keys keys.json
    verify.py receipt FILE --keys keys.json
    verify.py export FILE.jsonl --checkpoint FILE --key KEY
    verify.py release manifest.json --folder FOLDER --keys keys.json
    verify.py fingerprint --log KEY [--witness KEY]...

KEY is a public key of the log as text or in a file (`name+hash+key`), or the file keys.json.
It ends with 0 if all holds, 1 if something does not, 2 if it could not be checked.
Nothing in here is shared with the server, so that a fault of the server is not repeated.
"""

import argparse
import base64
import binascii
import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TYPES = {
    "certificate": "sayso-certificate/1",
    "receipt": "sayso-receipt/1",
    "release": "sayso-release/1",
}
OPEN = ("act", "day", "id", "outcome", "purpose", "role")


class Wrong(Exception):
    """It was checked, and it does not hold."""


class Unreadable(Exception):
    """It could not be checked."""


# ---- reading ----


def read_text(path: str) -> str:
    """Return what a file holds."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path} cannot be read.") from error


def read_json(path: str) -> dict[str, Any]:
    """Return the JSON object in a file."""
    try:
        found = json.loads(read_text(path))
    except ValueError as error:
        raise Unreadable(f"{path} is not JSON.") from error
    if not isinstance(found, dict):
        raise Unreadable(f"{path} is not what was expected: a JSON object.")
    return found


def from64(text: str) -> bytes:
    """Read base64 in its one writing: spare bits of the last letter are not free."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("base64 with spare bits")
    return raw


def from64url(text: str) -> bytes:
    """Read base64url without padding."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def to64url(raw: bytes) -> str:
    """Write base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def verified(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether an Ed25519 signature fits."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


# ---- keys of the log and checkpoints (C2SP signed-note, tlog-checkpoint) ----


def log_keys(given: str) -> list[tuple[str | None, bytes]]:
    """Return (name or None, raw public key) of each key that was given."""
    text = given
    if not is_verifier_key(given.strip()):
        text = read_text(given)
    if text.lstrip().startswith("{"):
        return [(None, key) for key in keys_of(json_text(text), "log").values()]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [verifier_key(line) for line in lines]


def is_verifier_key(text: str) -> bool:
    """Tell whether a text is a key itself, and no file."""
    return text.count("+") >= 2 and "\n" not in text and not Path(text).exists()


def json_text(text: str) -> dict[str, Any]:
    """Read the JSON of a file of keys."""
    try:
        return dict(json.loads(text))
    except ValueError as error:
        raise Unreadable("The file of keys is not JSON.") from error


def verifier_key(line: str) -> tuple[str, bytes]:
    """Return name and raw key of `name+hash+key`."""
    try:
        name, mark, key = line.split("+", 2)
        raw = from64(key)
    except (ValueError, binascii.Error) as error:
        raise Unreadable("The public key is not of the form name+hash+key.") from error
    if len(raw) != 33 or raw[0] != 1 or key_mark(name, raw[1:]).hex() != mark:
        raise Unreadable("The public key does not fit its own hash.")
    return name, raw[1:]


def key_mark(name: str, public: bytes) -> bytes:
    """Return the four bytes by which a signature line names its key."""
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def checkpoint(note: str, keys: list[tuple[str | None, bytes]]) -> tuple[str, int, bytes]:
    """Return origin, size and root of a checkpoint that one of the keys has signed."""
    try:
        text, signatures = note.split("\n\n", 1)
        text += "\n"
        origin, size, root = text.split("\n")[:3]
        if not size.isascii() or not size.isdigit() or str(int(size)) != size:
            raise ValueError(size)
        hashed = from64(root)
    except (ValueError, binascii.Error) as error:
        raise Unreadable("This is no checkpoint.") from error
    if len(hashed) != 32:
        raise Unreadable("This is no checkpoint.")
    for line in signatures.splitlines():
        if signed_by(line, text, origin, keys):
            return origin, int(size), hashed
    raise Wrong("None of the given keys has signed this checkpoint.")


def signed_by(line: str, text: str, origin: str, keys: list[tuple[str | None, bytes]]) -> bool:
    """Tell whether a signature line is of one of the keys."""
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "\u2014" or parts[1] != origin:
        return False
    try:
        raw = from64(parts[2])
    except (ValueError, binascii.Error):
        return False
    return any(
        name in (None, origin)
        and raw[:4] == key_mark(origin, public)
        and verified(public, raw[4:], text.encode())
        for name, public in keys
    )


# ---- the tree (RFC 9162, section 2.1) ----


def over(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def leaf_of(line: dict[str, Any]) -> bytes:
    """Return the leaf hash of an entry, from its open part and its commitment."""
    part = {name: line[name] for name in OPEN}
    if not all(isinstance(value, str) for value in part.values()):
        raise ValueError("not text")
    if line.get("subject"):
        part |= {"subject": str(line["subject"]), "type": "sayso-audit/2"}
    else:
        part["type"] = "sayso-audit/1"
    part["random"] = to64url(bytes.fromhex(line["random"]))
    # With names in ASCII and values that are text, this is RFC 8785.
    text = json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(b"\0" + text.encode() + bytes.fromhex(line["commitment"])).digest()


class Tree:
    """A tree that grows by leaves; it keeps one hash for each bit of its size."""

    def __init__(self) -> None:
        self.size = 0
        self.stack: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """Add a leaf."""
        height, one = 0, leaf
        while self.stack and self.stack[-1][0] == height:
            one = over(self.stack.pop()[1], one)
            height += 1
        self.stack.append((height, one))
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves."""
        if not self.stack:
            return hashlib.sha256(b"").digest()
        top = self.stack[-1][1]
        for _, left in self.stack[-2::-1]:
            top = over(left, top)
        return top


def inclusion(index: int, size: int, leaf: bytes, path: list[bytes], root: bytes) -> bool:
    """Verify an inclusion proof (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    first, second, found = index, size - 1, leaf
    for one in path:
        if second == 0:
            return False
        if first & 1 or first == second:
            found = over(one, found)
            while not first & 1 and first:
                first, second = first >> 1, second >> 1
        else:
            found = over(found, one)
        first, second = first >> 1, second >> 1
    return second == 0 and found == root


def consistency(first: int, second: int, path: list[bytes], old: bytes, new: bytes) -> bool:
    """Verify a consistency proof (RFC 9162, section 2.1.4.2)."""
    if first == second:
        return not path and old == new
    if not 0 < first < second or not path:
        return False
    path = path if first & (first - 1) else [old, *path]
    low, high = first - 1, second - 1
    while low & 1:
        low, high = low >> 1, high >> 1
    one_root = two_root = path[0]
    for one in path[1:]:
        if high == 0:
            return False
        if low & 1 or low == high:
            one_root, two_root = over(one, one_root), over(one, two_root)
            while not low & 1 and low:
                low, high = low >> 1, high >> 1
        else:
            two_root = over(two_root, one)
        low, high = low >> 1, high >> 1
    return high == 0 and one_root == old and two_root == new


# ---- signed objects ----


def keys_of(keys: dict[str, Any], use: str) -> dict[str, bytes]:
    """Return the raw keys of a use by their ids."""
    try:
        found = {name: from64url(key) for name, key in keys["keys"][use].items()}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Unreadable("The file of keys is not the one of the address /keys/.") from error
    for name, public in found.items():
        if to64url(hashlib.sha256(public).digest()[:16]) != name:
            raise Unreadable("A key in the file of keys does not fit its own id.")
    return found


def signed(path: str, keys: str, use: str) -> dict[str, Any]:
    """Return the payload of a signed object whose type, key and signature hold."""
    whole = read_json(path)
    if whole.get("type") != TYPES[use]:
        raise Wrong(f"This is no {use}: its type is {whole.get('type')!r}.")
    public = keys_of(read_json(keys), use).get(str(whole.get("key")))
    if public is None:
        raise Wrong("It is signed by a key that is not in the file of keys.")
    try:
        payload, signature = from64url(whole["payload"]), from64url(whole["signature"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{path} lacks a part, or a part is not base64url.") from error
    if not verified(public, signature, TYPES[use].encode() + b"\0" + payload):
        raise Wrong("The signature does not fit: it was changed after it was signed.")
    try:
        return dict(json.loads(payload))
    except (TypeError, ValueError) as error:
        raise Unreadable("What was signed is not a JSON object.") from error


# ---- what can be asked ----


def do_checkpoint(asked: argparse.Namespace) -> str:
    """Check a checkpoint, alone or against an older one."""
    keys = log_keys(asked.key)
    origin, size, root = checkpoint(read_text(asked.file), keys)
    if not asked.older:
        return (
            f"The log {origin} has signed that it had {size} entries, with the root {root.hex()}."
        )
    old_origin, old_size, old_root = checkpoint(read_text(asked.older), keys)
    if old_origin != origin:
        raise Wrong("The two checkpoints are of two logs.")
    if old_size > size:
        raise Wrong(f"The older checkpoint has more entries ({old_size}) than the newer ({size}).")
    if old_size == size:
        if old_root != root:
            raise Wrong("Two checkpoints of one size differ: the log was forked.")
        return "Both checkpoints say the same."
    if not asked.proof:
        raise Unreadable("Two sizes can be compared only with --proof.")
    path = hashes(read_json(asked.proof).get("path", []))
    if not consistency(old_size, size, path, old_root, root):
        raise Wrong("The newer checkpoint does not continue the older one.")
    return f"The log of {size} entries continues the log of {old_size} entries."


def hashes(path: list[str]) -> list[bytes]:
    """Return the hashes of a path."""
    try:
        return [from64(one) for one in path]
    except (TypeError, ValueError) as error:
        raise Unreadable("The proof has no readable path.") from error


def do_proof(asked: argparse.Namespace) -> str:
    """Check that an entry is in the log of a checkpoint."""
    proof, keys = read_json(asked.file), log_keys(asked.key)
    try:
        note, index, path = proof["checkpoint"], int(proof["index"]), hashes(proof["path"])
        leaf = leaf_of(proof["entry"]) if "entry" in proof else bytes.fromhex(proof["leaf"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable("The proof lacks a part.") from error
    origin, size, root = checkpoint(note, keys)
    if not inclusion(index, size, leaf, path, root):
        raise Wrong("The entry is not in the log that the checkpoint speaks of.")
    return f"The entry has place {index} among the {size} entries of the log {origin}."


def do_signed(asked: argparse.Namespace) -> str:
    """Check a certificate or a receipt."""
    payload = signed(asked.file, asked.keys, asked.todo)
    day = payload.get("done") if asked.todo == "certificate" else None
    of = f" Its erasure was done on {day}." if day else ""
    return f"This {asked.todo} is signed by the server of the keys, and nothing was changed.{of}"


def do_export(asked: argparse.Namespace) -> str:
    """Build the tree of a full export anew."""
    origin, size, root = checkpoint(read_text(asked.checkpoint), log_keys(asked.key))
    tree, hidden = Tree(), 0
    try:
        with Path(asked.file).open(encoding="utf-8") as lines:
            for line in lines:
                hidden += export_line(tree, line, size)
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{asked.file} cannot be read.") from error
    if tree.size < size:
        raise Wrong(f"The checkpoint counts {size} entries, the export has {tree.size}.")
    if tree.root() != root:
        raise Wrong("The entries do not give the root that was signed.")
    return (
        f"All {size} entries of the log {origin} are there, in order and unchanged; "
        f"{hidden} of them are hashes alone."
    )


def export_line(tree: Tree, text: str, size: int) -> int:
    """Add a line to the tree; return 1 if it is a hash alone. Lines beyond the size are left."""
    try:
        line = json.loads(text)
        kind = line["type"]
        if kind not in ("entry", "leaf") or line["index"] >= size:
            return 0
        index, leaf = line["index"], bytes.fromhex(line["leaf"])
        made = leaf_of(line) if kind == "entry" else leaf
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"Line {tree.size + 1} of the export cannot be read.") from error
    if index != tree.size:
        raise Wrong(f"Entry {tree.size} is not where it must be: {index} stands in its place.")
    if made != leaf:
        raise Wrong(f"Entry {index} is not as it was written.")
    tree.add(leaf)
    return int(kind == "leaf")


def do_release(asked: argparse.Namespace) -> str:
    """Check the files of a release."""
    files = signed(asked.file, asked.keys, "release").get("files")
    if not isinstance(files, list | dict):
        raise Unreadable("The manifest lists no files.")
    listed = files.items() if isinstance(files, dict) else [(f["path"], f["sha256"]) for f in files]
    folder, names = Path(asked.folder), set()
    for name, expected in listed:
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            raise Wrong(f"The file {name} is missing.")
        if file_hash(path) != str(expected).removeprefix("sha256:"):
            raise Wrong(f"The file {name} was changed.")
        names.add(path.resolve())
    here = {path.resolve() for path in folder.rglob("*") if path.is_file()}
    if extra := here - names - {Path(asked.file).resolve()}:
        raise Wrong(f"{len(extra)} files in the folder are not of this release.")
    return f"All {len(names)} files of the release are there and unchanged."


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def key_lines(given: list[str], kind: int) -> list[str]:
    """Return every public key of one kind that was given as text or in a file, each once."""
    texts = [one if is_verifier_key(one.strip()) else read_text(one) for one in given]
    lines = {line.strip() for text in texts for line in text.splitlines() if line.strip()}
    for line in lines:
        try:
            name, mark, key = line.split("+", 2)
            raw = from64(key)
        except (ValueError, binascii.Error) as error:
            raise Unreadable("The public key is not of the form name+hash+key.") from error
        made = hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8]
        if len(raw) != 33 or raw[0] != kind or made != mark:
            raise Unreadable("A public key does not fit its own hash or is of another use.")
    return sorted(lines)


def do_fingerprint(asked: argparse.Namespace) -> str:
    """Compute the thirty digits that hang on paper from the keys of a log and its witnesses."""
    logs, witnesses = key_lines(asked.log, 1), key_lines(asked.witness, 4)
    origins = {line.split("+", 1)[0] for line in logs}
    if len(origins) != 1:
        raise Unreadable("The keys are not those of one log.")
    said = ["sayso-fingerprint/1", *origins, *logs, *witnesses]
    digest = hashlib.sha256("".join(f"{line}\n" for line in said).encode()).digest()
    digits = f"{int.from_bytes(digest, 'big') % 10**30:030d}"
    return " ".join(digits[at : at + 5] for at in range(0, 30, 5))


def arguments() -> argparse.ArgumentParser:
    """Describe what can be asked."""
    parser = argparse.ArgumentParser(description="Check what Sayso signed, offline.")
    todo = parser.add_subparsers(dest="todo", required=True)

    def add(
        name: str, act: Callable[[argparse.Namespace], str], *options: str
    ) -> argparse.ArgumentParser:
        one = todo.add_parser(name)
        one.add_argument("file")
        for option in options:
            one.add_argument(option, required=True)
        one.set_defaults(act=act)
        return one

    add("proof", do_proof, "--key")
    add("certificate", do_signed, "--keys")
    add("receipt", do_signed, "--keys")
    add("export", do_export, "--checkpoint", "--key")
    add("release", do_release, "--folder", "--keys")
    of_checkpoint = add("checkpoint", do_checkpoint, "--key")
    of_checkpoint.add_argument("--older", help="an older checkpoint of the same log")
    of_checkpoint.add_argument("--proof", help="that the newer one continues the older")
    fingerprint = todo.add_parser("fingerprint")
    fingerprint.add_argument("--log", action="append", required=True)
    fingerprint.add_argument("--witness", action="append", default=[])
    fingerprint.set_defaults(act=do_fingerprint, found="")
    return parser


def main(given: list[str] | None = None) -> int:
    """Check, say what was found, and return the exit code."""
    asked = arguments().parse_args(given)
    try:
        print(getattr(asked, "found", "It holds. ") + asked.act(asked))
    except Wrong as wrong:
        print(f"It does not hold. {wrong}")
        return 1
    except Unreadable as unreadable:
        print(f"It could not be checked. {unreadable}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
