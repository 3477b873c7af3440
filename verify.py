#!/usr/bin/env python3
"""Checks what Sayso signed, offline: one file, Python 3.11 or newer, and the package cryptography.

    verify.py checkpoint FILE --key KEY [--older OLD --proof FILE]
    verify.py proof FILE --key KEY
    verify.py entries FILE --key KEY [--show]
    verify.py certificate FILE --keys keys.json
    verify.py receipt FILE --keys keys.json
    verify.py export FILE.jsonl --checkpoint FILE --key KEY
    verify.py release manifest.json --folder FOLDER --keys keys.json
    verify.py conflict lease.json withdrawal.json --keys keys.json
    verify.py witness --folder FOLDER --log KEY --name NAME [--listen HOST:PORT]
    verify.py fingerprint --log KEY [--witness KEY]... --approver ROLE...

KEY is a public key of the log as text or in a file (`name+hash+key`), or the file keys.json.
Whatever comes from the log takes [--witness KEY]... [--within HOURS] too.
It ends with 0 if all holds, 1 if something does not, 2 if it could not be checked or begun.
Nothing in here is shared with the server, so that a fault of the server is not repeated.
"""

import argparse
import base64
import binascii
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
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

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
NOTE_MOST = 20_000
LINES = {
    "entry": {*ENTRY, "type", "index", "leaf"},
    "leaf": {"type", "index", "leaf"},
    "checkpoint": {"type", "size", "note"},
}
"""Lines of a full export, and their fields."""
FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a file that nobody wrote honestly may raise; none of it is an answer."""


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
        found = parsed(read_text(path).removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{path} is not JSON that can be read in one way.") from error
    if not isinstance(found, dict):
        raise Unreadable(f"{path} is not what was expected: a JSON object.")
    return found


def parsed(text: str | bytes) -> Any:  # noqa: ANN401 (it is JSON)
    """Read JSON; a name that stands twice in an object could be read in two ways."""
    return json.loads(text, object_pairs_hook=once)


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
    text = given
    if not is_verifier_key(given.strip()):
        text = read_text(given)
    if text.lstrip().startswith("{"):
        return log_keys_of(read_json(given))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [verifier_key(line) for line in lines]


def log_keys_of(keys: dict[str, Any]) -> list[tuple[str | None, bytes]]:
    """Return the keys of the log in a file of keys, without those that were lost."""
    found = keys_of(keys, "log").items()
    return [(None, key) for name, key in found if lost_on(keys, name) is None]


def is_verifier_key(text: str) -> bool:
    """Tell whether a text is a key itself, and no file."""
    return text.count("+") >= 2 and "\n" not in text and not Path(text).exists()


def verifier_key(line: str, kind: int = 1) -> tuple[str, bytes]:
    """Return name and raw key of `name+hash+key`, whose kind is 1 for a log, 4 for a witness."""
    try:
        name, mark, key = line.split("+", 2)
        raw = from64(key)
    except (ValueError, binascii.Error) as error:
        raise Unreadable("The public key is not of the form name+hash+key.") from error
    if len(raw) != 33 or raw[0] != kind or key_mark(name, raw).hex() != mark:
        raise Unreadable("The public key does not fit its own hash or is of another use.")
    return name, raw[1:]


def key_mark(name: str, raw: bytes) -> bytes:
    """Return the four bytes by which a signature line names its key, whose kind comes first."""
    return hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]


def checkpoint(note: object, keys: list[tuple[str | None, bytes]]) -> tuple[str, int, bytes]:
    """Return origin, size and root of a checkpoint that one of the keys has signed."""
    try:
        if not isinstance(note, str) or not note.endswith("\n") or len(note) > NOTE_MOST:
            raise ValueError("no note")
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
    for line in signatures.split("\n"):  # splitlines() would know more ends of a line
        if signed_by(line, text, origin, keys):
            return origin, int(size), hashed
    raise Wrong("None of the given keys has signed this checkpoint; a lost one does not count.")


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
        and raw[:4] == key_mark(origin, b"\x01" + public)
        and verified(public, raw[4:], text.encode())
        for name, public in keys
    )


# ---- witnesses (C2SP tlog-cosignature) ----


def cosigned_at(note: str, key: str) -> int | None:
    """Return when a witness has cosigned a note last, in seconds since 1970; None for never."""
    name, raw = key.split("+", 1)[0], from64(key.split("+", 2)[2])
    text, lines = note.split("\n\n", 1)
    found = [cosignature(line, text + "\n", name, raw) for line in lines.split("\n")]
    return max((at for at in found if at is not None), default=None)


def cosignature(line: str, text: str, name: str, raw: bytes) -> int | None:
    """Return when a line was signed by the key of a witness; None where it was not."""
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "\u2014" or parts[1] != name:
        return None
    try:
        signature = from64(parts[2])
    except (ValueError, binascii.Error):
        return None
    if len(signature) != 76 or signature[:4] != key_mark(name, raw):
        return None
    at = int.from_bytes(signature[4:12], "big")
    message = f"cosignature/v1\ntime {at}\n{text}".encode()
    return at if verified(raw[1:], signature[12:], message) else None


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
    return hashlib.sha256(b"\0" + text.encode() + from_hex(line["commitment"])).digest()


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


def signed(path: str, keys: str, use: str) -> dict[str, Any]:
    """Return the payload of a signed object whose type, key and signature hold."""
    whole = read_json(path)
    if whole.get("type") != TYPES[use]:
        raise Wrong(f"This is no {use}: its type is {whole.get('type')!r}.")
    known, name = read_json(keys), str(whole.get("key"))
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
    try:
        return dict(parsed(payload))
    except (TypeError, ValueError, RecursionError) as error:
        raise Unreadable("What was signed is not a JSON object.") from error


# ---- what can be asked ----


def do_checkpoint(asked: argparse.Namespace) -> str:
    """Check a checkpoint, alone or against an older one."""
    keys = log_keys(asked.key)
    origin, size, root = checkpoint(read_text(asked.file), keys)
    if not asked.older:
        said = (
            f"The log {origin} has signed that it had {size} entries, with the root {root.hex()}."
        )
        return said + cosigned(read_text(asked.file), asked.witness, asked.within)
    old_origin, old_size, old_root = checkpoint(read_text(asked.older), keys)
    if old_origin != origin:
        raise Wrong("The two checkpoints are of two logs.")
    if old_size > size:
        raise Wrong(f"The older checkpoint has more entries ({old_size}) than the newer ({size}).")
    if old_size == size:
        if old_root != root:
            raise Wrong("Two checkpoints of one size differ: the log was forked.")
        said = cosigned(read_text(asked.file), asked.witness, asked.within)
        return "Both checkpoints say the same." + said
    if not asked.proof:
        raise Unreadable("Two sizes can be compared only with --proof.")
    path = hashes(read_json(asked.proof).get("path", []))
    if not consistency(old_size, size, path, old_root, root):
        raise Wrong("The newer checkpoint does not continue the older one.")
    said = cosigned(read_text(asked.file), asked.witness, asked.within)
    return f"The log of {size} entries continues the log of {old_size} entries." + said


def hashes(path: list[str]) -> list[bytes]:
    """Return the hashes of a path."""
    try:
        if not isinstance(path, list):
            raise ValueError("no list")
        return [hash_of(one) for one in path]
    except (TypeError, ValueError) as error:
        raise Unreadable("The proof has no readable path.") from error


def hash_of(text: str) -> bytes:
    """Read one hash: of another length, a node could be read in two ways."""
    raw = from64(text)
    if len(raw) != 32:
        raise ValueError("no hash")
    return raw


def do_proof(asked: argparse.Namespace) -> str:
    """Check that an entry is in the log of a checkpoint."""
    proof, keys = read_json(asked.file), log_keys(asked.key)
    try:
        note, index, path = proof["checkpoint"], whole_number(proof["index"]), hashes(proof["path"])
        leaf = listed_leaf(proof) if "entry" in proof else from_hex(proof["leaf"])
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


def do_signed(asked: argparse.Namespace) -> str:
    """Check a certificate or a receipt."""
    payload = signed(asked.file, asked.keys, asked.todo)
    day = payload.get("done") if asked.todo == "certificate" else None
    of = f" Its erasure was done on {day}." if day else ""
    said = f"This {asked.todo} is signed by the server of the keys, and nothing was changed.{of}"
    return said + (certificate_place(asked) if asked.todo == "certificate" else "")


def certificate_place(asked: argparse.Namespace) -> str:
    """Return what to say of the place of a certificate in the log."""
    whole = read_json(asked.file)
    proof = whole.get("proof")
    if proof is None and asked.witness:
        raise Wrong("It carries no proof of its place in the log, so no witness has seen it.")
    if proof is None:
        return " Whether it is in the log was not given."
    digest = hashlib.sha256(from64url(whole["payload"])).hexdigest()
    known = read_json(asked.keys)
    try:
        only(proof, PROOF)
        entry, index, path = proof["entry"], whole_number(proof["index"]), hashes(proof["path"])
        leaf, note = leaf_of(only(entry, ENTRY)), proof["checkpoint"]
        done = (entry["act"], entry["outcome"]) == ("erasure-done", "done")
        names = done and entry["subject"] == digest
    except FAULTS as error:
        raise Unreadable("The proof lacks a part, or has one too many.") from error
    if not names:
        raise Wrong("The entry of the proof is not the one of this certificate.")
    origin, size, root = checkpoint(note, log_keys_of(known))
    if not inclusion(index, size, leaf, path, root):
        raise Wrong("Its entry is not in the log that the checkpoint speaks of.")
    if (lost := lost_on(known, whole["key"])) and entry["day"] >= lost:
        raise Wrong(f"Its key was lost on {lost}, or became known to others. {UNPROVED}")
    said = f" It has place {index} among the {size} entries of the log {origin}."
    return said + cosigned(note, asked.witness, asked.within)


def do_entries(asked: argparse.Namespace) -> str:
    """Check one's own entries, opened, each with the proof of its place."""
    whole = read_json(asked.file)
    if whole.get("type") != ENTRIES or not isinstance(whole.get("entries"), list):
        raise Unreadable(f"{asked.file} is not what was expected: entries of the log.")
    note, entries = whole.get("checkpoint", ""), whole["entries"]
    origin, size, root = checkpoint(note, log_keys(asked.key))
    seen: set[int] = set()
    for number, one in enumerate(entries, 1):
        try:
            index, path, written = whole_number(one["index"]), hashes(one["path"]), str(one["open"])
            closed, key = str(one["closed"]), from64url(one["key"])
            said, told = parsed(written), parsed(closed)
            line = [index, said["day"], said["act"], told]
            leaf = opened_leaf(written, closed, key)
        except FAULTS as error:
            raise Unreadable(f"Entry {number} of the file cannot be read.") from error
        if not inclusion(index, size, leaf, path, root):
            raise Wrong(f"Entry {index} is not in the log as this file has it.")
        if index in seen:
            raise Wrong(f"Entry {index} stands in the file twice.")
        seen.add(index)
        if asked.show:
            print(json.dumps(line))  # in ASCII, so that no sign of it steers a terminal
    said_of = cosigned(note, asked.witness, asked.within)
    if not entries:
        return f"There are no entries in the file; the log {origin} has {size}.{said_of}"
    said = f"All {len(entries)} entries are in the log {origin}, and each is as it was written."
    return said + said_of


