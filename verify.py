#!/usr/bin/env python3
"""Checks what Sayso signed, offline: one file, Python 3.11 or newer, and the package cryptography.

    verify.py checkpoint FILE --key KEY [--older OLD --proof FILE]
    verify.py proof FILE --key KEY
    verify.py entries FILE --key KEY [--show]
    verify.py certificate FILE --keys keys.json
    verify.py receipt FILE --keys keys.json
    verify.py export FILE.jsonl --key KEY [--checkpoint FILE]
    verify.py release manifest.json --folder FOLDER --keys keys.json
    verify.py conflict lease.json withdrawal.json --keys keys.json
    verify.py witness --folder FOLDER --log KEY --name NAME [--listen HOST:PORT]
    verify.py fingerprint --log KEY [--witness KEY]... --approver ROLE...

KEY is a public key of the log as text or in a file (`name+hash+key`), or the file keys.json.
Whatever comes from the log takes [--witness KEY]... [--within HOURS] too.
It ends with 0 if all holds, 1 if something does not, 2 if it could not be checked or begun.
`conflict` ends with 1 for a conflict alone: what does not hold, such as what a lost key signed,
shows neither that there is one nor that there is none, so that it ends with 2 there.
Nothing in here is shared with the server, so that a fault of the server is not repeated.
"""

import argparse
import base64
import contextlib
import hashlib
import hmac
import http.server
import io
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

if sys.version_info < (3, 11):  # noqa: UP036 (a traceback would end with 1, which is an answer)
    print("It could not be begun. It needs Python 3.11 or newer.")
    sys.exit(2)
try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )
except ImportError:
    print("It could not be begun. It needs the package cryptography: pip install cryptography")
    sys.exit(2)

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

TYPES = {
    "certificate": "sayso-certificate/1",
    "receipt": "sayso-receipt/1",
    "release": "sayso-release/1",
    "lease": "sayso-lease/2",
}
BESIDE = {"certificate": ("proof",)}
"""What may stand beside the four parts of a signed object; it is checked by itself."""
UNPROVED = "Nothing here proves that it was signed before that day."
WITHDRAWAL = "sayso-withdrawal/1"
ENTRIES = "sayso-entries/1"
AHEAD = 600
"""Seconds by which the clock of a witness may be ahead."""
OPEN = ("act", "day", "id", "outcome", "purpose", "role")
ENTRY = {*OPEN, "subject", "random", "commitment"}
"""Fields of an entry: nothing may stand beside them, since no hash would cover it."""
PROOF = {"checkpoint", "entry", "index", "path"}
OPENED = {"closed", "index", "key", "open", "path"}
"""Fields of an entry that is opened for its person."""
HASH = 32
"""Bytes of a hash, and of the key of a closed part. Of another length they could be read in two
ways: what one lacks would be the beginning of the next."""
NOTE_MOST = 20_000
FILE_MOST = 2_000_000
ENTRIES_MOST = 100_000_000
LINE_MOST = 100_000
"""Signs of a file, of a person's own entries, and of a line of an export; Sayso makes none larger.
What is larger is not read, so that no file fills the memory."""
DASH = "\u2014"
FALSE = "A line under the checkpoint names a key of {} and does not fit it: something was changed."
TOTAL = "total of a day, in tens of people"
LINES = {
    "checkpoint": {"type", "size", "note"},
    "leaf": {"type", "index", "leaf"},
    "entry": {*ENTRY, "type", "index", "leaf"},
    TOTAL: {"type", "day", "role", "act", "people"},
}
"""Lines of an export, and their fields. In one of a search an entry has `path` besides, or
`waiting` where it has no place yet."""
SHOWN_MOST = 200
UNSEEN = "\u115f\u1160\u2800\u3164\uffa0"
"""Signs that count as letters or as drawn, and are as empty as a blank."""
FAULTS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a file that nobody wrote honestly may raise; none of it is an answer."""


class Wrong(Exception):
    """It was checked, and it does not hold."""


class Unreadable(Exception):
    """It could not be checked."""


# ---- reading ----


def read_text(path: str, most: int = FILE_MOST) -> str:
    """Return what a file holds."""
    try:
        with Path(path).open(encoding="utf-8-sig") as file:
            text = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise Unreadable(f"{path} cannot be read: it is not there, or it is no text.") from error
    if len(text) > most:
        raise Unreadable(f"{path} is larger than anything that Sayso gives out.")
    return text


def lines_of(path: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file with their numbers, from 1."""
    number = 0
    try:
        with Path(path).open(encoding="utf-8-sig") as file:
            while line := file.readline(LINE_MOST + 1):
                number += 1
                if len(line) > LINE_MOST:
                    raise Unreadable(f"Line {number} of {path} is longer than Sayso writes any.")
                yield number, line
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path} cannot be read: it is not there, or it is no text.") from error


def read_json(path: str, most: int = FILE_MOST) -> dict[str, Any]:
    """Return the JSON object in a file."""
    return json_object(read_text(path, most), path)


def json_object(text: str, path: str) -> dict[str, Any]:
    """Return the JSON object in a text, which came from a file."""
    try:
        found = parsed(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{path} is not JSON that can be read in one way.") from error
    if not isinstance(found, dict):
        raise Unreadable(f"{path} is not what was expected: a JSON object.")
    return found


def parsed(text: str | bytes) -> Any:  # noqa: ANN401 (it is JSON)
    """Read JSON; a name that stands twice in an object could be read in two ways."""
    return json.loads(text, object_pairs_hook=once, parse_constant=no_number)


def no_number(text: str) -> None:
    """Refuse NaN and Infinity, which JSON does not have."""
    raise ValueError(text)


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object whose names all differ."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def only(found: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """Return an object that has these fields, each of them and no other."""
    if set(found) != names:
        raise ValueError("a field is missing, or is one too many")
    return found


def from64(text: str) -> bytes:
    """Read base64 in its one writing: spare bits of the last letter are not free."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("base64 with spare bits")
    return raw


def from64url(text: str) -> bytes:
    """Read base64url without padding, in its one writing."""
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if to64url(raw) != text:
        raise ValueError("base64url with spare bits")
    return raw


def from_hex(text: str) -> bytes:
    """Read hexadecimal in its one writing: without blanks and capitals."""
    raw = bytes.fromhex(text)
    if raw.hex() != text:
        raise ValueError("hexadecimal in another writing")
    return raw


def hash_in_hex(text: str) -> bytes:
    """Read one hash in hexadecimal."""
    raw = from_hex(text)
    if len(raw) != HASH:
        raise ValueError("no hash")
    return raw


def whole_number(value: object) -> int:
    """Return a place in the log; text, a fraction or true is none."""
    if type(value) is not int:
        raise ValueError("no whole number")
    return value


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
    text, lines = key_texts(given)
    if text.lstrip().startswith("{"):
        return log_keys_of(json_object(text, given))
    return [verifier_key(line) for line in lines]


def key_texts(given: str) -> tuple[str, list[str]]:
    """Return a key that was given, or what is in the file of keys, whole and by lines."""
    text = given if is_verifier_key(given.strip()) else read_text(given)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:  # nothing would be asked of nobody, and hold
        raise Unreadable(f"There is no key in {given}.")
    return text, lines


def log_keys_of(keys: dict[str, Any]) -> list[tuple[str | None, bytes]]:
    """Return the keys of the log in a file of keys, without those that were lost."""
    found = keys_of(keys, "log").items()
    return [(None, key) for name, key in found if lost_on(keys, name) is None]


def is_verifier_key(text: str) -> bool:
    """Tell whether a text is a key itself, and no file."""
    if text.count("+") < 2 or "\n" in text:
        return False
    try:
        return not Path(text).exists()
    except OSError:  # longer than the name of a file can be
        return True


def verifier_key(line: str, kind: int = 1) -> tuple[str, bytes]:
    """Return name and raw key of `name+hash+key`, whose kind is 1 for a log, 4 for a witness."""
    try:
        name, mark, key = line.split("+", 2)
        raw = from64(key)
    except ValueError as error:
        raise Unreadable("The public key is not of the form name+hash+key.") from error
    if not is_name(name):
        raise Unreadable("The name of the public key has a blank or a sign that nobody sees.")
    if len(raw) != 33 or raw[0] != kind or key_mark(name, raw).hex() != mark:
        raise Unreadable("The public key does not fit its own hash or is of another use.")
    return name, raw[1:]


def key_mark(name: str, raw: bytes) -> bytes:
    """Return the four bytes by which a signature line names its key, whose kind comes first."""
    return hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]


