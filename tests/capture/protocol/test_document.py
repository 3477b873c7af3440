"""`docs/protocol.md` tells the wire as it is: its vectors are replayed from its own text."""

import hashlib
import json
import re
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from capture.protocol import content, decoding, evidence, lease, messages, signatures
from capture.protocol.codes import Code, ContentFailure
from capture.protocol.content import Content
from capture.protocol.decoding import DecodingError, decode
from capture.protocol.encoding import b64, encode, unb64
from capture.protocol.envelope import open_envelope, seal_envelope
from capture.protocol.keys import key_id, thumbprint
from capture.protocol.lease import Expectation, verify_lease
from capture.protocol.log import fingerprint
from capture.protocol.messages import (
    Accepted,
    AnswerPayload,
    AnswerRequest,
    BatchRequest,
    Kind,
    LogTrust,
    NarrowRequest,
    State,
    WaitRequest,
)
from capture.protocol.padding import padded_accepted, padded_batch, padded_state, padded_wait
from capture.protocol.sealing import open_sealed
from capture.protocol.signatures import RequestParts, sign, verify
from tests.capture.protocol.proof_check import climbed, leaf_of, nodes_of

PAGE = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text("utf-8")
VECTORS = {
    name: json.loads(text)
    for name, text in re.findall(r"^```json ([a-z-]+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
}
KEYS = VECTORS["keys"]
DEVICE = Ed25519PrivateKey.from_private_bytes(unb64(KEYS["device_private"]))
SERVER = Ed25519PrivateKey.from_private_bytes(unb64(KEYS["lease_private"]))
INTAKE = X25519PrivateKey.from_private_bytes(unb64(KEYS["intake_private"]))


def read(model, name):
    return decode(model, json.dumps(VECTORS[name]).encode())


def test_the_keys_have_the_names_that_the_page_says():
    assert b64(DEVICE.public_key().public_bytes_raw()) == KEYS["device_public"]
    assert thumbprint(DEVICE.public_key()) == KEYS["thumbprint"]
    assert b64(SERVER.public_key().public_bytes_raw()) == KEYS["lease_public"]
    assert key_id(SERVER.public_key()) == KEYS["lease_key_id"]
    assert b64(INTAKE.public_key().public_bytes_raw()) == KEYS["intake_public"]
    assert key_id(INTAKE.public_key()) == KEYS["intake_key_id"]


def test_the_request_is_signed_as_the_page_says():
    told = VECTORS["request"]
    parts = RequestParts(
        told["method"],
        told["authority"],
        told["target"],
        tuple(told["headers"].items()),
        told["body"].encode(),
    )
    now = datetime.fromtimestamp(told["created"], UTC)
    assert sign(parts, DEVICE, told["counter"], now) == told["headers"]
    verified = verify(parts, lambda _keyid: DEVICE.public_key(), now)
    assert (verified.keyid, verified.counter) == (KEYS["thumbprint"], told["counter"])
    raw = b64decode(told["headers"]["Signature"].removeprefix("sayso=:").removesuffix(":"))
    DEVICE.public_key().verify(raw, told["base"].encode())


def test_the_answer_is_signed_as_the_page_says():
    envelope = read(AnswerRequest, "answer").answer
    payload = decode(AnswerPayload, open_envelope(envelope, "sayso-answer/2", DEVICE.public_key()))
    assert payload == read(AnswerPayload, "answer-payload")
    again = seal_envelope(envelope.type, envelope.payload, DEVICE, KEYS["thumbprint"])
    assert again == envelope


def test_the_lease_counts_for_the_waiting_request_of_the_page():
    told, asked = read(lease.LeasePayload, "lease"), read(WaitRequest, "wait")
    expected = Expectation(told.device, KEYS["thumbprint"], asked.nonce, told.number)
    envelope = read(State, "state").lease
    found = verify_lease(envelope, {KEYS["lease_key_id"]: SERVER.public_key()}, expected)
    assert found == told
    assert json.loads(encode(found)) == VECTORS["lease"]


def test_the_lease_of_the_page_proves_itself_as_the_page_says():
    told, trust = read(lease.LeasePayload, "lease"), VECTORS["trust"]
    text, signatures_ = told.log.checkpoint.split("\n\n", 1)
    origin, size, root = text.split("\n")
    assert origin == trust["log"]["origin"]
    for line, verifier in zip(
        signatures_.splitlines(), trust["log"]["keys"] + trust["log"]["witnesses"], strict=True
    ):
        name, _hash, key = verifier.split("+", 2)
        public = Ed25519PublicKey.from_public_bytes(b64decode(key)[1:])
        raw = b64decode(line.removeprefix(f"\u2014 {name} "))[4:]
        said = text + "\n"
        if len(raw) > 64:
            said = f"cosignature/v1\ntime {int.from_bytes(raw[:8])}\n" + said
        public.verify(raw[-64:], said.encode())
    (grant,) = told.grants
    for entry in (grant.evidence.consent, *grant.evidence.approvals):
        path = nodes_of(told.log.nodes, entry.path)
        assert climbed(leaf_of(entry), entry.index, int(size), path) == b64decode(root)
    closed = json.loads(grant.evidence.consent.closed)
    assert closed["about"] == closed["actor"] == trust["owner"]
    assert set(grant.kinds) <= set(closed["details"]["kinds"])
    roles = {json.loads(one.open)["role"] for one in grant.evidence.approvals}
    assert roles >= set(trust["approvers"])
    scope = hashlib.sha256(grant.evidence.scope.encode()).hexdigest()
    for one in grant.evidence.approvals:
        assert json.loads(one.open)["subject"].split(":")[::2] == [str(grant.version), scope]
    for answer in grant.evidence.answers:
        payload = open_envelope(answer, "sayso-answer/2", DEVICE.public_key())
        assert decode(AnswerPayload, payload).answer == "yes"


def test_the_fingerprint_is_made_as_the_page_says():
    told, trust = VECTORS["fingerprint"], VECTORS["trust"]
    log_trust = LogTrust.model_validate(trust["log"])
    digest = hashlib.sha256("".join(f"{line}\n" for line in told["lines"]).encode()).digest()
    number = f"{int.from_bytes(digest) % 10**30:030d}"
    assert told["digits"].replace(" ", "") == number
    assert fingerprint(log_trust, trust["approvers"]) == told["digits"]
    assert fingerprint(log_trust, ["compliance"]) == told["compliance_alone"] != told["digits"]


def test_the_batch_opens_to_what_the_page_says():
    batch, told = read(BatchRequest, "batch"), read(Content, "content")
    assert open_sealed(batch.sealed, INTAKE, told.device, batch.seq) == told
    assert json.loads(encode(told)) == VECTORS["content"]


def test_bodies_have_the_sizes_that_the_page_says():
    assert len(padded_wait(read(WaitRequest, "wait"))) == 1024
    assert len(padded_state(read(State, "state"))) == 49_152
    assert len(padded_batch(read(BatchRequest, "batch"))) == 16_384
    assert len(padded_accepted(read(Accepted, "accepted"))) == 512


@pytest.mark.parametrize(("code", "body"), VECTORS["refused"])
def test_bodies_that_must_be_refused_are(code, body):
    with pytest.raises(DecodingError) as caught:
        decode(NarrowRequest, body.encode())
    assert caught.value.code == code


def test_every_error_is_on_the_page_with_its_status_and_no_other():
    rows = re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \|", PAGE, re.MULTILINE)
    assert {(int(status), code) for status, code in rows} == {
        (code.status, code.value) for code in Code
    }


def test_every_failure_of_a_content_is_on_the_page_and_no_other():
    table = PAGE.split("reaches the device in `failures`")[1].split("## 9")[0]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)) == set(ContentFailure)