def opened_leaf(written: str, closed: str, key: bytes) -> bytes:
    """Return the leaf hash of an entry of which both parts are there."""
    sealed = hmac.new(key, closed.encode(), hashlib.sha256).digest()
    return hashlib.sha256(b"\0" + written.encode() + sealed).digest()


# ---- a lease that was given after a withdrawal ----


def do_conflict(asked: argparse.Namespace) -> str:
    """Show whether a lease was given for what had been withdrawn or refused."""
    try:
        lease = signed(asked.file, asked.keys, "lease")
        epoch, ended, how, left = decision(asked.withdrawal, asked.keys, lease)
        grants = [one for one in lease["grants"] if one["epoch"] == epoch]
        given = aware(lease["at"])
        more = [refused(one, left, lease, asked.keys, ended) for one in grants]
        purposes = [str(one["purpose"]) for one in grants]
    except Wrong as wrong:
        raise Unreadable(str(wrong)) from wrong
    except FAULTS as error:
        raise Unreadable("The lease lacks a part.") from error
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
            f"{purposes[at]!r} was without {', '.join(kinds)} ({how}), and the server gave a lease "
            f"for it at {given}, in which it shows no later decision. Both are signed."
        )
    raise Wrong(
        f"Conflict: consent to {purposes[0]!r} was withdrawn at {ended} ({how}), and the "
        f"server gave a lease for the same stretch of consent at {given}. Both are signed. What a "
        "device withdrew may have been on its way for up to a minute, longer without a network."
    )