Checkpoint = tuple[str, int, bytes]
"""Origin, size and root."""


def checkpoint(note: object, keys: list[tuple[str | None, bytes]]) -> Checkpoint:
    """Return origin, size and root of a checkpoint that one of the keys has signed."""
    try:
        text, lines = note_parts(note)
        origin, size, root = text.split("\n")[:3]
        if not is_name(origin) or not size.isascii() or not size.isdigit():
            raise ValueError(size)
        if str(int(size)) != size:
            raise ValueError(size)
        hashed = hash_of(root)
    except ValueError as error:
        raise Unreadable("This is no checkpoint.") from error
    verdicts = {signed_by(line, text, origin, keys) for line in lines}
    if False in verdicts:
        raise Wrong(FALSE.format("the log"))
    if True not in verdicts:
        raise Wrong("None of the given keys has signed this checkpoint; a lost one does not count.")
    return origin, int(size), hashed


def note_parts(note: object) -> tuple[str, list[str]]:
    """Return what is signed in a note, and the lines under it. A second empty line is none."""
    if not isinstance(note, str) or not note.endswith("\n") or len(note) > NOTE_MOST:
        raise ValueError("no note")
    if any(sign < " " and sign != "\n" for sign in note):
        raise ValueError("a sign that no note has")
    note.encode()  # half a sign is none
    text, parted, lines = note.partition("\n\n")
    if not parted or "\n\n" in f"\n{lines}":
        raise ValueError("no end of what is signed, or more than one")
    return text + "\n", lines[:-1].split("\n")  # splitlines() would know more ends of a line


def is_name(text: str) -> bool:
    """Tell whether a key can have this name: no blank of any kind is in it, so it says nothing."""
    return bool(text) and "+" not in text and text.isprintable() and " " not in text


def carried(line: str, name: str, key: bytes) -> bytes | None:
    """Return what a line under a note has of a key, behind its mark; None where it names another.

    A line of its name that cannot be read may be of this key and fits none: it carries nothing.

    Args:
        line: as it stands there.
        name: of the key.
        key: its kind and its raw public half.
    """
    head = f"{DASH} {name} "
    if not line.startswith(head):
        return None
    try:
        raw = from64(line.removeprefix(head))
    except ValueError:
        return b""
    if len(raw) < 4:
        return b""
    return raw[4:] if raw[:4] == key_mark(name, key) else None


def signed_by(
    line: str, text: str, origin: str, keys: list[tuple[str | None, bytes]]
) -> bool | None:
    """Tell whether a line fits one of the keys; None where it names none of them.

    What an unknown key signed is passed over. What a known one did not sign, though the line names
    it, makes the whole note false, whatever true line stands beside it (C2SP signed-note).
    """
    fits = [
        verified(public, raw, text.encode())
        for name, public in keys
        if name in (None, origin) and (raw := carried(line, origin, b"\x01" + public)) is not None
    ]
    return any(fits) if fits else None


# ---- witnesses (C2SP tlog-cosignature) ----


def cosigned_at(note: str, key: str) -> int | None:
    """Return when a witness has cosigned a note last, in seconds since 1970; None for never.

    A line that names its key and does not fit it makes the note false, as one of the log does.
    """
    name, public = verifier_key(key, 4)
    text, lines = note_parts(note)
    found = [carried(line, name, b"\x04" + public) for line in lines]
    times = [cosignature(raw, text, public) for raw in found if raw is not None]
    if None in times:
        raise Wrong(FALSE.format(f"the witness {name}"))
    return max((at for at in times if at is not None), default=None)


def cosignature(raw: bytes, text: str, public: bytes) -> int | None:
    """Return when the key of a witness has signed a text; None where it has not."""
    at = int.from_bytes(raw[:8], "big")
    message = f"cosignature/v1\ntime {at}\n{text}".encode()
    return at if verified(public, raw[8:], message) else None


def cosigned(note: str, given: list[str], within: float | None = None) -> str:
    """Return what to say of the witnesses that were given; each must have cosigned."""
    said = ""
    for key in key_lines(given, 4):
        name, at = key.split("+", 1)[0], cosigned_at(note, key)
        if at is None:
            raise Wrong(f"The witness {name} has not cosigned this checkpoint.")
        hours = (now() - at) / 3600
        if at > now() + AHEAD:
            raise Wrong(f"The witness {name} has dated its cosignature ahead of time.")
        if within is not None and hours > within:
            raise Wrong(f"The witness {name} has cosigned it {hours:.0f} hours ago.")
        said += f" The witness {name} has cosigned it on {moment(at)}."
    return said


def now() -> int:
    """Return the present moment in seconds since 1970."""
    return int(time.time())  # noqa: TID251 (this is the clock)


def moment(seconds: int) -> str:
    """Return seconds since 1970 as a moment in UTC."""
    return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(seconds))


# ---- the tree (RFC 9162, section 2.1) ----


EMPTY = hashlib.sha256(b"").hexdigest()
"""The root of no leaves."""


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
    part["random"] = to64url(from_hex(line["random"]))
    # With names in ASCII and values that are text, this is RFC 8785.
    text = json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(b"\0" + text.encode() + hash_in_hex(line["commitment"])).digest()


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
            return bytes.fromhex(EMPTY)
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


def lost_on(keys: dict[str, Any], name: str) -> str | None:
    """Return the day on which a key was lost or became known to others; None for never."""
    try:
        days = keys.get("days", {}).get(name, {})
        if not days.get("lost"):
            return None
        return datetime.fromisoformat(days["retired"]).date().isoformat()
    except FAULTS as error:
        raise Unreadable("The days in the file of keys cannot be read.") from error


def signed(path: str, known: dict[str, Any], use: str) -> dict[str, Any]:
    """Return the payload of the signed object in a file, if it holds."""
    return opened(path, read_json(path), known, use)


