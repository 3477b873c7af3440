"""A server without the product, which signs whatever it is told: for odd and false objects."""

import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance import signing
from governance.audit.canonical import canonical, leaf_hash
from tests.outside.witness_kit import Log

TYPES = {
    "certificate": "sayso-certificate/1",
    "receipt": "sayso-receipt/1",
    "release": "sayso-release/1",
    "lease": "sayso-lease/2",
}
CERTIFICATE = {
    "type": "sayso-certificate/1",
    "id": "5d4f",
    "company": "Example AG",
    "owner": "ab12",
    "purpose": None,
    "epoch": None,
    "kind": None,
    "everything": True,
    "begun": "2026-03-01",
    "done": "2026-03-02",
    "deleted": {"store": 5},
    "keys_destroyed": 3,
    "backups_end": "2026-04-01",
    "not_covered": ["log", "models-trained"],
}
RECEIPT = {
    "dct:identifier": "77",
    "dpv:hasDataController": "Example AG",
    "dpv:hasProcess": {
        "@id": "sayso:purpose/bookings/1",
        "dct:title": "Bookings",
        "dpv:hasPersonalData": ["sayso:kind/clicks"],
    },
    "dpv:hasConsentStatus": [
        {"@type": ["dpv:ConsentWithdrawn"], "dpv:isIndicatedAtTime": "2026-03-02T10:00:00+00:00"}
    ],
    "sayso:epochEnded": "e1",
}
LEASE = {"at": "2026-03-02T11:00:00Z", "grants": [{"purpose": "bookings", "epoch": "e1"}]}
ENTRY = {
    "act": "erasure-done",
    "day": "2026-03-02",
    "id": "6f0f8c1e-0d3c-4a55-9d44-3a1c5e1f2a10",
    "outcome": "done",
    "purpose": "",
    "role": "system",
    "subject": "",
    "random": "11" * 32,
    "commitment": "22" * 32,
}


def entry(**fields: str) -> tuple[dict, bytes]:
    """Return the nine fields of an entry as exports write them, and its leaf."""
    line = ENTRY | fields
    part = {name: line[name] for name in ("act", "day", "id", "outcome", "purpose", "role")}
    part["random"] = signing.encode(bytes.fromhex(line["random"]))
    part["type"] = "sayso-audit/2" if line["subject"] else "sayso-audit/1"
    if line["subject"]:
        part["subject"] = line["subject"]
    return line, leaf_hash(canonical(part), bytes.fromhex(line["commitment"]))


class Server:
    """Has a key for each use, and a log; writes what it signs into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, Log()
        self.keys = {use: Ed25519PrivateKey.generate() for use in TYPES} | {"log": self.log.private}
        self.know()

    def know(self, *lost: str, day: str = "2026-03-03") -> None:
        """Write the file of keys, in which some of them are lost."""
        keys, days = {}, {}
        for use, private in self.keys.items():
            public = private.public_key().public_bytes_raw()
            name = signing.key_id(public)
            keys[use] = {name: signing.encode(public)}
            retired = day if use in lost else None
            days[name] = {"born": "2026-01-01", "retired": retired, "lost": use in lost}
        self.put("keys.json", {"type": "sayso-keys/1", "keys": keys, "days": days})

    def put(self, name: str, value: object) -> str:
        """Write JSON, or a text as it is."""
        text = value if isinstance(value, str) else json.dumps(value)
        (self.folder / name).write_text(text)
        return name

    def sign(self, use: str, payload: object, **besides: object) -> dict:
        """Sign JSON, and write it under the name of the use."""
        raw = json.dumps(payload).encode()
        made = signing.sign(self.keys[use], TYPES[use], raw).as_json() | besides
        self.put(f"{use}.json", made)
        return made