def refused(
    grant: dict[str, Any], left: set[str] | None, lease: dict[str, Any], keys: str, since: datetime
) -> list[str]:
    """Return the kinds of a grant that a receipt leaves out, if no later decision is shown."""
    more = sorted({str(kind) for kind in grant["kinds"]} - left) if left is not None else []
    if not more or "evidence" not in grant:
        return more
    entry, log = grant["evidence"]["consent"], lease["log"]
    said, told = parsed(entry["open"]), parsed(entry["closed"])
    nodes, index = from64url(log["nodes"]), whole_number(entry["index"])
    path = [nodes[32 * whole_number(at) : 32 * at + 32] for at in entry["path"]]
    _origin, size, root = checkpoint(log["checkpoint"], log_keys_of(read_json(keys)))
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


def decision(path: str, keys: str, lease: dict[str, Any]) -> Decision:
    """Return which stretch of consent, when, who has signed it, and the kinds left, if any were."""
    if read_json(path).get("type") == WITHDRAWAL:
        says = of_device(path, lease)
        return str(says["epoch"]), aware(says["at"]), "signed by the device", None
    says = signed(path, keys, "receipt")
    try:
        at = aware(says["dpv:hasConsentStatus"][0]["dpv:isIndicatedAtTime"])
        if "sayso:epochEnded" in says:
            return str(says["sayso:epochEnded"]), at, "receipt of the server", None
        kinds = says["dpv:hasProcess"]["dpv:hasPersonalData"]
        left = {str(kind).removeprefix("sayso:kind/") for kind in kinds}
        return str(says["sayso:epoch"]), at, "receipt of the server", left
    except FAULTS as error:
        raise Unreadable("This is no receipt of a decision.") from error


