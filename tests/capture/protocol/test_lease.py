"""A lease counts only for this device, this key and this question, unaltered, never backwards."""

import dataclasses
import json
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from capture.protocol.encoding import encode
from capture.protocol.envelope import seal_envelope
from capture.protocol.keys import key_id, thumbprint
from capture.protocol.lease import LEASE_TYPE, Doubt, Expectation, LeaseRefused, verify_lease
from capture.protocol.messages import Envelope
from tests.capture.protocol.making import lease, signed_lease

SERVER = Ed25519PrivateKey.generate()
DEVICE_KEY = Ed25519PrivateKey.generate()
KEYS = {key_id(SERVER.public_key()): SERVER.public_key()}
EXPECTED = Expectation(uuid4(), thumbprint(DEVICE_KEY.public_key()), b"n" * 16, 5)


def made(**changes):
    facts = {"device": EXPECTED.device, "thumbprint": EXPECTED.thumbprint, "nonce": EXPECTED.nonce}
    return lease(**{**facts, "number": 5, **changes})


def doubt(envelope: Envelope, keys=KEYS, expected=EXPECTED) -> Doubt:
    with pytest.raises(LeaseRefused) as caught:
        verify_lease(envelope, keys, expected)
    return caught.value.doubt


def test_a_lease_for_this_device_and_question_counts():
    payload = made()
    assert verify_lease(signed_lease(payload, SERVER), KEYS, EXPECTED) == payload


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"device": uuid4()}, Doubt.DEVICE),
        ({"thumbprint": thumbprint(SERVER.public_key())}, Doubt.THUMBPRINT),
        ({"nonce": b"m" * 16}, Doubt.NONCE),
        ({"number": 4}, Doubt.NUMBER),
    ],
)
def test_a_lease_for_anything_else_is_refused(changes, expected):
    assert doubt(signed_lease(made(**changes), SERVER)) is expected


def test_a_lease_of_an_untrusted_key_is_refused():
    stranger = Ed25519PrivateKey.generate()
    assert doubt(signed_lease(made(), stranger)) is Doubt.KEY
    posing = signed_lease(made(), stranger).model_copy(update={"key": next(iter(KEYS))})
    assert doubt(posing) is Doubt.ALTERED


def test_an_altered_lease_is_refused():
    good = signed_lease(made(), SERVER)
    longer = good.payload.replace(b'"life":60', b'"life":99')
    assert longer != good.payload
    assert doubt(good.model_copy(update={"payload": longer})) is Doubt.ALTERED
    assert doubt(good.model_copy(update={"type": "sayso-other/1"})) is Doubt.ALTERED


def test_a_receipt_signed_by_the_same_key_is_no_lease():
    other = seal_envelope("sayso-receipt/1", encode(made()), SERVER, next(iter(KEYS)))
    assert doubt(other) is Doubt.ALTERED


def test_a_signed_lease_that_lives_too_long_or_has_unknown_fields_is_no_lease():
    facts = json.loads(encode(made()))
    for change in ({"life": 121}, {"life": 0}, {"more": 1}, {"grants": []}):
        payload = json.dumps({**facts, **change}).encode()
        signed = seal_envelope(LEASE_TYPE, payload, SERVER, next(iter(KEYS)))
        assert doubt(signed) is Doubt.SHAPE


def test_verification_depends_on_nothing_but_its_arguments():
    envelope = signed_lease(made(), SERVER)
    before = verify_lease(envelope, KEYS, EXPECTED)
    assert verify_lease(envelope, KEYS, dataclasses.replace(EXPECTED)) == before
