"""A stranger's program: checks what Sayso signed, written from docs/signatures.md alone.

The place of a certificate in the log is checked as docs/audit-log.md describes it. It knows no file
of the repository. Usage: check_signed.py KEYS OBJECT [FOLDER]
KEYS is what GET /keys/ answered, OBJECT a receipt, a certificate or a manifest.json; for a manifest
FOLDER is where the files of the release lie. Exit code 0 when everything fits, else 1 and a line.
"""

import base64
import hashlib
import json
import pathlib
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

USE = {
    "sayso-receipt/1": "receipt",
    "sayso-certificate/1": "certificate",
    "sayso-release/1": "release",
}


def raw(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def key_id(public):
    return base64.urlsafe_b64encode(hashlib.sha256(public).digest()[:16]).rstrip(b"=").decode()


def opened(keys, signed):
    """Return the payload, or raise ValueError."""
    use = USE.get(signed.get("type"))
    if use is None:
        raise ValueError("unknown type")
    beside = {"proof"} if use == "certificate" else set()
    if set(signed) - beside != {"type", "key", "payload", "signature"}:
        raise ValueError("not a signed object")
    written = keys["keys"].get(use, {}).get(signed["key"])
    if written is None:
        raise ValueError("unknown key")
    public = raw(written)
    if key_id(public) != signed["key"]:
        raise ValueError("the key is not the one that its id says")
    payload = raw(signed["payload"])
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            raw(signed["signature"]), signed["type"].encode("ascii") + b"\0" + payload
        )
    except InvalidSignature:
        raise ValueError("the signature does not fit") from None
    lost = lost_on(keys, signed["key"])
    day = day_in_log(keys, signed["proof"], payload) if signed.get("proof") is not None else None
    if lost is not None and (day is None or day >= lost):
        raise ValueError("its key was lost, and nothing shows that it was signed before")
    return json.loads(payload)


def lost_on(keys, name):
    """Return the day on which a key was lost, or None."""
    days = keys.get("days", {}).get(name, {})
    return days["retired"] if days.get("lost") else None


def day_in_log(keys, proof, payload):
    """Return the day of the entry of a certificate, or raise ValueError where the log lacks it."""
    entry = proof["entry"]
    named = (entry["act"], entry["outcome"], entry["subject"])
    if named != ("erasure-done", "done", hashlib.sha256(payload).hexdigest()):
        raise ValueError("the entry is of something else")
    size, root = checkpoint(keys, proof["checkpoint"])
    path = [base64.b64decode(one) for one in proof["path"]]
    if root_over(proof["index"], size, leaf(entry), path) != root:
        raise ValueError("the entry is not in the log")
    return entry["day"]


def checkpoint(keys, note):
    """Return size and root, if a key of the log that was not lost has signed them."""
    text, _, lines = note.partition("\n\n")
    origin, size, root = text.split("\n")[:3]
    signed = False
    for name, written in keys["keys"]["log"].items():
        public = raw(written)
        mark = hashlib.sha256(origin.encode() + b"\n\x01" + public).digest()[:4]
        for line in lines.splitlines():
            dash, who, signature = line.split(" ")
            whole = base64.b64decode(signature)
            if (dash, who, whole[:4]) != ("\u2014", origin, mark) or lost_on(keys, name):
                continue
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(whole[4:], f"{text}\n".encode())
            except InvalidSignature:
                raise ValueError("a line of a known key does not fit") from None
            signed = True
    if not signed:
        raise ValueError("no key of the log signed the checkpoint")
    return int(size), base64.b64decode(root)


def leaf(entry):
    """Return the hash of an entry: over zero, its open part in canonical JSON, its commitment."""
    part = {name: entry[name] for name in ("act", "day", "id", "outcome", "purpose", "role")}
    random = base64.urlsafe_b64encode(bytes.fromhex(entry["random"])).rstrip(b"=").decode()
    part |= {"random": random, "subject": entry["subject"], "type": "sayso-audit/2"}
    text = json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(b"\0" + text.encode() + bytes.fromhex(entry["commitment"])).digest()


def root_over(index, size, own, path):
    """Return the root that a leaf and its path give, from the definition of the path (RFC 9162)."""
    if not 0 <= index < size:
        raise ValueError("no such place")
    if size == 1:
        if path:
            raise ValueError("a path that is too long")
        return own
    if not path:
        raise ValueError("a path that is too short")
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        pair = root_over(index, half, own, path[:-1]), path[-1]
    else:
        pair = path[-1], root_over(index - half, size - half, own, path[:-1])
    return hashlib.sha256(b"\x01" + pair[0] + pair[1]).digest()


def files_fit(payload, folder):
    """Raise ValueError unless each file of a release is there, byte for byte, and no other."""
    listed = {one["path"]: one for one in payload["files"]}
    for path, one in listed.items():
        content = (folder / path).read_bytes()
        if len(content) != one["bytes"] or hashlib.sha256(content).hexdigest() != one["sha256"]:
            raise ValueError(f"{path} is not the file that was signed")
    there = {str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file()}
    if there - set(listed) - {"manifest.json"}:
        raise ValueError("a file that was not signed")


def main(arguments):
    keys, signed = (json.loads(pathlib.Path(one).read_bytes()) for one in arguments[:2])
    try:
        payload = opened(keys, signed)
        if signed["type"] == "sayso-release/1" and len(arguments) > 2:
            files_fit(payload, pathlib.Path(arguments[2]))
    except (ValueError, KeyError, OSError) as fault:
        print(f"refused: {fault}")
        return 1
    print(json.dumps(payload))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
