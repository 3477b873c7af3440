"""A stranger's program: checks what Sayso signed, written from docs/signatures.md alone.

It knows no file of the repository. Usage: check_signed.py KEYS OBJECT [FOLDER]
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
    if set(signed) != {"type", "key", "payload", "signature"}:
        raise ValueError("not a signed object")
    use = USE.get(signed["type"])
    if use is None:
        raise ValueError("unknown type")
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
    return json.loads(payload)


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