def of_device(path: str, lease: dict[str, Any]) -> dict[str, Any]:
    """Return what a device has signed about a withdrawal; the lease names the device's key."""
    whole = read_json(path)
    try:
        payload, signature = from64url(whole["payload"]), from64url(whole["signature"])
        says = dict(parsed(payload))
        public = from64url(says["public"])
        aware(says["at"])
    except FAULTS as error:
        raise Unreadable(f"{path} lacks a part, or a part is not base64url.") from error
    jwk = f'{{"crv":"Ed25519","kty":"OKP","x":"{to64url(public)}"}}'
    thumbprint = to64url(hashlib.sha256(jwk.encode()).digest())
    if not verified(public, signature, WITHDRAWAL.encode() + b"\0" + payload):
        raise Wrong("The signature of the withdrawal does not fit.")
    if (thumbprint, says.get("device")) != (lease.get("thumbprint"), lease.get("device")):
        raise Wrong("The withdrawal is of another device than the lease.")
    return says


def do_export(asked: argparse.Namespace) -> str:
    """Build the tree of a full export anew."""
    origin, size, root = checkpoint(read_text(asked.checkpoint), log_keys(asked.key))
    tree, hidden = Tree(), 0
    try:
        with Path(asked.file).open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                found = line_of_export(number, line)
                if found["type"] != "checkpoint":
                    hidden += export_line(tree, number, found, size)
                elif number != 1:
                    raise Unreadable(f"Line {number} of the export is a second checkpoint.")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{asked.file} cannot be read.") from error
    if tree.size < size:
        raise Wrong(f"The checkpoint counts {size} entries, the export has {tree.size}.")
    if tree.root() != root:
        raise Wrong("The entries do not give the root that was signed.")
    return (
        f"All {size} entries of the log {origin} are there, in order and unchanged; "
        f"{hidden} of them are hashes alone."
    ) + cosigned(read_text(asked.checkpoint), asked.witness, asked.within)


def line_of_export(number: int, text: str) -> dict[str, Any]:
    """Read a line. What no hash covers is named, and not passed over as if it were of the log."""
    try:
        line = dict(parsed(text))
        kind = str(line["type"])
    except FAULTS as error:
        raise Unreadable(f"Line {number} of the export cannot be read.") from error
    if kind not in LINES:
        raise Unreadable(f"Line {number} of the export is of a kind that no export has: {kind!r}.")
    if more := sorted(set(line) - LINES[kind]):
        raise Unreadable(f"Line {number} of the export has a field that none has: {more[0]!r}.")
    return line


