"""What the worker refuses inside a batch, and that it reads what the wire says."""

import gzip
import json
import uuid

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from capture.agent.desktop import keys as desktop_keys
from capture.agent.desktop import roles as desktop_roles
from capture.protocol import codes
from capture.protocol import content as wire
from governance.keys import intake
from redaction import admitted, content, failures, roles
from redaction import intake as door
from redaction.faults import ContentFault
from tests.redaction import batches
from training.models import Episode

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def shape(schema: object) -> object:
    """A schema without what says nothing about accepted values."""
    if isinstance(schema, dict):
        kept = {
            key: shape(value)
            for key, value in schema.items()
            if key not in {"title", "description", "default"}
        }
        if "const" in kept:
            kept = {"enum": [kept["const"]]}
        return kept
    return [shape(one) for one in schema] if isinstance(schema, list) else schema


def flat(model) -> dict[str, object]:
    """Each definition of a model's schema, references resolved to enums."""
    schema = model.model_json_schema()
    defs = schema.pop("$defs")

    def resolve(value):
        if isinstance(value, dict):
            name = value.get("$ref", "").rpartition("/")[2]
            if name and "enum" in defs[name]:
                return {"enum": defs[name]["enum"], "type": "string"}
            return {key: resolve(inner) for key, inner in value.items() if key != "required"}
        return [resolve(one) for one in value] if isinstance(value, list) else value

    every = {**{k: v for k, v in defs.items() if "enum" not in v}, model.__name__: schema}
    return {name: shape(resolve(value)) for name, value in every.items()}


def test_worker_and_wire_have_the_same_shapes():
    ours, theirs = flat(content.Content), flat(wire.Content)
    for name in theirs:
        theirs[name]["properties"].pop("epoch", None)  # the worker wants a UUID in it
        ours[name]["properties"].pop("epoch", None)
    assert ours == theirs


def test_worker_and_wire_have_the_same_kinds_faults_keys_and_roles():
    actions = wire.Action.__origin__.__args__
    assert {one.model_fields["do"].default: one.kind for one in actions} == content.KIND_OF
    assert {f.value for f in ContentFault} == {f.value for f in codes.ContentFailure}
    assert set(desktop_keys.NAMES.values()) | set(desktop_keys.MODIFIERS.values()) <= admitted.KEYS
    assert set(desktop_roles.ROLES.values()) <= roles.ROLES


def body(person, device, seq: int = 1) -> dict:
    one = batches.episode(person).model_dump(mode="json")
    return {
        "type": "sayso-content/1",
        "device": str(device.pk),
        "seq": seq,
        "episodes": [one],
    }


def sealed(raw: bytes, device, seq: int = 1, *, zipped: bool = True) -> bytes:
    key = X25519PublicKey.from_public_bytes(intake.current().public)
    info = f"sayso-batch/1|{device.pk}|{seq}".encode()
    return SUITE.encrypt(gzip.compress(raw) if zipped else raw, key, info)


def outcome(person, device, raw: bytes, seq: int = 1) -> list:
    epoch = uuid.UUID(batches.episode(person).epoch)
    batch = door.Sealed(seq, (("bookings", epoch),), intake.current().key_id, raw)
    batches.work(batches.put(person, device, batch))
    assert Episode.objects.count() == 0
    return [code for _, code in failures.take(device.pk)]


def test_a_batch_sealed_for_another_place_does_not_open(person, device):
    raw = sealed(json.dumps(body(person, device)).encode(), device, seq=2)
    assert outcome(person, device, raw) == [ContentFault.CANNOT_OPEN]


def test_a_batch_of_another_device_is_refused(person, device):
    raw = json.dumps({**body(person, device), "device": str(uuid.uuid4())}).encode()
    assert outcome(person, device, sealed(raw, device)) == [ContentFault.DEVICE_DIFFERS]


def test_a_bomb_is_cut_off(person, device):
    raw = sealed(b" " * 50_000_000, device)
    assert outcome(person, device, raw) == [ContentFault.TOO_LARGE]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"type": NaN}',
        b'{"type": "sayso-content/1", "type": "sayso-content/1"}',
        b'{"seq": ' + b"9" * 5000 + b"}",
        b'{"type": "\\ud800"}',
        b'{"type": "\\u0000"}',
        b"null",
    ],
)
def test_nonsense_is_malformed_and_kills_no_worker(person, device, raw):
    assert outcome(person, device, sealed(raw, device)) == [ContentFault.MALFORMED]


def test_what_is_not_zipped_is_malformed(person, device):
    raw = json.dumps(body(person, device)).encode()
    assert outcome(person, device, sealed(raw, device, zipped=False)) == [ContentFault.MALFORMED]


def test_an_unknown_field_is_named(person, device):
    raw = json.dumps({**body(person, device), "moment": 1}).encode()
    assert outcome(person, device, sealed(raw, device)) == [ContentFault.UNKNOWN_FIELD]


def changed(person, device, **more) -> bytes:
    found = body(person, device)
    found["episodes"][0] |= more
    return sealed(json.dumps(found).encode(), device)


def test_an_epoch_that_the_envelope_did_not_name_is_refused(person, device):
    raw = changed(person, device, epoch=str(uuid.uuid4()))
    assert outcome(person, device, raw) == [ContentFault.MALFORMED]


def test_a_kind_that_the_purpose_does_not_list_is_refused(person, device):
    raw = changed(person, device, actions=[{"do": "rhythm", "buckets": [1, 2, 3, 4, 5]}])
    assert outcome(person, device, raw) == [ContentFault.KIND_NOT_ALLOWED]


def test_a_site_where_none_belongs_is_refused(person, device):
    raw = changed(person, device, site="bank.example")
    assert outcome(person, device, raw) == [ContentFault.SITE_NOT_ALLOWED]


def test_an_application_that_is_not_listed_is_refused(person, device):
    raw = changed(person, device, actions=[{"do": "app_switch", "to": "Payroll"}])
    assert outcome(person, device, raw) == [ContentFault.APPLICATION_NOT_ALLOWED]


def test_a_key_name_cannot_carry_text(person, device):
    raw = changed(person, device, actions=[{"do": "shortcut", "keys": ["ctrl", "mirabel"]}])
    assert outcome(person, device, raw) == [ContentFault.MALFORMED]


def test_a_role_cannot_carry_text():
    assert roles.role_of("mirabel") == "unknown"
    assert roles.role_of("push button") == "push button"