def opened(path: str, whole: dict[str, Any], known: dict[str, Any], use: str) -> dict[str, Any]:
    """Return the payload of a signed object whose type, key and signature hold.

    Args:
        path: of the file from which it came.
        whole: the object.
        known: the file of keys.
        use: what it must be, and what its key must be for.
    """
    if whole.get("type") != TYPES[use]:
        raise Wrong(f"This is no {use}: its type is {quoted(whole.get('type'))}.")
    name = str(whole.get("key"))
    public = keys_of(known, use).get(name)
    if public is None:
        raise Wrong("It is signed by a key that is not in the file of keys.")
    if set(whole) - {"type", "key", "payload", "signature", *BESIDE.get(use, ())}:
        raise Unreadable(f"{path} has a part that no {use} has.")
    try:
        payload, signature = from64url(whole["payload"]), from64url(whole["signature"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{path} lacks a part, or a part is not base64url.") from error
    if not verified(public, signature, TYPES[use].encode() + b"\0" + payload):
        raise Wrong("The signature does not fit: it was changed after it was signed.")
    if (lost := lost_on(known, name)) and whole.get("proof") is None:
        raise Wrong(f"Its key was lost on {lost}, or became known to others. {UNPROVED}")
    return said_in(payload)


def said_in(payload: bytes) -> dict[str, Any]:
    """Return the JSON object that was signed."""
    try:
        found = parsed(payload)
    except (ValueError, RecursionError) as error:
        raise Unreadable("What was signed is not JSON that can be read in one way.") from error
    if not isinstance(found, dict):
        raise Unreadable("What was signed is not a JSON object.")
    return found


# ---- what can be asked ----


def do_checkpoint(asked: argparse.Namespace) -> str:
    """Check a checkpoint, alone or against an older one."""
    note, keys = read_text(asked.file), log_keys(asked.key)
    newer = checkpoint(note, keys)
    if asked.older:
        said = continued(checkpoint(read_text(asked.older), keys), newer, asked.proof)
    elif asked.proof:
        raise Unreadable("A --proof needs the checkpoint of --older, from which it leads here.")
    else:
        origin, size, root = newer
        said = (
            f"The log {origin} has signed that it had {size} entries, with the root {root.hex()}."
        )
    return said + cosigned(note, asked.witness, asked.within)


def continued(older: Checkpoint, newer: Checkpoint, proof: str | None) -> str:
    """Return what to say of a log that continues what it was."""
    (old_origin, old_size, old_root), (origin, size, root) = older, newer
    if old_origin != origin:
        raise Wrong("The two checkpoints are of two logs.")
    if old_size > size:
        raise Wrong(f"The older checkpoint has more entries ({old_size}) than the newer ({size}).")
    if old_size == size:
        if old_root != root:
            raise Wrong("Two checkpoints of one size differ: the log was forked.")
        return "Both checkpoints say the same."
    if old_size and not proof:
        raise Unreadable("Two sizes can be compared only with --proof.")
    path = hashes(read_json(proof).get("path")) if old_size and proof else []
    empty = old_size == 0 and old_root.hex() == EMPTY  # whatever follows continues it
    if not empty and not consistency(old_size, size, path, old_root, root):
        raise Wrong("The newer checkpoint does not continue the older one.")
    return f"The log of {size} entries continues the log of {old_size} entries."


def hashes(path: object) -> list[bytes]:
    """Return the hashes of a path."""
    try:
        if not isinstance(path, list):
            raise ValueError("no list")
        return [hash_of(one) for one in path]
    except (TypeError, ValueError) as error:
        raise Unreadable("The proof has no readable path.") from error


def hash_of(text: str) -> bytes:
    """Read one hash in base64."""
    raw = from64(text)
    if len(raw) != HASH:
        raise ValueError("no hash")
    return raw


def do_proof(asked: argparse.Namespace) -> str:
    """Check that an entry is in the log of a checkpoint."""
    proof, keys = read_json(asked.file), log_keys(asked.key)
    try:
        note, index, path = proof["checkpoint"], whole_number(proof["index"]), hashes(proof["path"])
        leaf = listed_leaf(proof) if "entry" in proof else hash_in_hex(proof["leaf"])
        only(proof, PROOF if "entry" in proof else {*PROOF - {"entry"}, "leaf"})
    except FAULTS as error:
        raise Unreadable("The proof lacks a part, or has one too many.") from error
    origin, size, root = checkpoint(note, keys)
    if not inclusion(index, size, leaf, path, root):
        raise Wrong("The entry is not in the log that the checkpoint speaks of.")
    said = f"The entry has place {index} among the {size} entries of the log {origin}."
    return said + cosigned(note, asked.witness, asked.within)


def listed_leaf(proof: dict[str, Any]) -> bytes:
    """Return the leaf of the entry of a proof: its fields, or a line of an export that fits."""
    entry = {name: proof["entry"][name] for name in ENTRY}
    made = leaf_of(entry)
    fits = {"type": "entry", "leaf": made.hex(), "index": proof["index"], "path": proof["path"]}
    if {**entry, **fits, **proof["entry"]} != {**entry, **fits}:
        raise ValueError("another field, or another value")
    return made


def do_receipt(asked: argparse.Namespace) -> list[str]:
    """Check a receipt, and say what it says."""
    says = signed(asked.file, read_json(asked.keys), "receipt")
    return [SIGNED.format("receipt"), *receipt_told(says)]


def do_certificate(asked: argparse.Namespace) -> list[str]:
    """Check a certificate and its place in the log, and say what it says."""
    whole, known = read_json(asked.file), read_json(asked.keys)
    says = opened(asked.file, whole, known, "certificate")
    done = f" Its erasure was done on {quoted(says['done'])}." if says.get("done") else ""
    place = certificate_place(whole, known, asked)
    return [SIGNED.format("certificate") + done + place, *certificate_told(says)]


def certificate_place(
    whole: dict[str, Any], known: dict[str, Any], asked: argparse.Namespace
) -> str:
    """Return what to say of the place of a certificate in the log."""
    proof = whole.get("proof")
    if proof is None and asked.witness:
        raise Wrong("It carries no proof of its place in the log, so no witness has seen it.")
    if proof is None:
        return " Whether it is in the log was not given."
    digest = hashlib.sha256(from64url(whole["payload"])).hexdigest()
    try:
        only(proof, PROOF)
        entry, index, path = proof["entry"], whole_number(proof["index"]), hashes(proof["path"])
        leaf, note = leaf_of(only(entry, ENTRY)), proof["checkpoint"]
        day = a_day(entry["day"])
    except FAULTS as error:
        raise Unreadable("The proof lacks a part, or has one too many.") from error
    if (entry["act"], entry["outcome"], entry["subject"]) != ("erasure-done", "done", digest):
        raise Wrong("The entry of the proof is not the one of this certificate.")
    origin, size, root = checkpoint(note, log_keys_of(known))
    if not inclusion(index, size, leaf, path, root):
        raise Wrong("Its entry is not in the log that the checkpoint speaks of.")
    if (lost := lost_on(known, whole["key"])) and day >= lost:
        raise Wrong(f"Its key was lost on {lost}, or became known to others. {UNPROVED}")
    said = f" It has place {index} among the {size} entries of the log {origin}."
    return said + cosigned(note, asked.witness, asked.within)


def a_day(text: str) -> str:
    """Read a day in the one writing in which days can be compared."""
    if date.fromisoformat(text).isoformat() != text:
        raise ValueError("a day in another writing")
    return text


def do_entries(asked: argparse.Namespace) -> str:
    """Check one's own entries, opened, each with the proof of its place."""
    whole = read_json(asked.file, ENTRIES_MOST)
    if whole.get("type") != ENTRIES or not isinstance(whole.get("entries"), list):
        raise Unreadable(f"{asked.file} is not what was expected: entries of the log.")
    if set(whole) != {"type", "checkpoint", "entries"}:
        raise Unreadable(f"{asked.file} lacks a part, or has one that no hash covers.")
    note, entries = whole["checkpoint"], whole["entries"]
    origin, size, root = checkpoint(note, log_keys(asked.key))
    seen: set[int] = set()
    for number, one in enumerate(entries, 1):
        index, path, leaf, line = own_entry(number, one)
        if not inclusion(index, size, leaf, path, root):
            raise Wrong(f"Entry {index} is not in the log as this file has it.")
        if index in seen:
            raise Wrong(f"Entry {index} stands in the file twice.")
        seen.add(index)
        if asked.show:  # in ASCII, and without a blank after a blank: no entry steers a terminal
            print(json.dumps(line).replace("  ", " \\u0020"))
    said_of = cosigned(note, asked.witness, asked.within)
    if not entries:
        return f"There are no entries in the file; the log {origin} has {size}.{said_of}"
    said = f"All {len(entries)} entries are in the log {origin}, and each is as it was written."
    return said + said_of


def own_entry(number: int, one: dict[str, Any]) -> tuple[int, list[bytes], bytes, list[Any]]:
    """Return place, path, leaf and what to show of an entry in a person's own file."""
    try:
        only(one, OPENED)
        index, path, written = whole_number(one["index"]), hashes(one["path"]), one["open"]
        said, told = parsed(written), parsed(one["closed"])
        leaf = opened_leaf(written, one["closed"], from64url(one["key"]))
        return index, path, leaf, [index, said["day"], said["act"], told]
    except FAULTS as error:
        raise Unreadable(f"Entry {number} of the file cannot be read.") from error


def opened_leaf(written: str, closed: str, key: bytes) -> bytes:
    """Return the leaf hash of an entry of which both parts are there."""
    if len(key) != HASH:
        raise ValueError("no key of a closed part: with zeros after it, it would fit as well")
    sealed = hmac.new(key, closed.encode(), hashlib.sha256).digest()
    return hashlib.sha256(b"\0" + written.encode() + sealed).digest()


# ---- a lease that was given after a withdrawal ----


def do_conflict(asked: argparse.Namespace) -> str:
    """Show whether a lease was given for what had been withdrawn or refused."""
    known = read_json(asked.keys)
    with evidence(asked.file):
        lease = signed(asked.file, known, "lease")
    with evidence(asked.withdrawal):
        epoch, ended, how, left = decision(asked.withdrawal, known, lease)
    with evidence(asked.file):
        try:
            grants = [one for one in lease["grants"] if one["epoch"] == epoch]
            given = aware(lease["at"])
            more = [refused(one, left, lease, known, ended) for one in grants]
            purposes = [quoted(one["purpose"]) for one in grants]
        except FAULTS as error:
            raise Unreadable(f"{asked.file} lacks a part of a lease.") from error
    if not grants:
        return "No conflict: the lease is for another stretch of consent than the withdrawal."
    if given <= ended:
        return f"No conflict: the lease was given at {given}, before the withdrawal at {ended}."
    if left is not None and not any(more):
        return "No conflict: the lease is for no kind of data that was refused when it was given."
    if left is not None:
        at, kinds = next((at, kinds) for at, kinds in enumerate(more) if kinds)
        raise Wrong(
            f"Conflict: a lease for a kind that had been refused. From {ended} on, consent to "
            f"{purposes[at]} was without {', '.join(map(quoted, kinds))} ({how}), and the server "
            f"gave a lease for it at {given}, in which it shows no later decision. Both are signed."
        )
    raise Wrong(
        f"Conflict: consent to {purposes[0]} was withdrawn at {ended} ({how}), and the "
        f"server gave a lease for the same stretch of consent at {given}. Both are signed. What a "
        "device withdrew may have been on its way for up to a minute, longer without a network."
    )


@contextlib.contextmanager
def evidence(path: str) -> Iterator[None]:
    """Take what does not hold for no answer: by it nobody can be shown to have done anything."""
    try:
        yield
    except Wrong as wrong:
        raise Unreadable(f"{path} shows nothing. {wrong}") from wrong


def refused(
    grant: dict[str, Any],
    left: set[str] | None,
    lease: dict[str, Any],
    known: dict[str, Any],
    since: datetime,
) -> list[str]:
    """Return the kinds of a grant that a receipt leaves out, if no later decision is shown."""
    more = sorted({str(kind) for kind in grant["kinds"]} - left) if left is not None else []
    if not more or "evidence" not in grant:
        return more
    entry, log = grant["evidence"]["consent"], lease["log"]
    said, told = parsed(entry["open"]), parsed(entry["closed"])
    nodes, index = from64url(log["nodes"]), whole_number(entry["index"])
    path = [nodes[32 * whole_number(at) : 32 * at + 32] for at in entry["path"]]
    _origin, size, root = checkpoint(log["checkpoint"], log_keys_of(known))
    leaf = opened_leaf(entry["open"], entry["closed"], from64url(entry["key"]))
    allowed = said["act"] in ("consent-given", "consent-narrowed") and said["role"] == "employee"
    later = aware(told["at"]) >= since and told["details"]["epoch"] == grant["epoch"]
    covers = set(grant["kinds"]) <= set(told["details"]["kinds"])
    shown = allowed and later and covers and inclusion(index, size, leaf, path, root)
    return [] if shown else more


def aware(text: object) -> datetime:
    """Read a moment with its zone."""
    found = datetime.fromisoformat(str(text))
    if found.tzinfo is None:
        raise ValueError("no zone")
    return found


Decision = tuple[str, datetime, str, set[str] | None]


def decision(path: str, known: dict[str, Any], lease: dict[str, Any]) -> Decision:
    """Return which stretch of consent, when, who has signed it, and the kinds left, if any were."""
    whole = read_json(path)
    if whole.get("type") == WITHDRAWAL:
        says = of_device(path, whole, lease)
        return str(says["epoch"]), aware(says["at"]), "signed by the device", None
    says = opened(path, whole, known, "receipt")
    try:
        at = aware(says["dpv:hasConsentStatus"][0]["dpv:isIndicatedAtTime"])
        if "sayso:epochEnded" in says:
            return str(says["sayso:epochEnded"]), at, "receipt of the server", None
        kinds = says["dpv:hasProcess"]["dpv:hasPersonalData"]
        left = {str(kind).removeprefix("sayso:kind/") for kind in kinds}
        return str(says["sayso:epoch"]), at, "receipt of the server", left
    except FAULTS as error:
        raise Unreadable("This is no receipt of a decision.") from error


def of_device(path: str, whole: dict[str, Any], lease: dict[str, Any]) -> dict[str, Any]:
    """Return what a device has signed about a withdrawal; the lease names the device's key."""
    try:
        only(whole, {"type", "key", "payload", "signature"})
        payload, signature = from64url(whole["payload"]), from64url(whole["signature"])
        says = said_in(payload)
        public = from64url(says["public"])
        aware(says["at"])
    except FAULTS as error:
        raise Unreadable(f"{path} lacks a part, or a part is not base64url.") from error
    jwk = f'{{"crv":"Ed25519","kty":"OKP","x":"{to64url(public)}"}}'
    thumbprint = to64url(hashlib.sha256(jwk.encode()).digest())
    if not verified(public, signature, WITHDRAWAL.encode() + b"\0" + payload):
        raise Wrong("The signature of the withdrawal does not fit.")
    if whole["key"] != thumbprint:
        raise Wrong("The withdrawal names another key than the one that signed it.")
    if (thumbprint, says.get("device")) != (lease.get("thumbprint"), lease.get("device")):
        raise Wrong("The withdrawal is of another device than the lease.")
    return says


class Export:
    """An export as it is read, line by line, under the checkpoint of its own first line.

    It is the whole log, whose tree is built anew, or what a search found, with a path for each.
    """

    def __init__(self, own: Checkpoint, apart: Checkpoint | None) -> None:
        self.own, self.apart = own, apart
        self.tree, self.hidden = Tree(), 0
        self.then = self.tree.root()
        self.places: set[int] = set()
        self.waiting = self.totals = 0

    def add(self, number: int, text: str) -> None:
        """Take a line."""
        line = line_of_export(number, text)
        if line["type"] == "checkpoint":
            raise Unreadable(f"Line {number} of the export is a second checkpoint.")
        if line["type"] == TOTAL:
            self.totals += 1
            return
        try:
            leaf = hash_in_hex(line["leaf"])
            made = leaf_of(line) if line["type"] == "entry" else leaf
            waits = "waiting" in line
            if waits and line["index"] is not None:
                raise ValueError("a place, and none")
            index = -1 if waits else whole_number(line["index"])
            path = [hash_of(one) for one in line.get("path", [])]
        except FAULTS as error:
            raise Unreadable(f"Line {number} of the export cannot be read.") from error
        if made != leaf:
            raise Wrong(f"The entry in line {number} is not as it was written.")
        if waits:
            self.waiting += 1
        elif "path" in line:
            self._place(index, leaf, path)
        else:
            self._grow(index, leaf, line["type"] == "leaf")

    def said(self) -> str:
        """Return what to say of all of it."""
        _origin, size, _root = self.own
        found = bool(self.places or self.waiting or self.totals)
        if found and self.tree.size:
            raise Unreadable("The export has lines of a whole log and of a search; none has both.")
        if not found and not self.tree.size and size:
            raise Unreadable("There is no entry in the export, so there is nothing to check.")
        return self._found() if found else self._whole()

    def _place(self, index: int, leaf: bytes, path: list[bytes]) -> None:
        _origin, size, root = self.own
        if not inclusion(index, size, leaf, path, root):
            raise Wrong(f"Entry {index} is not in the log of which the first line speaks.")
        if index in self.places:
            raise Wrong(f"Entry {index} stands in the export twice.")
        self.places.add(index)

    def _grow(self, index: int, leaf: bytes, hidden: bool) -> None:
        if index != self.tree.size:
            at = self.tree.size
            raise Wrong(f"Entry {at} is not where it must be: {index} stands in its place.")
        self.tree.add(leaf)
        self.hidden += hidden
        if self.apart and self.tree.size == self.apart[1]:
            self.then = self.tree.root()

    def _whole(self) -> str:
        origin, size, root = self.own
        if self.tree.size != size:
            raise Wrong(f"The checkpoint counts {size} entries, the export has {self.tree.size}.")
        if self.tree.root() != root:
            raise Wrong("The entries do not give the root that was signed.")
        said = (
            f"All {size} entries of the log {origin} are there, in order and unchanged; "
            f"{self.hidden} of them are hashes alone."
        )
        if self.apart is None:
            return f"{said} {OWN}"
        _name, then, before = self.apart
        if then > size:
            raise Wrong(f"The checkpoint counts {then} entries, the export has {size}.")
        if self.then != before:
            raise Wrong(f"Its first {then} entries do not give the root of the checkpoint given.")
        return f"{said} It continues the checkpoint of {then} entries."

    def _found(self) -> str:
        origin, size, root = self.own
        said = (
            f"{len(self.places)} entries with a place are in the log {origin} of {size} entries, "
            "each as it was written. What a search left out does not show."
        )
        if self.waiting:
            said += f" Nothing proves the {self.waiting} that have no place yet."
        if self.totals:
            said += f" Nothing proves the {self.totals} totals of days."
        if self.apart is None:
            return f"{said} {OWN}"
        if self.apart[1] != size:
            raise Unreadable(
                f"The export is of {size} entries and the checkpoint of {self.apart[1]}: check the "
                "export alone, then the note in its first line by `checkpoint --older --proof`."
            )
        if self.apart[2] != root:
            raise Wrong("Two checkpoints of one size differ: the log was forked.")
        return said


def do_export(asked: argparse.Namespace) -> str:
    """Check an export, and its first line, which is a checkpoint."""
    keys = log_keys(asked.key)
    note = read_text(asked.checkpoint) if asked.checkpoint else None
    apart = checkpoint(note, keys) if note is not None else None
    lines = lines_of(asked.file)
    first = line_of_export(*next(lines, (1, "")))
    if first["type"] != "checkpoint":
        raise Unreadable("Line 1 of the export is not its checkpoint.")
    if first["note"] == "":
        raise Unreadable("The export has no checkpoint: the log had none when it was made.")
    own = checkpoint(first["note"], keys)
    if (type(first["size"]), first["size"]) != (int, own[1]):
        raise Wrong(f"Line 1 of the export names another size than its checkpoint of {own[1]}.")
    if apart is not None and apart[0] != own[0]:
        raise Wrong("The export and the checkpoint are of two logs.")
    export = Export(own, apart)
    for number, line in lines:
        export.add(number, line)
    return export.said() + cosigned(note or first["note"], asked.witness, asked.within)


def line_of_export(number: int, text: str) -> dict[str, Any]:
    """Read a line. What no hash covers is named, and not passed over as if it were of the log."""
    try:
        line = parsed(text)
        kind, names = str(line["type"]), set(line)
    except FAULTS as error:
        raise Unreadable(f"Line {number} of the export cannot be read.") from error
    if kind not in LINES:
        said = f"Line {number} of the export is of a kind that no export has: {quoted(kind)}."
        raise Unreadable(said)
    besides = [{"path"}, {"waiting"}] if kind == "entry" else []
    if names in [LINES[kind], *(LINES[kind] | one for one in besides)]:
        return dict(line)
    if more := sorted(names - LINES[kind] - set().union(*besides)):
        raise Unreadable(
            f"Line {number} of the export has a field that none has: {quoted(more[0])}."
        )
    raise Unreadable(f"Line {number} of the export lacks a field, or has one of another kind.")


def do_release(asked: argparse.Namespace) -> str:
    """Check the files of a release."""
    listed = files_of(signed(asked.file, read_json(asked.keys), "release"))
    folder = Path(asked.folder)
    if not folder.is_dir():
        raise Unreadable(f"The folder {asked.folder} is not there.")
    for name, expected in listed.items():
        path, place = folder / name, folder.resolve()
        # A link, or a way out of the folder and back, would be another place than its name says.
        inside = path.resolve() == place / name and path.resolve().is_relative_to(place)
        if not inside or not path.is_file():
            raise Wrong(f"The file {quoted(name)} is missing, or is a link.")
        if file_hash(path) != expected:
            raise Wrong(f"The file {quoted(name)} was changed.")
    known = {folder / name for name in listed}
    for path in names_in(folder):
        if path not in known and not (path.is_file() and path.samefile(asked.file)):
            raise Wrong(f"In the folder is what is not of this release: {quoted(path.name)}.")
    return f"All {len(listed)} files of the release are there and unchanged."


def files_of(manifest: dict[str, Any]) -> dict[str, str]:
    """Return the SHA-256 of each file that a manifest lists."""
    files = manifest.get("files")
    if not isinstance(files, list | dict) or not files:
        raise Unreadable("The manifest lists no files.")
    try:
        rows = (
            files.items() if isinstance(files, dict) else [(f["path"], f["sha256"]) for f in files]
        )
        listed = {str(name): str(expected).removeprefix("sha256:") for name, expected in rows}
    except FAULTS as error:
        raise Unreadable("A row of the manifest lacks a path or a hash.") from error
    if len(listed) != len(files):
        raise Unreadable("The manifest lists a file twice.")
    return listed


def names_in(folder: Path) -> Iterator[Path]:
    """Yield whatever is in a folder and is no folder; a link to one is followed nowhere."""

    def stop(error: OSError) -> None:
        raise error  # what cannot be read may hide something

    for at, folders, files in os.walk(folder, onerror=stop):
        here = Path(at)
        yield from (here / name for name in files)
        yield from (here / name for name in folders if (here / name).is_symlink())


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def key_lines(given: list[str], kind: int) -> list[str]:
    """Return every public key of one kind that was given as text or in a file, each once."""
    lines = {line for one in given for line in key_texts(one)[1]}
    for line in lines:
        verifier_key(line, kind)
    return sorted(lines)


APPROVERS = ("compliance", "hr", "purpose_owner", "representative", "steward")
"""Roles of Sayso that a company's rules can name."""


def do_fingerprint(asked: argparse.Namespace) -> str:
    """Compute the thirty digits that hang on paper: of log, witnesses, and who has to approve."""
    logs, witnesses = key_lines(asked.log, 1), key_lines(asked.witness, 4)
    origins = {line.split("+", 1)[0] for line in logs}
    if len(origins) != 1:
        raise Unreadable("The keys are not those of one log.")
    said = ["sayso-fingerprint/2", *(f"origin:{one}" for one in origins)]
    said += [f"key:{one}" for one in logs] + [f"witness:{one}" for one in witnesses]
    said += [f"approver:{one}" for one in sorted(set(asked.approver))]
    digest = hashlib.sha256("".join(f"{line}\n" for line in said).encode()).digest()
    digits = f"{int.from_bytes(digest, 'big') % 10**30:030d}"
    return " ".join(digits[at : at + 5] for at in range(0, 30, 5))


# ---- what was signed, in words ----

SIGNED = "This {} is signed by the server of the keys, and nothing was changed."
OWN = (
    "That is by the export's own first line: with --checkpoint from elsewhere it shows, too, that "
    "nobody was shown another log."
)
BACKUPS = "Backups: can open what went until {}, and not after, if they are deleted in time."
NOT_COVERED = {
    "models-trained": "models that were trained before. This does not change them.",
    "devices-away": "a computer that was not online since. It erases its part when it is back.",
    "log": "the log. It keeps that something was erased on this day, without a name.",
    "handed-out": "what was handed out when the hold was opened. It lies with the court or "
    "authority, and with whoever it passed on its way there.",
    "key-store-log": "the log of what the database of the keys writes. The destroyed keys can stay "
    "in it, and in copies of it, until whoever runs the database deletes them.",
}
DECIDED = {
    "dpv:ConsentGiven": "allowed",
    "dpv:ConsentWithdrawn": "withdrawn",
    "dpv:ConsentExpired": "ended on its day",
    "dpv:ConsentInvalidated": "ended by a new version of the purpose",
}


def quoted(value: object) -> str:
    """Return a value of a file so that it cannot pass for words of this program.

    A word of plain signs stands as it is. All else stands in quotes and is cut where it is long;
    a blank after a blank is written out, so that nothing is pushed to the next line of a terminal.
    """
    text = value if isinstance(value, str) else json.dumps(value)
    plain = text.isascii() and all(sign.isalnum() or sign in "-_.:/" for sign in text)
    if plain and 0 < len(text) <= SHOWN_MOST:
        return text
    kept = text[:SHOWN_MOST].replace("\\", "\\\\").replace('"', '\\"').replace("  ", " \\x20")
    more = f" and {len(text) - SHOWN_MOST} signs more" if len(text) > SHOWN_MOST else ""
    return f'"{kept}"{more}'


def in_row(values: Any) -> str:  # noqa: ANN401 (it is JSON)
    """Return values of a file one after the other."""
    if not isinstance(values, list):
        raise TypeError("no list")
    return ", ".join(map(quoted, values))


def beside(found: dict[str, Any], *known: str) -> str:
    """Return the fields of a part that are not told otherwise: none is passed over."""
    more = sorted(set(found) - set(known))
    return "".join(f", {quoted(name)}: {quoted(found[name])}" for name in more)


def certificate_told(says: dict[str, Any]) -> list[str]:
    """Return what a certificate says in lines, what was erased first, what it leaves last."""
    told = [f"Erased: {scope(says)}"]
    for name, tell in CERTIFICATE.items():
        if (value := says.get(name, [] if name == "retained" else None)) is None:
            continue
        try:
            told += tell(value)
        except FAULTS:  # of another version: nothing that stands in it is passed over
            told.append(f"{name}: {quoted(value)}")
    plain = {
        "type": says.get("type") == TYPES["certificate"],
        "everything": isinstance(says.get("everything"), bool),
    }
    more = sorted(name for name in says if name not in CERTIFICATE and not plain.get(name))
    return [*told, kept(says), *(f"Also says {quoted(one)}: {quoted(says[one])}" for one in more)]


def scope(says: dict[str, Any]) -> str:
    """Return what was to go, in words."""
    but = " but for what is retained" if says.get("retained") else ""
    if says.get("hold"):
        return "what a legal hold had kept sealed, with its key."
    if says.get("taken"):
        return "what the person took out of their own data."
    if says.get("everything") is True:
        return f"everything about the person{but}, and the keys that open the proofs of decisions."
    if says.get("kind"):
        return f"one kind of data for one purpose{but}. Other kinds may be kept."
    if says.get("purpose"):
        return f"what was recorded for one purpose{but}."
    return f"everything about the person{but}. The proofs of decisions were kept."


def kept(says: dict[str, Any]) -> str:
    """Return what no erasure of this kind takes."""
    request = "the request and its answer, " if says.get("answers") else ""
    proofs = "" if says.get("everything") is True else "the proofs of what the person decided, "
    return f"Kept: the row in the directory, {request}{proofs}this certificate and earlier ones."


def told_taken(taken: dict[str, Any]) -> list[str]:
    """Say what a person took out."""
    days = f", {in_row(taken['period'])}" if taken["period"] else ""
    more = beside(taken, "what", "rows", "period")
    return [f"Taken out: {quoted(taken['what'])}, {len(taken['rows'])} rows{days}{more}"]


def told_deleted(deleted: dict[str, Any]) -> list[str]:
    """Say how many rows went from where."""
    rows = [f"{quoted(name)} {quoted(count)}" for name, count in deleted.items()]
    return [f"Rows that went, by place: {', '.join(rows) or 'none'}"]


def told_releases(releases: list[dict[str, Any]]) -> list[str]:
    """Say which releases are called back."""
    found = [
        f"Release called back: {quoted(one['release'])} of the purpose {quoted(one['purpose'])}"
        f"{beside(one, 'release', 'purpose')}"
        for one in releases
    ]
    return found or ["Releases called back: none. No release that was out held any of it."]


def told_retained(retained: list[dict[str, Any]]) -> list[str]:
    """Say what a legal hold keeps, on what ground and until when."""
    told = []
    for one in retained:
        latest = one.get("latest")
        most = f", and until {quoted(latest)} at the latest, if it is renewed" if latest else ""
        told.append(
            f"Retained: {quoted(one['rows'])} rows, sealed by a legal hold on the ground "
            f"{quoted(one['ground'])}, until {quoted(one['until'])}{most}"
            f"{beside(one, 'place', 'rows', 'ground', 'until', 'latest')}"
        )
    return told or ["Retained by a legal hold: nothing that it names"]


def told_hold(hold: dict[str, Any]) -> list[str]:
    """Say which legal hold ended, and on which days it was opened."""
    opened_on = in_row(hold["opened"]) or "never"
    said = (
        f"Legal hold: on the ground {quoted(hold['ground'])}, placed {quoted(hold['placed'])}, "
        f"renewed {quoted(hold['renewals'])} times, ended: {quoted(hold['how'])}"
        f"{beside(hold, 'ground', 'placed', 'renewals', 'how', 'opened')}"
    )
    return [said, f"The hold was opened: {opened_on}"]


def told_answers(answers: dict[str, Any]) -> list[str]:
    """Say which request it answers."""
    part = "in part" if answers["in_part"] else "in full"
    part_kept = answers["kept"]
    left = [f"Kept of what was asked for: {quoted(part_kept)}"] if part_kept else []
    what = f"{quoted(answers['right'])}, {quoted(answers['ground'])}"
    what += beside(answers, "request", "right", "ground", "in_part", "kept", "subject")
    return [
        f"Answers the request {quoted(answers['request'])} {part}: {what}",
        *left,
        f"Who asked, as a hash of which they have the salt: {quoted(answers['subject'])}",
    ]


def told_not_covered(codes: list[str]) -> list[str]:
    """Say what the erasure does not reach."""
    return [f"Not covered: {NOT_COVERED.get(str(one), quoted(one))}" for one in codes]


CERTIFICATE: dict[str, Callable[[Any], list[str]]] = {
    "company": lambda value: [f"Company: {quoted(value)}"],
    "owner": lambda value: [f"Pseudonym of the person: {quoted(value)}"],
    "id": lambda value: [f"Number: {quoted(value)}"],
    "purpose": lambda value: [f"Purpose: {quoted(value)}"],
    "kind": lambda value: [f"Kind of data: {quoted(value)}"],
    "epoch": lambda value: [f"Stretch of consent: {quoted(value)}"],
    "begun": lambda value: [f"Begun: {quoted(value)}"],
    "done": lambda value: [f"Done: {quoted(value)}"],
    "answers": told_answers,
    "taken": told_taken,
    "hold": told_hold,
    "deleted": told_deleted,
    "keys_destroyed": lambda value: [f"Keys destroyed: {quoted(value)}"],
    "releases_recalled": told_releases,
    "retained": told_retained,
    "not_covered": told_not_covered,
    "backups_end": lambda value: [BACKUPS.format(quoted(value))],
}
"""Fields of a certificate in the order in which they are read. An unknown one is shown as it is."""


def receipt_told(says: dict[str, Any]) -> list[str]:
    """Return what a receipt says in lines, and what it cannot say."""
    try:
        status, process = says["dpv:hasConsentStatus"][0], says["dpv:hasProcess"]
        decided = str(status["@type"][0])
        kinds = [str(one).removeprefix("sayso:kind/") for one in process["dpv:hasPersonalData"]]
        told = [
            f"Decided: {DECIDED.get(decided, quoted(decided))}",
            f"Purpose: {quoted(process['dct:title'])}, {quoted(process['@id'])}",
            f"Kinds of data: {in_row(kinds) or 'none'}",
            f"When: {quoted(status['dpv:isIndicatedAtTime'])}",
            f"Company: {quoted(says['dpv:hasDataController'])}",
            f"Number: {quoted(says['dct:identifier'])}",
        ]
    except FAULTS:  # of another version
        told = [f"Says: {quoted(says)}"]
    return [
        *told,
        "Not covered: whether it still holds, who the person is, what was recorded since.",
    ]


# ---- a witness (C2SP tlog-witness) ----

BODY_MOST = 100_000
PATH_MOST = 63
"""Hashes in a proof (C2SP tlog-witness)."""
FEED_MOST = 1_000
NOTICES_MOST = 200
AT_ONCE = 16
"""Requests that are answered at one time; whoever comes beside them is told to come again."""
PATIENCE = 15
"""Seconds for a whole request, and as many for its answer: a slow client has no more."""
SAME = 60
"""Seconds for which whoever sends the same checkpoint again is given the same cosignature."""
SIZE = "text/x.tlog.size"
TAIL = 2_000_000
"""Bytes of a file from its end that are read for the feed."""


FORGOTTEN = (
    "state.json is {}. It could sign a second history: see witness.md, Refused at its start."
)


class Answer(Exception):
    """What a witness answers: a status, a text, and its kind."""

    def __init__(
        self, status: int, text: str = "", kind: str = "text/plain; charset=utf-8"
    ) -> None:
        super().__init__(status)
        self.status, self.text, self.kind = status, text, kind


class Witness:
    """Cosigns only what continues the checkpoint that it cosigned last, and keeps all of them."""

    def __init__(self, folder: Path, name: str, keys: list[tuple[str | None, bytes]]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.name, self.keys = folder, name, keys
        self.lock = threading.Lock()
        self.alone = alone_in(folder)
        self._refuse_what_was_lost()
        self.private = self._private()

    @property
    def key(self) -> str:
        """The public key as C2SP writes it."""
        raw = b"\x04" + self.private.public_key().public_bytes_raw()
        return f"{self.name}+{self._mark().hex()}+{base64.b64encode(raw).decode()}"

    def add(self, body: str) -> str:
        """Take a pushed checkpoint; return the cosignature line, or raise what is answered."""
        old, path, note = pushed(body)
        try:
            origin, size, root = checkpoint(note, self.keys)
        except Unreadable:
            raise Answer(400, "This is no checkpoint.\n") from None
        except Wrong:
            known = note.split("\n", 1)[0] in {name for name, _key in self.keys}
            raise Answer(403 if known else 404, "No log of this witness has signed it.\n") from None
        if old > size:
            raise Answer(400, "The old size is larger than the new one.\n")
        with self.lock:
            try:
                return self._cosign(origin, (old, size, root), path, note)
            except OSError:
                raise Answer(500, "It could not be kept, so it is not cosigned.\n") from None

    def newest(self) -> dict[str, Any] | None:
        """Return the newest checkpoint of the log that was cosigned last, once it is kept."""
        with self.lock:  # what is being written may not be on the disk yet
            state = self._state()
        return max(state.values(), key=lambda one: int(one["at"]), default=None)

    def lines(self, name: str) -> list[str]:
        """Return the last lines of one of the files; one that a crash cut off is left out."""
        path = self.folder / name
        if not path.exists():
            return []
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - TAIL))
            found = file.read().decode(errors="replace").split("\n")
        return [line for line in found if line.endswith("}")][-FEED_MOST:]

    def _cosign(
        self, origin: str, said: tuple[int, int, bytes], path: list[bytes], note: str
    ) -> str:
        """Keep what is cosigned, then return the line: never the other way round."""
        last = self._state().get(origin, {"size": 0, "root": EMPTY, "note": "", "at": 0})
        self._refuse_what_differs(last, said, path, self._own(note, origin))
        if said[1] == last["size"] and 0 <= time.time_ns() - last["at"] < SAME * 10**9:
            return str(last["note"]).rstrip("\n").rpartition("\n")[2] + "\n"
        line = self._line(note)
        self._keep(origin, said[1], said[2], self._own(note, origin) + line)
        return line

    def _own(self, note: str, origin: str) -> str:
        """Return a note with the lines of the log alone, whatever else was pushed under it."""
        text, lines = note_parts(note)
        own = [one for one in lines if signed_by(one, text, origin, self.keys)]
        return f"{text}\n" + "".join(f"{one}\n" for one in own)

    def _refuse_what_differs(
        self, last: dict[str, Any], said: tuple[int, int, bytes], path: list[bytes], shown: str
    ) -> None:
        old, size, root = said
        if size == last["size"] and root.hex() != last["root"]:
            self._alarm(str(last["note"]), shown)
            raise Answer(409, f"{size}\n", SIZE)
        if old != last["size"]:
            raise Answer(409, f"{last['size']}\n", SIZE)
        before = bytes.fromhex(str(last["root"]))
        fits = not path if old == 0 else consistency(old, size, path, before, root)
        if not fits:
            self._notice(shown)
            raise Answer(422, "This does not continue the checkpoint that was cosigned last.\n")

    def _line(self, note: str) -> str:
        at = now()
        text = note.split("\n\n", 1)[0] + "\n"
        signature = self.private.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
        raw = self._mark() + at.to_bytes(8, "big") + signature
        return f"\u2014 {self.name} {base64.b64encode(raw).decode()}\n"

    def _mark(self) -> bytes:
        return key_mark(self.name, b"\x04" + self.private.public_key().public_bytes_raw())

    def _state(self) -> dict[str, dict[str, Any]]:
        path = self.folder / "state.json"
        return dict(json.loads(path.read_text())) if path.exists() else {}

    def _refuse_what_was_lost(self) -> None:
        """Do not begin with less than was cosigned: a second history could be signed then."""
        try:
            state = self._state()
            if (self.folder / "witness.key").exists() > (self.folder / "state.json").exists():
                raise Unreadable(FORGOTTEN.format("older than what it cosigned, or gone"))
            for line in self._all_cosigned():
                origin, text, root = json.loads(line)["note"].split("\n")[:3]
                size, last = int(text), state.get(origin, {"size": -1, "root": ""})
                if size > last["size"]:
                    raise Unreadable(FORGOTTEN.format("older than checkpoints.jsonl"))
                if size == last["size"] and from64(root).hex() != last["root"]:
                    raise Unreadable(FORGOTTEN.format("of another tree than checkpoints.jsonl"))
        except FAULTS as error:
            raise Unreadable("What this witness has kept cannot be read.") from error

    def _all_cosigned(self) -> Iterator[str]:
        """Yield every line of what was cosigned, but one that a crash cut off."""
        path = self.folder / "checkpoints.jsonl"
        if path.exists():
            with path.open(encoding="utf-8", errors="replace") as file:
                yield from (line for line in file if line.endswith("}\n"))

    def _keep(self, origin: str, size: int, root: bytes, note: str) -> None:
        """Write the state durably, before anybody hears the cosignature."""
        one = {"size": size, "root": root.hex(), "note": note, "at": time.time_ns()}
        durably(self.folder / "state.json", json.dumps(self._state() | {origin: one}))
        self._add_line("checkpoints.jsonl", {"at": moment(now()), "note": note})

    def _alarm(self, kept: str, shown: str) -> None:
        """Keep both sides of a fork: the log has signed two trees of one size."""
        self._add_once("alarms.jsonl", {"alarm": "fork", "kept": kept, "shown": shown})
        print("ALARM: the log has signed two trees of one size. See alarms.jsonl.", flush=True)

    def _notice(self, shown: str) -> None:
        """Keep that a checkpoint came without its proof: anyone can send one, so it proves less."""
        self._add_once("notices.jsonl", {"shown": shown})

    def _add_once(self, name: str, line: dict[str, str]) -> None:
        known = self.lines(name)
        had = any(json.loads(one)["shown"] == line["shown"] for one in known)
        if len(known) < NOTICES_MOST and not had:
            self._add_line(name, {"at": moment(now()), **line})

    def _add_line(self, name: str, line: dict[str, str]) -> None:
        with (self.folder / name).open("a+b") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - 1))
            whole = file.read(1) in (b"", b"\n")
            file.write((("" if whole else "\n") + json.dumps(line) + "\n").encode())
            file.flush()
            os.fsync(file.fileno())

    def _private(self) -> Ed25519PrivateKey:
        path = self.folder / "witness.key"
        if not path.exists():
            durably(
                self.folder / "state.json", json.dumps(self._state())
            )  # from now on it is there
            made = Ed25519PrivateKey.generate().private_bytes_raw()
            durably(path, base64.b64encode(made).decode())
        return Ed25519PrivateKey.from_private_bytes(from64(path.read_text().strip()))