def export_line(tree: Tree, number: int, line: dict[str, Any], size: int) -> int:
    """Add a line to the tree; return 1 if it is a hash alone. Lines beyond the size are left."""
    try:
        index, leaf = whole_number(line["index"]), from_hex(line["leaf"])
        made = leaf_of(only(line, LINES["entry"])) if line["type"] == "entry" else leaf
    except FAULTS as error:
        raise Unreadable(f"Line {number} of the export cannot be read.") from error
    if index >= size:
        return 0
    if index != tree.size:
        raise Wrong(f"Entry {tree.size} is not where it must be: {index} stands in its place.")
    if made != leaf:
        raise Wrong(f"Entry {index} is not as it was written.")
    tree.add(leaf)
    return int(line["type"] == "leaf")


def do_release(asked: argparse.Namespace) -> str:
    """Check the files of a release."""
    files = signed(asked.file, asked.keys, "release").get("files")
    if not isinstance(files, list | dict):
        raise Unreadable("The manifest lists no files.")
    try:
        rows = (
            files.items() if isinstance(files, dict) else [(f["path"], f["sha256"]) for f in files]
        )
        listed = [(str(name), str(expected)) for name, expected in rows]
    except FAULTS as error:
        raise Unreadable("A row of the manifest lacks a path or a hash.") from error
    folder, names = Path(asked.folder), set()
    for name, expected in listed:
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            raise Wrong(f"The file {name} is missing.")
        if file_hash(path) != expected.removeprefix("sha256:"):
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
        text, lines = note.split("\n\n", 1)
        own = [one for one in lines.split("\n") if signed_by(one, text + "\n", origin, self.keys)]
        return f"{text}\n\n" + "".join(f"{one}\n" for one in own)

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
    except (ValueError, binascii.Error):
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
    if not asked.name or any(sign in asked.name for sign in "+ \n"):
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

    proof = add("proof", do_proof, "--key")
    entries = add("entries", do_entries, "--key")
    entries.add_argument("--show", action="store_true", help="print a line for each entry")
    conflict = add("conflict", do_conflict, "--keys")
    conflict.add_argument("withdrawal", help="a receipt, or what sayso-agent withdrawals saved")
    conflict.set_defaults(found="")
    certificate = add("certificate", do_signed, "--keys")
    add("receipt", do_signed, "--keys")
    export = add("export", do_export, "--checkpoint", "--key")
    add("release", do_release, "--folder", "--keys")
    of_checkpoint = add("checkpoint", do_checkpoint, "--key")
    of_checkpoint.add_argument("--older", help="an older checkpoint of the same log")
    of_checkpoint.add_argument("--proof", help="that the newer one continues the older")
    for one in (proof, entries, certificate, export, of_checkpoint):
        one.add_argument("--witness", action="append", default=[], help="key of a witness")
        one.add_argument("--within", type=hours, help="hours within which each has cosigned")
    fingerprint = todo.add_parser("fingerprint")
    fingerprint.add_argument("--log", action="append", required=True)
    fingerprint.add_argument("--witness", action="append", default=[])
    who = "a role that has to approve a purpose, each of them, as on the paper: there is no default"
    fingerprint.add_argument(
        "--approver", action="append", required=True, choices=APPROVERS, help=who
    )
    fingerprint.set_defaults(act=do_fingerprint, found="")
    witness = todo.add_parser("witness")
    witness.add_argument("--folder", required=True, help="where it keeps its key and what it saw")
    witness.add_argument("--log", action="append", required=True, help="public key of the log")
    witness.add_argument("--name", required=True, help="such as witness.example")
    witness.add_argument("--listen", default="127.0.0.1:8765", help="address and port")
    witness.set_defaults(act=do_witness, found="")
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
        say(getattr(asked, "found", "It holds. ") + asked.act(asked))
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
    """Print a text that may quote what was checked: no sign of it steers a terminal."""
    print("".join(one if one.isprintable() else ascii(one)[1:-1] for one in text))


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal may know fewer letters
    sys.exit(main())
