"""Checkpoints: size and root of the tree as signed notes (C2SP tlog-checkpoint, signed-note)."""

import base64
import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from governance.keys import signers
from governance.signing import Use

ED25519 = b"\x01"
LONGEST = 20_000


class NoteInvalid(ValueError):
    """A text is no checkpoint, or no key of the log has signed it."""


class LineFalse(NoteInvalid):
    """A line under a note names a key of the log and does not fit it."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says, and the note that says it."""

    origin: str
    size: int
    root: bytes
    note: str


def origin() -> str:
    """Return the name under which this log is begun."""
    return f"{urlsplit(settings.PUBLIC_URL).netloc or 'sayso'}/sayso-log"


def sign(name: str, size: int, root: bytes) -> Checkpoint:
    """Sign a size and a root, by each living key of the log; the sequencer alone can."""
    text = f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"
    lines = [
        f"\u2014 {name} {base64.b64encode(key_hash(name, public) + signature).decode()}\n"
        for public, signature in signers.sign_note(text.encode())
    ]
    return Checkpoint(name, size, root, f"{text}\n{''.join(lines)}")


def key_hash(name: str, public: bytes) -> bytes:
    """Return the four bytes by which a signature line names its key."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def verifier_key(name: str, public: bytes) -> str:
    """Return a public key as C2SP writes it: name, key hash, type and key."""
    key = base64.b64encode(ED25519 + public).decode()
    return f"{name}+{key_hash(name, public).hex()}+{key}"


def read(note: str, *, lost_too: bool = True) -> Checkpoint:
    """Read a note and verify it with the keys of the log, retired ones too.

    A line of an unknown key is passed over. One that names a known key and does not fit it makes
    the whole note false, whatever true line stands beside it (C2SP signed-note).

    Args:
        note: the text as it was handed out.
        lost_too: whether a key counts that was lost. Only where something else, such as the
            place where the note lies, shows that it was signed before that.

    Raises:
        NoteInvalid: it is no checkpoint, or no key of the log signed it.
        LineFalse: a line names a key of the log and does not fit it.
    """
    try:
        text, lines = parts(note)
        name, size, root = text.split("\n")[:3]
        found = Checkpoint(name, int(size), base64.b64decode(root, validate=True), note)
    except ValueError as error:
        raise NoteInvalid("no checkpoint") from error
    known = signers.public_keys(Use.LOG) if lost_too else signers.trusted_keys(Use.LOG)
    keys = [*known.values()]
    verdicts = {_signed(text, line, name, public) for line in lines for public in keys}
    if False in verdicts:
        raise LineFalse("a line does not fit its key")
    if True not in verdicts:
        raise NoteInvalid("no key of the log signed it")
    return found


def parts(note: str) -> tuple[str, list[str]]:
    """Return what is signed in a note, and the lines under it.

    Raises:
        NoteInvalid: it is no note, or it could be parted in two ways.
    """
    if len(note) > LONGEST:
        raise NoteInvalid("too long")
    if any(sign < " " and sign != "\n" for sign in note):
        raise NoteInvalid("a sign that no note has")
    text, parted, lines = note.partition("\n\n")
    if not parted or "\n\n" in f"\n{lines}":
        raise NoteInvalid("no end of what is signed, or more than one")
    if not lines.endswith("\n"):
        raise NoteInvalid("cut off")
    return text + "\n", lines[:-1].split("\n")


def carried(line: str, name: str, mark: bytes) -> bytes | None:
    """Return what a line under a note has of a key; None where it names another key.

    One of its name that cannot be read may be of this key and fits none: it carries nothing.

    Args:
        line: as it stands there.
        name: of the key.
        mark: the four bytes that name it in a line.
    """
    head = f"\u2014 {name} "
    if not line.startswith(head):
        return None
    written = line.removeprefix(head)
    try:
        raw = base64.b64decode(written, validate=True)
    except ValueError:
        return b""
    # One writing alone: the last letter has spare bits, which no signature covers.
    if len(raw) < len(mark) or base64.b64encode(raw).decode() != written:
        return b""
    return raw[len(mark) :] if raw.startswith(mark) else None


def _signed(text: str, line: str, name: str, public: bytes) -> bool | None:
    """Tell whether a line fits a key; None where it names another."""
    signature = carried(line, name, key_hash(name, public))
    if signature is None:
        return None
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
    except (ValueError, InvalidSignature):
        return False
    return True