def pushed(body: str) -> tuple[int, list[bytes], str]:
    """Read what is pushed: the old size, the proof, the checkpoint."""
    head, parted, note = body.partition("\n\n")
    first, *path = head.split("\n")
    try:
        word, _, old = first.partition(" ")
        if not parted or word != "old" or not old.isascii() or str(int(old)) != old:
            raise ValueError(first)
        if len(path) > PATH_MOST:
            raise ValueError("too many hashes")
        return int(old), [hash_of(one) for one in path], note
    except ValueError:
        raise Answer(400, "The body is not: old size, proof, empty line, checkpoint.\n") from None


def alone_in(folder: Path) -> IO[bytes]:
    """Hold a folder for as long as this process lives; whoever comes second is told so."""
    file = (folder / "lock").open("a+b")
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise Unreadable(f"Another witness runs already on the folder {folder}.") from error
    return file


def durably(path: Path, text: str) -> None:
    """Replace a file that only this account reads; it is on the disk when this returns."""
    fresh = path.with_name(path.name + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    if sys.platform != "win32":  # where a folder cannot be opened
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


class Within(io.RawIOBase):
    """Reads from a socket for some seconds altogether, however often something comes."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection, self.until = connection, time.monotonic() + PATIENCE

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 (anything that can be filled)
        """Read what comes, or raise TimeoutError."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.connection.settimeout(left)
        return self.connection.recv_into(buffer)


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers requests to a witness, which is the server's."""

    timeout = PATIENCE
    witness: Witness

    def setup(self) -> None:
        """Let the whole request take some seconds, and not each of its bytes."""
        super().setup()
        self.rfile.close()
        self.rfile = io.BufferedReader(Within(self.connection))

    def do_POST(self) -> None:
        """Cosign, or say why not."""
        try:
            self.answer(200, self.witness.add(self.body()))
        except Answer as answer:
            self.answer(answer.status, answer.text, answer.kind)

    def do_GET(self) -> None:
        """Show the newest checkpoint, or all that was seen."""
        newest = self.witness.newest()
        alarms = self.witness.lines("alarms.jsonl")
        if self.path == "/checkpoint" and newest:
            self.answer(200, str(newest["note"]))
        elif self.path == "/feed":
            lines = [*alarms, *self.witness.lines("checkpoints.jsonl")]
            self.answer(200, "".join(f"{line}\n" for line in lines), "application/jsonl")
        elif self.path == "/":
            size = newest["size"] if newest else 0
            state = f"{len(alarms)} alarms" if alarms else "no alarm"
            state += f", {len(self.witness.lines('notices.jsonl'))} refused without a proof"
            self.answer(200, f"{self.witness.key}\n{size} entries cosigned, {state}\n")
        else:
            self.answer(404, "")

    def body(self) -> str:
        """Return the body of a push."""
        length = self.headers.get("Content-Length", "")
        if self.path != "/add-checkpoint":
            raise Answer(404)
        if not length.isdecimal() or len(length) > 9 or int(length) > BODY_MOST:
            raise Answer(400, "The body has no length, or is too long.\n")
        try:
            return self.rfile.read(int(length)).decode()
        except UnicodeDecodeError:
            raise Answer(400, "The body is no text.\n") from None

    def answer(self, status: int, text: str, kind: str = "text/plain; charset=utf-8") -> None:
        """Send an answer."""
        raw = text.encode()
        self.connection.settimeout(PATIENCE)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing of each request."""


Asking = socket.socket | tuple[bytes, socket.socket]


class Server(http.server.ThreadingHTTPServer):
    """Answers some requests at a time, and asks the others to come again."""

    request_queue_size = 64

    def __init__(self, address: tuple[str, int], witness: Witness) -> None:
        self.room = threading.BoundedSemaphore(AT_ONCE)
        super().__init__(address, type("Handler", (Handler,), {"witness": witness}))

    def process_request(self, request: Asking, client_address: tuple[str, int]) -> None:
        """Answer in a thread where one is left."""
        if not self.room.acquire(blocking=False):
            turn_away(request)
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except RuntimeError:  # no thread could begin
            self.room.release()
            raise

    def process_request_thread(self, request: Asking, client_address: tuple[str, int]) -> None:
        """Answer, and make room again."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.room.release()

    def handle_error(self, request: Asking, client_address: tuple[str, int]) -> None:
        """Say nothing of a client that went away."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def turn_away(request: Asking) -> None:
    """Ask a client to come again, without waiting for it."""
    if isinstance(request, tuple):  # a datagram; none comes here
        return
    with contextlib.suppress(OSError):
        request.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            request.recv(BODY_MOST)  # closed with something unread, the answer may be lost
        head = "HTTP/1.0 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n"
        request.sendall(head.encode())


def do_witness(asked: argparse.Namespace) -> str:
    """Be a witness until a signal ends it."""
    logs = key_lines(asked.log, 1)
    if not is_name(asked.name):
        raise Unreadable("The name of a witness has no blank and no +.")
    host, _, port = asked.listen.rpartition(":")
    try:
        witness = Witness(Path(asked.folder), asked.name, [verifier_key(line) for line in logs])
    except OSError as error:
        raise Unreadable(f"The folder {asked.folder} cannot be used.") from error
    try:
        server = Server((host, int(port)), witness)
    except (OSError, ValueError, OverflowError) as error:
        raise Unreadable(f"Nothing can listen on {asked.listen!r}.") from error
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"Key of this witness: {witness.key}", flush=True)
    print(f"Listening on {host}:{server.server_address[1]}", flush=True)
    with contextlib.suppress(KeyboardInterrupt), server:
        server.serve_forever()
    return "The witness has ended."


WAYS = {
    "checkpoint": "say what a checkpoint says, or that it continues an older one",
    "proof": "show that one entry is in the log of a checkpoint",
    "entries": "check one's own entries of the log, opened, each with its place",
    "certificate": "check a certificate of erasure and its place in the log, and say what it says",
    "receipt": "check the receipt of a decision, and say what it says",
    "export": "check an export of the log in JSON lines: the whole log, or what a search found",
    "release": "check the files of a release of training data",
    "conflict": "show whether a lease was given for what had been withdrawn or refused",
    "fingerprint": "compute the digits that hang on paper",
    "witness": "be a witness: cosign what continues the log that was cosigned last",
}
ENDS = (
    "It ends with 0 if all holds, 1 if something does not, 2 if it could not be checked or begun. "
    "`conflict` ends with 0 without a conflict, 1 for a conflict, 2 where what was given shows "
    "neither, as what a lost key signed."
)
FILES = {
    "checkpoint": "the note, such as checkpoint.txt",
    "proof": "the proof in JSON",
    "entries": "sayso-entries.json, from Check it yourself",
    "certificate": "the certificate in JSON, with its proof if it has one",
    "receipt": "the receipt in JSON",
    "export": "the export in JSON lines",
    "release": "manifest.json",
    "conflict": "the lease, as sayso-agent leases --save wrote it",
}
KEY = "public key of the log, name+hash+key, or a file with it, or keys.json of the address /keys/"
KEYS = "keys.json, as the address /keys/ gave it on a day on which you trusted the server"
HELP = {"--key": KEY, "--keys": KEYS, "--folder": "where the files lie"}
Act = Callable[[argparse.Namespace], str | list[str]]
Parser = argparse.ArgumentParser


def arguments() -> Parser:
    """Describe what can be asked."""
    parser = Parser(description="Check what Sayso signed, offline.", epilog=ENDS)
    todo = parser.add_subparsers(dest="todo", required=True)

    def begun(name: str, act: Act, found: str) -> Parser:
        said = WAYS[name][0].upper() + WAYS[name][1:] + "."
        one = todo.add_parser(name, help=WAYS[name], description=said, epilog=ENDS)
        one.set_defaults(act=act, found=found)
        return one

    def add(name: str, act: Act, *options: str, found: str = "It holds. ") -> Parser:
        one = begun(name, act, found)
        one.add_argument("file", help=FILES[name])
        for option in options:
            one.add_argument(option, required=True, help=HELP[option])
        return one

    proof = add("proof", do_proof, "--key")
    entries = add("entries", do_entries, "--key")
    entries.add_argument("--show", action="store_true", help="print a line for each entry")
    conflict = add("conflict", do_conflict, "--keys", found="")
    conflict.add_argument("withdrawal", help="a receipt, or what sayso-agent withdrawals saved")
    certificate = add("certificate", do_certificate, "--keys")
    add("receipt", do_receipt, "--keys")
    export = add("export", do_export, "--key")
    export.add_argument("--checkpoint", help="a checkpoint of the log that came from elsewhere")
    add("release", do_release, "--folder", "--keys")
    of_checkpoint = add("checkpoint", do_checkpoint, "--key")
    of_checkpoint.add_argument("--older", help="an older checkpoint of the same log")
    of_checkpoint.add_argument("--proof", help="that the newer one continues the older")
    for one in (proof, entries, certificate, export, of_checkpoint):
        one.add_argument("--witness", action="append", default=[], help="key of a witness")
        one.add_argument("--within", type=hours, help="hours within which each has cosigned")
    fingerprint = begun("fingerprint", do_fingerprint, "")
    fingerprint.add_argument("--log", action="append", required=True, help="key of the log")
    fingerprint.add_argument("--witness", action="append", default=[], help="key of a witness")
    who = "a role that has to approve a purpose, each of them, as on the paper: there is no default"
    fingerprint.add_argument(
        "--approver", action="append", required=True, choices=APPROVERS, help=who
    )
    witness = begun("witness", do_witness, "")
    witness.add_argument("--folder", required=True, help="where it keeps its key and what it saw")
    witness.add_argument("--log", action="append", required=True, help="public key of the log")
    witness.add_argument("--name", required=True, help="such as witness.example")
    witness.add_argument("--listen", default="127.0.0.1:8765", help="address and port")
    return parser


def hours(text: str) -> float:
    """Read a number of hours: with none that is finite, nothing would ever be too old."""
    found = float(text)
    if not 0 < found < float("inf"):
        raise ValueError(text)
    return found


def main(given: list[str] | None = None) -> int:
    """Check, say what was found, and return the exit code."""
    parser = arguments()
    asked = parser.parse_args(given)
    if getattr(asked, "within", None) is not None and not asked.witness:
        parser.error("--within says how old the word of a --witness may be, and none is named.")
    try:
        told = asked.act(asked)
        first, *more = [told] if isinstance(told, str) else told
        say(asked.found + first)
        for line in more:
            say(f"  {line}")
    except Wrong as wrong:
        say(str(wrong) if asked.todo == "conflict" else f"It does not hold. {wrong}")
        return 1
    except Unreadable as unreadable:
        before = "" if asked.todo == "witness" else "It could not be checked. "
        say(f"{before}{unreadable}")
        return 2
    except (*FAULTS, OSError):  # the last net: a traceback would end with 1, which is an answer
        say("It could not be checked. Something in what was given is not as it can be.")
        return 2
    return 0


def say(text: str) -> None:
    """Print a line that may quote what was checked: no sign of it steers a terminal."""
    print(
        "".join(
            one if one.isprintable() and one not in UNSEEN else ascii(one)[1:-1] for one in text
        )
    )


def ended(given: list[str] | None = None) -> int:
    """Return the exit code. What nobody could read, as it was broken off, is no answer."""
    try:
        code = main(given)
        with contextlib.suppress(AttributeError):  # there is nowhere to print at all
            sys.stdout.flush()
    except KeyboardInterrupt:
        return 2
    except OSError:
        with contextlib.suppress(OSError):  # so that the end of the program does not try again
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    return code


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal may know fewer letters
    sys.exit(ended())