def test_every_field_of_every_message_is_on_the_page():
    models = [
        value
        for module in (messages, content, lease, evidence)
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, messages.Message)
        and value is not messages.Message
    ]
    assert len(models) > 30
    for model in models:
        for name, field in model.model_fields.items():
            told = field.alias or name
            assert f"`{told}`" in PAGE or f'"{told}"' in PAGE, (model.__name__, told)
        kind = model.model_fields.get("type")
        if kind is not None and kind.default is not None and isinstance(kind.default, str):
            assert f"`{kind.default}`" in PAGE


def test_every_kind_is_on_the_page_with_its_actions():
    for kind in Kind:
        assert f"`{kind}`" in PAGE
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| `([a-z_]+)` \|", PAGE, re.MULTILINE))
    actions = [
        value
        for value in vars(content).values()
        if isinstance(value, type) and hasattr(value, "kind")
    ]
    assert rows == {action.model_fields["do"].default: action.kind.value for action in actions}


def test_the_limits_on_the_page_are_those_of_the_code():
    limits = dict(re.findall(r"^\| ([a-zA-Z ,]+) \| ([\d, a-z]+) \|$", PAGE, re.MULTILINE))

    def number(what):
        return [int(n.replace(",", "")) for n in re.findall(r"[\d,]*\d", limits[what])]

    assert number("age of a signature") == [signatures.MAX_AGE.total_seconds()]
    assert number("life of a lease") == [lease.LIFE_MAX]
    assert number("body of a waiting request") == [
        messages.WAIT_SIZES[0],
        messages.WAIT_SIZES[-1],
    ]
    assert number("body of an upload") == [messages.BATCH_STEP, messages.BATCH_MAX]
    assert number("content of a batch, inflated") == [content.CONTENT_MAX]
    assert number("episodes in a batch") == [content.EPISODES_MAX]
    assert number("actions in an episode") == [content.ACTIONS_MAX]
    assert number("stretches in a list") == [messages.EPOCHS_MAX]
    assert number("depth of JSON") == [decoding.DEPTH_MAX]
    assert number("largest whole number") == [messages.BIGGEST]
    assert f"{messages.STATE_SIZE:,} bytes" in PAGE
    assert f"{messages.ACCEPTED_SIZE:,} bytes" in PAGE


def test_the_covered_components_are_named_in_their_order():
    assert " ".join(f'"{name}"' for name in signatures.COMPONENTS) in PAGE
